"""Our pages for visitors at an open door: shown to their owner alone, and stopped by a form of ours alone."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from proxy.edge import visiting
from proxy.stores import StoreError
from proxy.stores.journal.stream import KEY
from proxy.stores.memory import MemoryStore
from proxy.stores.write import LATE
from scoring.visitor import Visitor
from tests.support.door import PAGE, Heard, OpenDoor, heard, open_door, request, until
from tests.support.origin import ok, scripted
from tests.support.redis import Redis, running_redis

HTML = b"Content-Type: text/html; charset=iso-8859-1"
OURS = "/.devanture/privacy"
FORM = "Content-Type: application/x-www-form-urlencoded"


class Shopper:
    """One browser: it keeps our cookies and sends them back."""

    def __init__(self, door: OpenDoor) -> None:
        self.door = door
        self.cookies: dict[str, str] = {}

    async def ask(self, target: str, *lines: str, method: str = "GET", body: str = "") -> Heard:
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        sent = [*lines, *([f"Cookie: {kept}"] if kept else [])]
        answer = await heard(self.door.port, request(target, *sent, method=method, body=body))
        for line in answer.field("Set-Cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "Max-Age=0" in line:
                del self.cookies[name]
        return answer

    async def read(self) -> str:
        answer = await self.ask(OURS)
        assert answer.status == 200
        return answer.body.decode()

    async def send(self, form: str, *lines: str, ticket: str | None = None) -> Heard:
        found = re.search(r'name="ticket" value="([^"]+)"', await self.read())
        assert found
        body = f"ticket={found[1] if ticket is None else ticket}"
        return await self.ask(f"{OURS}/{form}", FORM, *lines, method="POST", body=body)

    async def visit(self) -> None:
        await self.ask("/")
        await self.ask("/")
        await until(lambda: not self.door.parts.tasks.waiting())


@asynccontextmanager
async def shopping(tmp_path: Path, **settings: object) -> AsyncIterator[Shopper]:
    async with scripted([ok(PAGE, HTML)]) as origin, open_door(origin.url, tmp_path, **settings) as door:
        yield Shopper(door)


async def test_a_visitor_reads_what_is_kept_and_why_a_page_was_changed(tmp_path: Path) -> None:
    async with shopping(tmp_path) as shopper:
        await shopper.visit()
        page = await shopper.read()
        for told in ("Pages you looked at", "Nobody sees the promo field", "An empty field sends people away"):
            assert told in page


async def test_somebody_new_reads_that_nothing_is_kept(tmp_path: Path) -> None:
    async with shopping(tmp_path) as shopper:
        page = await shopper.read()
        assert "Nothing is kept about you." in page
        assert shopper.cookies == {}


async def test_the_whole_of_it_is_a_file(tmp_path: Path) -> None:
    async with shopping(tmp_path) as shopper:
        await shopper.visit()
        answer = await shopper.ask(f"{OURS}/kept.json")
        told = json.loads(answer.body)
        assert [event["kind"] for event in told["kept"]["events"]][:2] == ["arrived", "seen"]
        assert "attachment" in answer.field("Content-Disposition")[0]
        other = Shopper(shopper.door)
        assert json.loads((await other.ask(f"{OURS}/kept.json")).body) == {"id": "", "kept": None}


async def test_stopping_removes_everything_and_holds_from_the_next_request_on(tmp_path: Path) -> None:
    async with shopping(tmp_path) as shopper:
        await shopper.visit()
        (who,) = shopper.door.parts.pipeline.recorder.history.visitors()
        answer = await shopper.send("stop")
        assert (answer.status, answer.field("Location")) == (303, [OURS])
        assert shopper.cookies.keys() == {"dv-stop"}
        parts = shopper.door.parts
        assert await parts.store.load(who) == Visitor()
        assert parts.pipeline.recorder.history.of(visitor=who) == ()
        await shopper.visit()
        assert shopper.cookies.keys() == {"dv-stop"}
        assert await parts.store.load(who) == Visitor()
        assert "You told us to stop." in await shopper.read()


async def test_who_starts_again_is_somebody_new(tmp_path: Path) -> None:
    async with shopping(tmp_path) as shopper:
        await shopper.visit()
        before = shopper.cookies["dv"]
        await shopper.send("stop")
        assert (await shopper.send("start")).status == 303
        assert shopper.cookies == {}
        await shopper.visit()
        assert shopper.cookies["dv"] != before


async def test_who_sends_global_privacy_control_reads_that_it_is_heeded(tmp_path: Path) -> None:
    async with shopping(tmp_path) as shopper:
        answer = await shopper.ask(OURS, "Sec-GPC: 1")
        assert b"Your browser says that you do not want to be followed." in answer.body


@pytest.mark.parametrize(
    "lines",
    [
        ("Sec-Fetch-Site: cross-site",),
        ("Sec-Fetch-Site: same-site",),
        ("Origin: https://evil.example",),
        ("Origin: null",),
    ],
)
async def test_no_other_sites_page_stops_anybody(tmp_path: Path, lines: tuple[str, ...]) -> None:
    async with shopping(tmp_path) as shopper:
        await shopper.visit()
        assert (await shopper.send("stop", *lines)).status == 403
        assert "dv-stop" not in shopper.cookies
        assert "Pages you looked at" in await shopper.read()


async def test_a_form_needs_the_ticket_of_its_own_visitor(tmp_path: Path) -> None:
    async with shopping(tmp_path) as shopper:
        await shopper.visit()
        other = Shopper(shopper.door)
        await other.visit()
        theirs = re.search(r'name="ticket" value="([^"]+)"', await other.read())
        assert theirs
        for ticket in ("", "forged", theirs[1]):
            assert (await shopper.send("stop", ticket=ticket)).status == 403
        assert (await shopper.send("stop", "Origin: http://shop.test", "Sec-Fetch-Site: same-origin")).status == 303


@pytest.mark.parametrize("path", ["stop", "start"])
async def test_nothing_is_changed_by_a_get(tmp_path: Path, path: str) -> None:
    async with shopping(tmp_path) as shopper:
        await shopper.visit()
        assert (await shopper.ask(f"{OURS}/{path}")).status == 405
        assert shopper.cookies.keys() == {"dv"}


@pytest.mark.parametrize("path", ["", ".css", "/kept.json"])
async def test_what_is_only_shown_is_only_asked_for(tmp_path: Path, path: str) -> None:
    async with shopping(tmp_path) as shopper:
        assert (await shopper.ask(OURS + path)).status == 200
        assert (await shopper.ask(OURS + path, method="POST")).status == 405


async def test_the_page_is_kept_nowhere_framed_nowhere_and_runs_nothing(tmp_path: Path) -> None:
    async with shopping(tmp_path) as shopper:
        answer = await shopper.ask(OURS)
        assert answer.field("Cache-Control") == ["no-store"]
        (policy,) = answer.field("Content-Security-Policy")
        assert policy.startswith("default-src 'none'; style-src 'self'; form-action 'self'")
        assert "frame-ancestors 'none'" in policy
        assert answer.field("X-Frame-Options") == ["DENY"]


async def test_while_the_store_is_down_stopping_holds_and_is_made_up_for(tmp_path: Path) -> None:
    async with shopping(tmp_path) as shopper:
        await shopper.visit()
        parts = shopper.door.parts
        (who,) = parts.pipeline.recorder.history.visitors()
        store, broken = parts.store, _Broken()
        parts.pipeline.recorder.store = parts.pipeline.gatherer.store = broken
        assert (await shopper.ask(OURS)).status == 503
        ticket = re.search(r'name="ticket" value="([^"]+)"', (await shopper.ask(OURS)).body.decode())
        assert ticket
        answer = await shopper.ask(f"{OURS}/stop", FORM, method="POST", body=f"ticket={ticket[1]}")
        assert answer.status == 503
        assert shopper.cookies.keys() == {"dv", "dv-stop"}
        parts.pipeline.recorder.store = parts.pipeline.gatherer.store = store
        await shopper.visit()
        assert await store.load(who) == Visitor()
        assert shopper.cookies.keys() == {"dv-stop"}


async def test_nobody_waits_for_a_large_journal_to_be_looked_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visiting, "PATIENCE", 0.05)
    async with shopping(tmp_path, store=f"sqlite:{tmp_path}/data/visitors.sqlite") as shopper:
        await shopper.visit()
        parts = shopper.door.parts
        (who,) = parts.pipeline.recorder.history.visitors()
        assert (await shopper.send("stop")).status == 303
        assert parts.tasks.waiting().get("forget a visitor") == 1
        await until(lambda: not parts.tasks.waiting())
        journal = tmp_path / "data" / "journal"
        assert [path for path in journal.iterdir() if who.encode() in path.read_bytes()] == []


class _Broken(MemoryStore):
    """Down: the real one cannot be made to fail."""

    async def load(self, who: str) -> Visitor:
        raise StoreError(who)

    async def erase(self, who: str) -> None:
        raise StoreError(who)


async def test_in_redis_nothing_stays_but_the_mark_that_keeps_late_writes_away(tmp_path: Path) -> None:
    with running_redis(tmp_path / "redis") as (redis,):
        async with shopping(tmp_path, store=redis.url) as shopper:
            await shopper.visit()
            (who,) = shopper.door.parts.pipeline.recorder.history.visitors()
            assert len(_keys(redis)) == 1
            await shopper.send("stop")
            (mark,) = _keys(redis)
            assert who in mark
            assert redis.asked("ZRANGE", mark, 0, -1) == [b"erased"]
            assert 0 < int(str(redis.asked("TTL", mark))) <= LATE
            # the stream of the journal tells the drain to do the same, and nothing else
            assert _of(redis, who) == [b"e"]
            data = shopper.door.parts.settings.data_folder
            assert [path for path in data.iterdir() if path.is_file() and who.encode() in path.read_bytes()] == []


def _keys(redis: Redis) -> list[str]:
    found = redis.asked("KEYS", "dv:*")
    assert isinstance(found, list)
    return [name.decode() for name in found if name != KEY.encode()]


def _of(redis: Redis, who: str) -> list[bytes]:
    """Return what the entries of the stream are that name this visitor."""
    entries = redis.asked("XRANGE", KEY, "-", "+")
    assert isinstance(entries, list)
    return sorted({fields[2] for _, fields in entries if fields[1] == who.encode()})
