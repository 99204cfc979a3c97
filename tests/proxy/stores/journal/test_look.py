"""One visitor's notes in a real stream."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from proxy.edge.tasks import Tasks
from proxy.journal import told_of
from proxy.metrics import Metrics
from proxy.store_url import redis_url
from proxy.stores import Means, StoreError
from proxy.stores.journal import look
from proxy.stores.journal.look import notes_in
from proxy.stores.journal.stream import KEY, StreamJournal, routes_of
from proxy.stores.redis.link import Waits
from proxy.stores.redis.routes import Routes
from tests.support.events import NOON, seen
from tests.support.redis import Redis, running_redis

WAITS = Waits(5.0, 5.0)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    with running_redis(tmp_path / "redis") as (redis,):
        yield redis


@asynccontextmanager
async def reached(redis: Redis, folder: Path) -> AsyncIterator[tuple[StreamJournal, Routes]]:
    tasks = Tasks(Metrics())
    journal = StreamJournal(redis_url(redis.url), Means(folder, tasks, Metrics(), WAITS), 1e6, lambda: NOON)
    routes = routes_of(redis_url(redis.url), WAITS)
    tasks.every(0.1, routes.run, "reach")
    await routes.tried()
    try:
        yield journal, routes
    finally:
        await tasks.stop(1.0)
        routes.close()
        await journal.close()


async def test_the_notes_of_one_visitor_are_found_over_many_rounds(
    redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look, "LOOKED", 3)
    async with reached(redis, tmp_path) as (journal, routes):
        for number in range(8):
            journal.keep(told_of("ann" if number % 2 else "bob", (seen(f"/{number}", NOON + number),)))
        await journal.flush()
        found = await notes_in(routes, "ann")
        assert [note.events[0].subject for note in found] == ["/1", "/3", "/5", "/7"]
        assert await notes_in(routes, "eve") == ()


async def test_what_is_no_note_is_passed_over_and_no_stream_is_told(redis: Redis, tmp_path: Path) -> None:
    async with reached(redis, tmp_path) as (_, routes):
        assert await notes_in(routes, "ann") == ()
        redis.asked("XADD", KEY, "*", "w", "ann", "e", "")
        redis.asked("XADD", KEY, "*", "w", "ann", "l", "no note")
        redis.asked("XADD", KEY, "*", "other", "x")
        assert await notes_in(routes, "ann") == ()
        redis.asked("DEL", KEY)
        redis.asked("SET", KEY, "no stream")
        with pytest.raises(StoreError):
            await notes_in(routes, "ann")
