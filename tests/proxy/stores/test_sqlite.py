"""The SQLite store with other workers beside it, killed in the middle, damaged, and asked what it holds."""

import asyncio
import sqlite3
import stat
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Sequence
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.stores import StoreError
from proxy.stores.fold import SETTLE, WORTHWHILE
from proxy.stores.sqlite import SqliteStore
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.events import NOON, ordered, seen

ANNA = "a" * 32
REPOSITORY = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "visitors.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(path, clock=lambda: NOON)
    yield store
    await store.close()


def rows(path: Path, query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(path)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def held(path: Path) -> bytes:
    """All bytes of the store: the file, its log and its index."""
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


def overwrite(path: Path, content: bytes) -> None:
    with path.open("r+b") as file:
        file.write(content)


async def worker(way: str, path: Path, name: str, count: int) -> Process:
    """Start a process of its own that records orders of Anna."""
    command = (sys.executable, "-m", "tests.support.recording", way, str(path), ANNA, name, str(count))
    return await asyncio.create_subprocess_exec(*command, stdout=PIPE, cwd=REPOSITORY)


async def line(process: Process) -> int:
    assert process.stdout
    return int(await process.stdout.readline())


async def loaded(path: Path) -> Visitor:
    store = SqliteStore(path, clock=lambda: NOON)
    try:
        return await store.load(ANNA)
    finally:
        await store.close()


async def test_a_closed_store_comes_back_with_all_it_held(path: Path) -> None:
    store = SqliteStore(path, clock=lambda: NOON)
    waits = [asyncio.create_task(store.record(ANNA, [ordered(f"A{number}", NOON)])) for number in range(100)]
    await asyncio.sleep(0)
    await store.close()
    await asyncio.gather(*waits)
    assert (await loaded(path)).orders.count == 100


async def test_what_the_store_has_taken_outlives_a_killed_worker(path: Path) -> None:
    process = await worker("recorded", path, "A", 1_000_000)
    while await line(process) < 30:
        pass
    process.kill()
    await process.communicate()
    assert (await loaded(path)).orders.count > 30


async def test_no_event_older_than_a_second_is_lost_even_when_nobody_waited_for_the_store(path: Path) -> None:
    process = await worker("handed_over", path, "A", 200)
    assert await line(process) == 200
    process.kill()
    await process.communicate()
    assert (await loaded(path)).orders.count == 200


async def test_workers_that_start_and_record_at_once_lose_nothing_of_each_other(path: Path) -> None:
    workers = [await worker("recorded", path, name, 100) for name in "ABC"]
    for process in workers:
        await process.communicate()
    assert [process.returncode for process in workers] == [0, 0, 0]
    assert (await loaded(path)).orders.count == 300


async def test_a_long_past_is_kept_as_one_snapshot(path: Path) -> None:
    store = SqliteStore(path, clock=lambda: NOON + 2 * SETTLE)
    events = [seen(f"/{number}", NOON) for number in range(WORTHWHILE)]
    await store.record(ANNA, events)
    await store.load(ANNA)
    assert await store.load(ANNA) == Visitor().after_all(events)
    await store.close()
    assert rows(path, "SELECT count(*) FROM event") == [(0,)]
    assert rows(path, "SELECT id FROM snapshot") == [(ANNA,)]


async def test_events_that_others_may_still_come_before_are_not_folded_yet(path: Path, store: SqliteStore) -> None:
    await store.record(ANNA, [seen(f"/{number}", NOON) for number in range(WORTHWHILE)])
    await store.load(ANNA)
    await store.load(ANNA)
    assert rows(path, "SELECT count(*) FROM event") == [(WORTHWHILE,)]


async def test_everything_held_says_when_it_ends(path: Path) -> None:
    keep = 1_000.0
    store = SqliteStore(path, keep, clock=lambda: NOON + 2 * SETTLE)
    await store.record(ANNA, [seen(f"/{number}", NOON + number) for number in range(WORTHWHILE)])
    await store.load(ANNA)
    await store.record(ANNA, [seen("/last", NOON + 120)])
    await store.close()
    assert rows(path, "SELECT expires FROM event") == [(NOON + 120 + keep,)]
    assert rows(path, "SELECT expires FROM snapshot") == [(NOON + keep,)]


async def test_what_has_expired_leaves_the_file_when_anybody_writes(path: Path) -> None:
    now = NOON + 2 * SETTLE
    store = SqliteStore(path, keep=1_000.0, clock=lambda: now)
    await store.record(ANNA, [seen(f"/old/{number}", NOON) for number in range(WORTHWHILE)])
    await store.load(ANNA)
    await store.record(ANNA, [seen("/older-than-allowed", NOON)])
    now = NOON + 2_000
    await store.record("b" * 32, [seen("/new", now)])
    await store.close()
    assert rows(path, "SELECT id FROM event") == [("b" * 32,)]
    assert rows(path, "SELECT id FROM snapshot") == []
    assert b"/old" not in held(path)


async def test_after_an_erasure_no_byte_of_the_visitor_is_left(path: Path) -> None:
    store = SqliteStore(path, clock=lambda: NOON + 2 * SETTLE)
    await store.record(ANNA, [seen(f"/cups/{number}", NOON, "cups") for number in range(WORTHWHILE)])
    await store.load(ANNA)
    await store.record(ANNA, [seen("/cups/late", NOON)])
    assert ANNA.encode() in held(path)
    await store.erase(ANNA)
    assert ANNA.encode() not in held(path)
    assert b"/cups/" not in held(path)
    await store.close()


async def test_a_reader_delays_the_last_of_an_erasure_only_until_it_ends(path: Path, store: SqliteStore) -> None:
    await store.record(ANNA, [seen("/cups")])
    reader = sqlite3.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM event").fetchall()
    erasing = asyncio.create_task(store.erase(ANNA))
    await asyncio.sleep(0)
    reader.execute("COMMIT")
    reader.close()
    await erasing
    await store.record("b" * 32, [seen("/cups")])
    assert ANNA.encode() not in held(path)


async def test_only_the_owner_may_read_the_file(path: Path, store: SqliteStore) -> None:
    await store.record(ANNA, [seen("/")])
    assert {stat.S_IMODE(file.stat().st_mode) for file in path.parent.iterdir()} == {0o600}


@pytest.mark.parametrize(
    "content", [b"not a database at all, but long enough" * 100, b"SQLite format 3\x00" + b"\x7f" * 4096]
)
def test_an_unreadable_file_is_told_at_the_start(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"visitors\.db cannot be opened as a store: .*; name another file"):
        SqliteStore(path)
    assert path.read_bytes() == content


def test_a_database_of_another_program_is_left_alone(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE recipe (title TEXT)")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StoreError, match="database of another program"):
        SqliteStore(path)
    assert path.read_bytes() == before


async def test_a_file_of_a_later_program_is_left_alone(path: Path) -> None:
    await SqliteStore(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="schema 99"):
        SqliteStore(path)


def test_a_folder_is_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be opened"):
        SqliteStore(tmp_path)


async def test_a_file_damaged_while_running_makes_the_past_unknown_and_a_mended_one_known_again(path: Path) -> None:
    store = SqliteStore(path, clock=lambda: NOON)
    await store.record(ANNA, [seen("/tea")])
    await store.close()
    whole = held(path)
    store = SqliteStore(path, clock=lambda: NOON)
    overwrite(path, b"\x7f" * len(whole))
    with pytest.raises(StoreError, match="not a database"):
        await store.load(ANNA)
    with pytest.raises(StoreError, match="not written"):
        await store.record(ANNA, [seen("/cups")])
    overwrite(path, whole)
    await store.record(ANNA, [seen("/cups", NOON + 1)])
    assert [event.subject for event in (await store.load(ANNA)).events] == ["/tea", "/cups"]
    await store.close()


async def test_a_file_that_was_removed_is_not_read_on(path: Path, store: SqliteStore) -> None:
    await store.record(ANNA, [seen("/tea")])
    await store.load(ANNA)
    await asyncio.to_thread(path.unlink)
    await store.record(ANNA, [seen("/cups")])
    assert [event.subject for event in (await store.load(ANNA)).events] == ["/cups"]


@pytest.mark.parametrize(
    "body", ["", "[]", "{}", '{"kind": "seen"}', '{"kind": "dreamt", "subject": "", "at": 1, "detail": {}}']
)
async def test_a_damaged_event_makes_that_one_past_unknown(path: Path, store: SqliteStore, body: str) -> None:
    await store.record(ANNA, [seen("/tea")])
    await store.record("b" * 32, [seen("/cups")])
    connection = sqlite3.connect(path)
    connection.execute("UPDATE event SET body = ? WHERE id = ?", (body, ANNA))
    connection.commit()
    connection.close()
    with pytest.raises(StoreError, match="damaged"):
        await store.load(ANNA)
    assert (await store.load("b" * 32)).events == (seen("/cups"),)


async def test_what_is_no_id_is_refused_without_harm(store: SqliteStore) -> None:
    with pytest.raises(StoreError, match="ASCII"):
        await store.record("\udc80", [seen("/")])
    await store.record(ANNA, [seen("/")])


Step = tuple[int, int, int]
"""Seconds since the step before, index of a kind, index of a category."""


def history(steps: Sequence[Step]) -> list[Event]:
    kinds = [Kind.SEEN, Kind.ADDED, Kind.SEARCHED, Kind.ORDERED, Kind.BASKET, Kind.ARRIVED]
    at, events = NOON, []
    for number, (gap, kind, category) in enumerate(steps):
        at += gap
        events.append(Event(kinds[kind], f"{number % 7}", at, {"category": f"c{category}", "items": f"{category}"}))
    return events


async def interleaved(path: Path, arrivals: Sequence[tuple[float, int, Event]]) -> Visitor:
    """Record each event when it arrives, at one of two replicas, which both load by the way."""
    now = NOON
    replicas = [SqliteStore(path, clock=lambda: now) for _ in range(2)]
    for arrived, replica, event in sorted(arrivals, key=lambda arrival: arrival[:2]):
        now = arrived
        await replicas[replica].record(ANNA, [event])
        await replicas[1 - replica].load(ANNA)
    ends = [await replica.load(ANNA) for replica in replicas]
    for store in replicas:
        await store.close()
    assert ends[0] == ends[1]
    return ends[0]


STEPS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5), st.integers(0, 3)), min_size=40, max_size=70)
DELAYS = st.lists(st.tuples(st.floats(0, SETTLE - 1), st.integers(0, 1)), min_size=70, max_size=70)


@settings(max_examples=12, deadline=None)
@given(STEPS, DELAYS, DELAYS)
def test_any_interleaving_over_two_replicas_gives_the_same_visitor(
    steps: list[Step], once: list[tuple[float, int]], again: list[tuple[float, int]]
) -> None:
    events = history(steps)
    with tempfile.TemporaryDirectory() as folder:
        visitors = [
            asyncio.run(
                interleaved(
                    Path(folder, f"{run}.db"),
                    [
                        (event.at + delay, replica, event)
                        for event, (delay, replica) in zip(events, delays, strict=False)
                    ],
                )
            )
            for run, delays in enumerate((once, again))
        ]
    assert visitors[0] == visitors[1]
    assert all(earlier.at <= later.at for earlier, later in pairwise(visitors[0].events))
