"""The command that shows, exports and erases one visitor, over a real SQLite file and a real journal."""

import argparse
import asyncio
import json
from pathlib import Path

import pytest

from proxy.commands.visitor import configure, run
from proxy.edge.tasks import Tasks
from proxy.identify import issue, remembered
from proxy.journal import told_of, written
from proxy.metrics import Metrics
from proxy.store_url import redis_url
from proxy.stores import Means, open_store
from proxy.stores.journal.days import Days, day_of
from proxy.stores.journal.stream import StreamJournal
from proxy.stores.keys import read_keys
from proxy.stores.ledger import Claim
from proxy.stores.ledger.sqlite import SqliteLedger
from proxy.stores.redis.link import Waits
from proxy.stores.sqlite import SqliteStore
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.door import write_site
from tests.support.redis import running_redis

AT = 1_795_000_000.0
SEEN = Event(Kind.SEEN, "/p/42", AT, {"title": "Storm coat"})


async def _recorded(data: Path, who: str) -> None:
    store = SqliteStore(data / "visitors.sqlite")
    await store.record(who, [SEEN, Event(Kind.SHOWN, "no-promo", AT)])
    await store.close()


@pytest.fixture
def cookie(tmp_path: Path) -> str:
    """A shop of one visitor, who is also in the journal; the value of that visitor's cookie."""
    site = write_site(tmp_path / "site")
    data = site / "data"
    keys = read_keys(data / "keys")
    ann = issue(keys, b"a" * 16, AT)
    asyncio.run(_recorded(data, ann.id))
    Days(data / "journal").append({day_of(AT): [written(told_of(who, (SEEN,))) for who in (ann.id, "bob")]})
    return remembered(keys, ann, AT, secure=False).decode().partition(";")[0].removeprefix("dv=")


def done(tmp_path: Path, *words: str) -> int:
    parser = argparse.ArgumentParser()
    configure(parser)
    return run(parser.parse_args([*words, "--site", str(tmp_path / "site")]))


def test_it_is_shown_in_words(tmp_path: Path, cookie: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert done(tmp_path, "show", cookie) == 0
    out = capsys.readouterr().out
    assert "/p/42 (Storm coat)." in out
    assert "Shown by “Nobody sees the promo field”" in out
    assert "Notes in the journal: 1." in out


def test_a_broken_rule_keeps_nothing_from_being_shown(
    tmp_path: Path, cookie: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "site" / "broken.yaml").write_text("- id: broken\n  where: { page: hone }\n")
    assert done(tmp_path, "show", cookie) == 0
    told = capsys.readouterr()
    assert "/p/42 (Storm coat)." in told.out
    assert "Shown by “Nobody sees the promo field”" in told.out
    assert "`devanture check` tells which" in told.err


def test_it_is_exported_whole(tmp_path: Path, cookie: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert done(tmp_path, "export", cookie) == 0
    told = json.loads(capsys.readouterr().out)
    assert [event["kind"] for event in told["kept"]["events"]] == ["seen", "shown"]
    assert [note["who"] for note in told["journal"]] == [told["id"]]


def test_it_is_erased_everywhere_and_nobody_else_is(
    tmp_path: Path, cookie: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert done(tmp_path, "export", cookie) == 0
    who = json.loads(capsys.readouterr().out)["id"]
    assert done(tmp_path, "erase", who) == 0
    kept = [path.read_bytes() for path in (tmp_path / "site" / "data").rglob("*") if path.is_file()]
    assert not any(who.encode() in raw for raw in kept)
    assert any(b'"who":"bob"' in raw for raw in kept)
    assert done(tmp_path, "export", who) == 1
    assert json.loads(capsys.readouterr().out.partition("\n")[2])["kept"] is None


@pytest.mark.parametrize("what", ["show", "export", "erase"])
def test_who_is_not_known_is_told(tmp_path: Path, cookie: str, what: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cookie
    assert done(tmp_path, what, "0" * 32) == 1
    assert "give the whole id" in capsys.readouterr().err


def test_a_store_of_one_process_is_asked_by_its_admin_port(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_site(tmp_path / "site")
    assert done(tmp_path, "show", "x", "--store", "memory:") == 1
    assert "admin port" in capsys.readouterr().err


async def _shared(url: str, folder: Path, who: str) -> None:
    tasks = Tasks(Metrics())
    means = Means(folder, tasks, Metrics(), Waits(5.0, 5.0))
    store = open_store(url, means=means)
    journal = StreamJournal(redis_url(url), means, 1e6)
    # once it is reached, nothing waits in a file
    assert await store.load(who) == Visitor()
    await store.record(who, [SEEN])
    journal.keep(told_of(who, (SEEN,)))
    await journal.flush()
    await tasks.stop(1.0)
    await journal.close()
    await store.close()


def test_of_a_store_that_machines_share_the_stream_counts_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_site(tmp_path / "site")
    (tmp_path / "other").mkdir()
    with running_redis(tmp_path / "redis") as (redis,):
        asyncio.run(_shared(redis.url, tmp_path / "other", "ann"))
        assert done(tmp_path, "export", "ann", "--store", redis.url) == 0
        told = json.loads(capsys.readouterr().out)
        assert (len(told["kept"]["events"]), len(told["journal"])) == (1, 1)
        assert done(tmp_path, "erase", "ann", "--store", redis.url) == 0
        capsys.readouterr()
        assert done(tmp_path, "export", "ann", "--store", redis.url) == 1
        assert json.loads(capsys.readouterr().out) == {"id": "ann", "kept": None, "journal": []}


@pytest.mark.usefixtures("cookie")
def test_who_got_a_code_is_erased_and_the_code_stays_given(tmp_path: Path) -> None:
    held = "a" * 32
    assert asyncio.run(_claimed(tmp_path / "site" / "data", held, "CODE-1")) == "CODE-1"
    done(tmp_path, "erase", held)
    assert asyncio.run(_claimed(tmp_path / "site" / "data", held)) is None
    assert asyncio.run(_claimed(tmp_path / "site" / "data", held, "CODE-1")) is None


async def _claimed(data: Path, who: str, *candidates: str) -> str | None:
    ledger = SqliteLedger(data / "codes.sqlite")
    given = await ledger.claim(Claim("gifts", who, AT), candidates)
    await ledger.close()
    return given.code if given else None
