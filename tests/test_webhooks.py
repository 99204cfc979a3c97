"""Letters to other systems, end to end: real shop pages, real receivers that fail, and workers that are killed."""

import base64
import http.client
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.support.devanture import Devanture, started_devanture
from tests.support.receiver import Receiver, eventually, running_receiver
from tests.support.redis import running_redis
from tests.support.small_shop import small_shop
from tests.support.tree import ROOT

SITE = """\
version: 1
pages:
  home: {{ path: / }}
consent:
  cookie: {{ name: ok, personalise: {{ has: "1" }}, marketing: {{ has: "m" }} }}
webhooks:
  crm: {{ url: "{url}", unencrypted: true, timeout: {timeout} }}
"""

RULES = """\
- id: hello
  name: Tell of whoever comes
  why: A test
  learn: A test
  status: live
  where: { page: home }
  consent: marketing
  limit: { visitor: 1 per 7 days }
  do: [ { webhook: { to: crm, event: came, with: { visits: "{{ visitor.visits }}" } } } ]
  expect: [ { given: { page: home, consent: [marketing] }, then: { sent: came } } ]
"""

AGREED = "ok=1m"

BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0",
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Language": "en",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
}


def site(folder: Path, receiver: Receiver, timeout: str = "2 seconds", rules: str = RULES) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "site.yaml").write_text(SITE.format(url=receiver.url, timeout=timeout))
    (folder / "rules.yaml").write_text(rules)
    return folder


def visit(devanture: Devanture, cookie: str = AGREED, path: str = "/") -> str:
    """Ask for a page as somebody's browser; return the cookie of ours, "" when none was set."""
    asked = Request(devanture.url + path, headers={**BROWSER, "Cookie": cookie})
    with urlopen(asked, timeout=30) as answer:
        answer.read()
        return str(answer.headers.get("Set-Cookie", "")).partition(";")[0]


WAITING = """\
- id: gone
  name: Tell of who has left
  why: A test
  learn: A test
  status: live
  consent: marketing
  who: { visits: 1, none: [ { did: { event: seen, within: 2 seconds } } ] }
  limit: { visitor: 1 per 7 days }
  do: [ { webhook: { to: crm, event: gone } } ]
  expect: [ { given: { consent: [] }, then: { unchanged: true } } ]
"""


def counted(devanture: Devanture, outcome: str) -> int:
    asked = Request(f"{devanture.admin}/metrics", headers={"Authorization": f"Bearer {devanture.token}"})
    with urlopen(asked, timeout=30) as answer:
        text = answer.read().decode()
    found = re.search(rf'devanture_letters_total{{outcome="{outcome}",to="crm"}} (\d+)', text)
    return int(found[1]) if found else 0


def named(receiver: Receiver) -> set[str]:
    """Return the visitors that the receiver was told of."""
    found = set()
    for one in receiver.taken:
        data = one.told["data"]
        assert isinstance(data, dict)
        found.add(str(data["visitor"]))
    return found


def killed(devanture: Devanture) -> None:
    os.kill(devanture.pid, signal.SIGKILL)
    eventually(lambda: not answers(devanture))


def answers(devanture: Devanture) -> bool:
    try:
        with urlopen(f"{devanture.admin}/health", timeout=5):
            return True
    except OSError:
        return False


@pytest.fixture(scope="module")
def shop() -> Iterator[str]:
    with small_shop() as url:
        yield url


def test_a_receiver_is_told_once_of_whoever_agreed_and_of_nobody_else(shop: str, tmp_path: Path) -> None:
    with running_receiver() as receiver, started_devanture(shop, site(tmp_path / "site", receiver)) as devanture:
        mine = visit(devanture)
        eventually(lambda: len(receiver.taken) == 1)
        visit(devanture, f"{AGREED}; {mine}")
        visit(devanture, "ok=1")
        visit(devanture, "")
        visit(devanture)
        eventually(lambda: len(receiver.taken) == 2)
        secret = (devanture.data / "webhooks/crm.secret").read_text().strip()
        assert counted(devanture, "written") == 2
    assert len(receiver.tries) == 2
    assert all(one.is_signed_with(secret) for one in receiver.taken)
    assert [one.told["type"] for one in receiver.taken] == ["came", "came"]


def test_two_workers_send_each_letter_once(shop: str, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    with (
        running_receiver() as receiver,
        started_devanture(shop, site(folder, receiver, "30 seconds"), workers=2) as both,
    ):
        for _ in range(25):
            visit(both)
        eventually(lambda: len(receiver.ids) == 25)
    assert len(receiver.tries) == 25


def test_a_receiver_that_fails_and_restarts_gets_all(shop: str, tmp_path: Path) -> None:
    receiver = Receiver(failures=["500", "429", "hang up", "half an answer", "slow", "301"])
    with started_devanture(shop, site(tmp_path / "site", receiver)) as devanture:
        visit(devanture)
        visit(devanture)
        with receiver.up():
            eventually(lambda: len(receiver.tries) >= 2)
        for _ in range(6):
            visit(devanture)
        with receiver.up():
            eventually(lambda: len(receiver.ids) == 8)


def test_kill_in_the_midst_of_delivery_loses_nothing(shop: str, tmp_path: Path) -> None:
    folder, data = tmp_path / "site", tmp_path / "data"
    data.mkdir()
    with running_receiver(*["slow"] * 12) as receiver:
        with started_devanture(shop, site(folder, receiver), data=data) as devanture:
            for _ in range(12):
                visit(devanture)
            eventually(lambda: counted(devanture, "written") == 12 and len(receiver.tries) >= 1)
            killed(devanture)
        receiver.failures.clear()
        with started_devanture(shop, folder, data=data):
            eventually(lambda: len(receiver.ids) == 12)


def test_kill_in_the_midst_of_writing_loses_nobody(shop: str, tmp_path: Path) -> None:
    folder, data = tmp_path / "site", tmp_path / "data"
    known: list[str] = []
    data.mkdir()
    with running_receiver() as receiver:
        for _ in range(3):
            with started_devanture(shop, site(folder, receiver), data=data) as devanture:
                coming = threading.Thread(target=lambda: known.extend(come(devanture)))
                coming.start()
                eventually(lambda: len(receiver.taken) >= 1)
                killed(devanture)
                coming.join()
        with started_devanture(shop, folder, data=data) as devanture:
            # whoever was answered is told of, or acts again when they come back
            for cookie in known:
                visit(devanture, f"{AGREED}; {cookie}")
            eventually(lambda: len(named(receiver)) >= len(known))


def come(devanture: Devanture) -> Iterator[str]:
    """Be one new visitor after another until nobody answers, or it is enough; yield their cookies."""
    with suppress(OSError, http.client.HTTPException):
        for _ in range(60):
            yield visit(devanture)


def test_what_a_killed_replica_had_taken_another_sends(shop: str, tmp_path: Path) -> None:
    folder, receiver = tmp_path / "site", Receiver(failures=["slow"] * 6)
    with running_redis(tmp_path / "redis") as (redis,), receiver.up():
        keys = tmp_path / "shared"
        keys.mkdir()
        shared = {"store": redis.url, "keys": keys / "keys", "webhook_secrets": keys / "webhooks", "journal": "off"}
        with (
            started_devanture(shop, site(folder, receiver), **shared) as one,
            started_devanture(shop, folder, **shared) as other,
        ):
            for number in range(20):
                visit((one, other)[number % 2])
            eventually(lambda: len(receiver.tries) >= 1)
            eventually(lambda: counted(one, "written") + counted(other, "written") == 20)
            killed(one)
            receiver.failures.clear()
            eventually(lambda: len(receiver.ids) == 20)


def test_without_redis_letters_are_written_and_sent_by_this_machine(shop: str, tmp_path: Path) -> None:
    with running_redis(tmp_path / "redis") as (redis,), running_receiver() as receiver:
        folder = site(tmp_path / "site", receiver)
        with started_devanture(shop, folder, store=redis.url, journal="off") as devanture:
            visit(devanture)
            eventually(lambda: len(receiver.ids) == 1)
            redis.kill()
            visit(devanture)
            eventually(lambda: len(receiver.ids) == 2)


def test_an_erased_visitor_is_told_of_no_more(shop: str, tmp_path: Path) -> None:
    receiver = Receiver()
    with started_devanture(shop, site(tmp_path / "site", receiver)) as devanture:
        mine, _ = visit(devanture), visit(devanture)
        eventually(lambda: counted(devanture, "written") == 2)
        visit(devanture, f"ok=0; {mine}")
        eventually(lambda: letters(devanture.data) == 1)
        with receiver.up():
            eventually(lambda: letters(devanture.data) == 0)
        assert len(receiver.tries) == 1


def test_of_two_workers_on_one_file_one_tells_of_who_has_left(shop: str, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    with running_receiver() as receiver:
        site(folder, receiver, "30 seconds", WAITING)
        with started_devanture(shop, folder, workers=2) as both:
            for _ in range(15):
                visit(both)
            eventually(lambda: len(named(receiver)) == 15)
    assert len(receiver.tries) == 15
    assert {one.told["type"] for one in receiver.taken} == {"gone"}


def test_of_two_replicas_on_one_redis_one_tells_of_who_has_left(shop: str, tmp_path: Path) -> None:
    folder, keys = tmp_path / "site", tmp_path / "shared"
    keys.mkdir()
    with running_redis(tmp_path / "redis") as (redis,), running_receiver() as receiver:
        site(folder, receiver, "30 seconds", WAITING)
        shared = {"store": redis.url, "keys": keys / "keys", "webhook_secrets": keys / "webhooks", "journal": "off"}
        with started_devanture(shop, folder, **shared) as one, started_devanture(shop, folder, **shared) as other:
            for number in range(16):
                visit((one, other)[number % 2])
            eventually(lambda: len(named(receiver)) == 16)
    assert len(receiver.tries) == 16


def test_the_receiver_of_the_docs_takes_what_is_genuine_and_nothing_else(shop: str, tmp_path: Path) -> None:
    folder, secrets, receiver = tmp_path / "site", tmp_path / "secrets", Receiver()
    secrets.mkdir()
    secret = f"whsec_{base64.b64encode(b's' * 32).decode()}"
    (secrets / "crm.secret").write_text(secret)
    program = re.search(r"```python\n(.*?)```", (ROOT / "docs/webhooks.md").read_text(), re.DOTALL)
    assert program is not None
    words = [sys.executable, "-c", program[1]]
    environment = {**os.environ, "WEBHOOK_SECRET": secret, "PORT": str(receiver.port)}
    with subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True) as process:
        try:
            with started_devanture(shop, site(folder, receiver), webhook_secrets=secrets) as devanture:
                visit(devanture)
                eventually(lambda: counted(devanture, "sent") == 1)
            forged = Request(
                receiver.url, b"{}", {"webhook-id": "x", "webhook-timestamp": "0", "webhook-signature": "v1,x"}
            )
            with pytest.raises(HTTPError, match="401"):
                urlopen(forged, timeout=30)
        finally:
            process.terminate()
        printed = process.stdout.read() if process.stdout else ""
    assert printed.count("'type': 'came'") == 1


def letters(data: Path) -> int:
    """Return how many letters are in the outbox."""
    with closing(sqlite3.connect(data / "outbox.sqlite")) as connection:
        (count,) = connection.execute("SELECT count(*) FROM letter WHERE state = 'waiting'").fetchone()
    return int(count)
