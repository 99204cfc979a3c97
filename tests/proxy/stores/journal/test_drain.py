"""The stream is taken into day files at least once, in order, whatever dies meanwhile; a note counts once."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from proxy.edge.tasks import Tasks
from proxy.journal import Note, written
from proxy.metrics import Metrics
from proxy.store_url import redis_url
from proxy.stores import StoreError
from proxy.stores.journal.days import DAY, Days, day_of
from proxy.stores.journal.drain import Drain, entries_of
from proxy.stores.journal.stream import KEY, routes_of
from proxy.stores.redis.link import Waits
from tests.support.events import NOON, seen
from tests.support.notes import ANNA, BERT, note
from tests.support.redis import Redis, running_redis

TODAY = day_of(NOON)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    with running_redis(tmp_path / "redis") as (redis,):
        yield redis


@pytest.fixture
def days(tmp_path: Path) -> Days:
    return Days(tmp_path / "journal")


@asynccontextmanager
async def draining(redis: Redis, days: Days, now: float = NOON) -> AsyncIterator[Drain]:
    tasks = Tasks(Metrics())
    routes = routes_of(redis_url(redis.url), Waits(5.0, 10.0))
    tasks.every(0.1, routes.run, "reach the journal")
    drain = Drain(routes, days, 30 * DAY, lambda: now)
    try:
        await drain.begin()
        yield drain
    finally:
        await tasks.stop(0.1)
        routes.close()


def put(redis: Redis, *notes: Note) -> None:
    for one in notes:
        redis.asked("XADD", KEY, "*", "w", one.who, "l", written(one).decode().strip())


def erased(redis: Redis, who: str) -> None:
    redis.asked("XADD", KEY, "*", "w", who, "e", "")


def ids(days: Days) -> list[str]:
    return [one.id for day in days.names() for one in days.notes(day)]


async def test_entries_go_into_the_files_of_their_days_and_out_of_the_stream(redis: Redis, days: Days) -> None:
    put(redis, note(ANNA, seen("/", NOON), id_="1"), note(BERT, seen("/", NOON + DAY), id_="2"))
    async with draining(redis, days) as drain:
        assert await drain.round() == 2
        assert await drain.round() == 0
    assert days.names() == [TODAY, day_of(NOON + DAY)]
    assert ids(days) == ["1", "2"]
    assert redis.asked("XLEN", KEY) == 0
    assert int(str(redis.asked("TTL", KEY))) > 0


async def test_what_a_drain_that_died_had_taken_is_taken_by_the_next(redis: Redis, days: Days) -> None:
    put(redis, note(ANNA, seen("/"), id_="1"), note(ANNA, seen("/"), id_="2"))
    async with draining(redis, days) as dying:
        dying._returning = False
        assert len(await dying._taken()) == 2
    put(redis, note(ANNA, seen("/"), id_="3"))
    async with draining(redis, days) as drain:
        assert await drain.round() == 2
        assert await drain.round() == 1
    assert ids(days) == ["1", "2", "3"]


async def test_what_was_written_and_not_acknowledged_is_not_written_again(redis: Redis, days: Days) -> None:
    put(redis, note(ANNA, seen("/"), id_="1"))
    async with draining(redis, days) as dying:
        dying._returning = False
        dying._written(await dying._taken())
    async with draining(redis, days) as drain:
        assert await drain.round() == 1
    assert days.file(TODAY).read_bytes().count(b"\n") == 1


async def test_an_entry_that_came_twice_counts_once(redis: Redis, days: Days) -> None:
    put(redis, note(ANNA, seen("/"), id_="1"), note(ANNA, seen("/"), id_="1"))
    async with draining(redis, days) as drain:
        assert await drain.round() == 2
    assert ids(days) == ["1"]


async def test_an_erasure_takes_what_came_before_it_and_nothing_after(redis: Redis, days: Days) -> None:
    put(redis, note(ANNA, seen("/"), id_="1"), note(BERT, seen("/"), id_="2"))
    async with draining(redis, days) as drain:
        await drain.round()
        put(redis, note(ANNA, seen("/"), id_="3"))
        erased(redis, ANNA)
        put(redis, note(ANNA, seen("/"), id_="4"))
        assert await drain.round() == 3
    assert ids(days) == ["2", "4"]


async def test_what_is_no_note_is_passed_over(redis: Redis, days: Days) -> None:
    redis.asked("XADD", KEY, "*", "w", ANNA, "l", "no note")
    redis.asked("XADD", KEY, "*", "something", "else")
    put(redis, note(ANNA, seen("/"), id_="1"))
    async with draining(redis, days) as drain:
        assert await drain.round() == 3
    assert ids(days) == ["1"]


async def test_a_redis_that_dies_loses_nothing_that_it_had(redis: Redis, days: Days) -> None:
    put(redis, *(note(ANNA, seen("/"), id_=str(number)) for number in range(600)))
    async with draining(redis, days) as drain:
        assert await drain.round() == 500
        await asyncio.to_thread(redis.kill)
        with pytest.raises(StoreError):
            await drain.round()
        await asyncio.to_thread(redis.start)
    async with draining(redis, days) as drain:
        assert await drain.round() == 100
    assert ids(days) == [str(number) for number in range(600)]


async def test_what_is_over_its_time_goes_here_and_there(redis: Redis, days: Days) -> None:
    days.append({TODAY: [written(note(ANNA, seen("/")))]})
    redis.asked("XADD", KEY, "1-1", "w", ANNA, "l", "old")
    async with draining(redis, days, now=NOON + 60 * DAY) as drain:
        await drain.trim()
    assert days.names() == []


@pytest.mark.parametrize("answer", [b"OK", [], [[b"key"]], [[b"key", [b"1-1"]]], 3])
def test_what_is_no_answer_to_a_read_is_told(answer: object) -> None:
    with pytest.raises(StoreError):
        entries_of(answer)
