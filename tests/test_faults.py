"""What becomes of pages and events when something of ours fails: a rule, a lookup, the disk, the store, the clock."""

import asyncio
import json
import os
import resource
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from proxy.stores import open_store
from proxy.stores.memory import MemoryStore
from rules.context import Context
from rules.decision import Edit
from rules.rulebook import Action
from scoring.event import Kind
from scoring.visitor import Visitor
from tests.support.devanture import LAUNCH, Devanture, running_devanture, visitor_of
from tests.support.door import PAGE, Heard, heard, open_door, request, until, write_site
from tests.support.origin import ok, scripted

HTML = b"Content-Type: text/html; charset=iso-8859-1"
KIB = 2**10

LEAPING = """
import sys, time
from pathlib import Path
clock, leap = time.time, Path(sys.argv.pop(1))
time.time = lambda: clock() + float(leap.read_text())
from proxy.__main__ import main
sys.exit(main())
"""
"""Starts Devanture with a clock that is as many seconds ahead as a file says."""


@dataclass(slots=True)
class Shopper:
    """Somebody with one cookie of ours, in a shop of one page under all paths."""

    devanture: Devanture
    cookie: str = ""
    looked: int = 0

    async def looks(self) -> Heard:
        """Look at one more page; whatever fails behind it, it comes whole and personalized."""
        path = f"/{self.looked}"
        self.looked += 1
        ours = (f"Cookie: dv={self.cookie}",) if self.cookie else ()
        page = await heard(self.devanture.port, request(path, "Sec-Fetch-Mode: navigate", *ours))
        assert (page.status, page.whole) == (200, True)
        assert b"id=promo" not in page.body
        set_here = [line for line in page.field("Set-Cookie") if line.startswith("dv=")]
        self.cookie = self.cookie or set_here[0].partition(";")[0].removeprefix("dv=")
        return page

    async def looks_until(self, true: Callable[[], bool]) -> None:
        for _ in range(500):
            if true():
                return
            await self.looks()
            await asyncio.sleep(0.02)
        raise AssertionError(self.devanture.log)

    async def kept(self) -> list[str]:
        """Return the paths that are in the store, as somebody else who opens it reads them."""
        store = open_store(f"sqlite:{self.file}")
        try:
            past = await store.load(visitor_of(self.cookie, self.devanture.data))
        finally:
            await store.close()
        return [event.subject for event in past.events if event.kind is Kind.SEEN]

    async def written(self) -> None:
        """Wait until the last page is in the store."""
        for _ in range(500):
            if f"/{self.looked - 1}" in await self.kept():
                return
            await asyncio.sleep(0.02)
        raise AssertionError(self.devanture.log)

    @property
    def file(self) -> Path:
        return self.devanture.data / "visitors.sqlite"

    def said(self, words: str) -> Callable[[], bool]:
        return lambda: words in self.devanture.log


@asynccontextmanager
async def shopper(tmp_path: Path, launch: tuple[str, ...] = LAUNCH) -> AsyncIterator[Shopper]:
    site = write_site(tmp_path / "site")
    rules = (site / "rules.yaml").read_text()
    (site / "rules.yaml").write_text(rules.replace("  where: { page: home }\n", ""))
    (tmp_path / "data").mkdir()
    async with (
        scripted([ok(PAGE, HTML)]) as origin,
        running_devanture(origin.url, site, data=tmp_path / "data", launch=launch) as devanture,
    ):
        yield Shopper(devanture)


@dataclass(frozen=True, slots=True)
class Raising:
    """An action with a bug of ours in place of another."""

    action: Action
    keeps: bool = False
    attention: str = ""

    def edits(self, _context: Context) -> tuple[Edit, ...]:
        raise RecursionError("a bug")

    def outcome(self) -> tuple[str, str]:
        return self.action.outcome()

    def touches(self) -> tuple[()]:
        return ()

    def claims(self) -> frozenset[str]:
        return frozenset()

    def remembers(self) -> bool:
        return False

    def marks(self, _context: Context) -> tuple[()]:
        return ()


async def test_a_rule_that_raises_costs_itself_alone_and_is_off_after_three_times(tmp_path: Path) -> None:
    async with scripted([ok(PAGE, HTML)]) as origin, open_door(origin.url, tmp_path) as door:
        pipeline = door.parts.pipeline
        (sound,) = pipeline.rulebook.rules
        raising = replace(sound, id="raising", do=(Raising(sound.do[0]),))
        pipeline.rulebook = replace(pipeline.rulebook, rules=(raising, sound))
        for _ in range(5):
            page = await heard(door.port, request())
            assert (page.status, b"id=promo" in page.body) == (200, False)
        reasons = [past.decision.verdicts[0].reason.value for past in door.parts.admin.history.of()]
        assert reasons == ["KILLED_BY_GUARD"] * 2 + ["RULE_ERROR"] * 3


class Hanging(MemoryStore):
    async def load(self, who: str) -> Visitor:
        await asyncio.Event().wait()
        return await super().load(who)


async def test_a_lookup_that_hangs_costs_no_page_and_leaves_nothing_behind(tmp_path: Path) -> None:
    async with scripted([ok(PAGE, HTML)]) as origin, open_door(origin.url, tmp_path) as door:
        landed = await heard(door.port, request())
        cookie = landed.field("Set-Cookie")[0].partition(";")[0]
        door.parts.pipeline.gatherer.store = Hanging()
        tasks = len(asyncio.all_tasks())
        for _ in range(3):
            page = await heard(door.port, request("/", f"Cookie: {cookie}"))
            assert (page.status, b"id=promo" in page.body) == (200, False)
        counted = door.parts.pipeline.metrics.text()
        assert b'devanture_lookup_failures_total{cause="late",name="store"} 3.0' in counted
        await until(lambda: len(asyncio.all_tasks()) <= tasks)


async def test_a_disk_that_takes_no_more_costs_no_page_and_is_told_until_it_does(tmp_path: Path) -> None:
    async with shopper(tmp_path) as it:
        await it.looks()
        await it.written()
        pid, log = it.devanture.pid, it.file.with_name("visitors.sqlite-wal")
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (log.stat().st_size + 32 * KIB, hard))
        await it.looks_until(it.said("cannot be written"))
        known = set(await it.kept())
        await it.looks()
        assert 'devanture_background_total{name="record events",outcome="failed"}' in await it.devanture.told(
            "/metrics"
        )
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
        await it.looks_until(it.said("can be written again"))
        await it.written()
        assert known <= set(await it.kept())


async def test_another_program_that_holds_the_file_for_a_while_costs_no_page_and_no_event(tmp_path: Path) -> None:
    async with shopper(tmp_path) as it:
        await it.looks()
        await it.written()
        other = sqlite3.connect(it.file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for _ in range(5):
            await it.looks()
        await asyncio.sleep(1.0)
        other.execute("ROLLBACK")
        other.close()
        await it.written()
        assert await it.kept() == [f"/{number}" for number in range(6)]


async def test_a_store_file_that_others_write_over_is_told_until_it_is_moved_away(tmp_path: Path) -> None:
    async with shopper(tmp_path) as it:
        await it.looks()
        await it.written()
        for part in (it.file, it.file.with_name("visitors.sqlite-wal")):
            part.write_bytes(b"no database " * 10_000)
        await it.looks_until(it.said("cannot be written"))
        await it.looks()
        assert "can be written again" not in it.devanture.log
        it.file.rename(tmp_path / "damaged")
        await it.looks_until(it.said("can be written again"))
        await it.looks()
        await it.written()


async def test_a_store_file_that_is_removed_is_told_and_a_new_one_is_written(tmp_path: Path) -> None:
    async with shopper(tmp_path) as it:
        await it.looks()
        await it.written()
        it.file.unlink()
        await it.looks()
        await until(it.said("was removed or replaced while in use"))
        # Until the new file has a head, the log of the old one may lie beside it, and trip a second reader.
        await until(lambda: it.file.exists() and it.file.stat().st_size > 0)
        await it.written()
        assert await it.kept() == ["/1"]


@dataclass(slots=True)
class Clock:
    """The clock of a running Devanture, by the file that says how far it is ahead."""

    file: Path

    def leap(self, days: float) -> None:
        """Set it as a whole, so that nobody reads half of it."""
        new = self.file.with_suffix(".new")
        new.write_text(str(days * 86_400))
        new.rename(self.file)


async def test_a_clock_that_leaps_and_comes_back_costs_no_page_no_past_and_no_connection(tmp_path: Path) -> None:
    clock = Clock(tmp_path / "leap")
    clock.leap(0)
    launch = (sys.executable, "-c", LEAPING, str(clock.file))
    async with shopper(tmp_path, launch) as it:
        for _ in range(3):
            await it.looks()
        await it.written()
        reader, writer = await asyncio.open_connection("127.0.0.1", it.devanture.port)
        for days in (800, 0, -800, 0.5, 0):
            clock.leap(days)
            for _ in range(3):
                await it.looks()
            await it.looks_until(it.said("leapt ahead by"))
            writer.write(b"GET /style.css HTTP/1.1\r\nHost: shop.test\r\n\r\n")
            assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200 ")
            await reader.readexactly(len(PAGE))
        writer.close()
        last = await it.looks()
        await it.written()
        assert {"/0", "/1", "/2", f"/{it.looked - 1}"} <= set(await it.kept())
        assert last.field("Set-Cookie") == []
        told = json.loads(await it.devanture.told(f"/visitor/{visitor_of(it.cookie, it.devanture.data)}"))
        assert all(event["at"] > time.time() - 900 * 86_400 for event in told["events"])


@pytest.mark.parametrize("part", ["visitors.sqlite", "keys", "admin-token"])
async def test_a_file_of_ours_that_is_damaged_at_the_start_is_named(tmp_path: Path, part: str) -> None:
    async with shopper(tmp_path) as it:
        await it.looks()
    (tmp_path / "data" / part).write_bytes(os.urandom(4096))
    words = [*LAUNCH, "serve", "--upstream", "http://127.0.0.1:9", "--site", str(tmp_path / "site")]
    words += ["--data", str(tmp_path / "data"), "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"]
    process = await asyncio.create_subprocess_exec(*words, stderr=asyncio.subprocess.PIPE)
    _, said = await process.communicate()
    assert process.returncode == 2
    assert str(tmp_path / "data" / part).encode() in said
    assert b"Traceback" not in said
