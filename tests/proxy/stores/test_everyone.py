"""All whom a store knows, from a SQLite file and from real Redis servers, a part at a time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics
from proxy.store_url import redis_url
from proxy.stores import Means, open_store
from proxy.stores.everyone import AT_ONCE, in_file, in_redis
from proxy.stores.journal.stream import routes_of
from proxy.stores.redis.link import Waits
from proxy.stores.sqlite import SqliteStore
from scoring.event import Event, Kind
from tests.support.events import NOON
from tests.support.redis import running_cluster, running_redis

SEEN = Event(Kind.SEEN, "/", NOON, {"page": "home"})
MANY = [f"{number:032x}" for number in range(AT_ONCE + 20)]

TRIES = 200
"""What was recorded before a server could be reached waits in the spool, and comes within seconds."""


async def test_a_file_is_read_a_part_at_a_time(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "visitors.sqlite", clock=lambda: NOON)
    await asyncio.gather(*(store.record(who, [SEEN, SEEN]) for who in MANY))
    await store.erase(MANY[0])
    await store.close()
    assert list(in_file(tmp_path / "visitors.sqlite")) == MANY[1:]


def test_an_empty_file_knows_nobody(tmp_path: Path) -> None:
    assert list(in_file(tmp_path / "visitors.sqlite")) == []


@asynccontextmanager
async def known_in(url: str, folder: Path, who: list[str]) -> AsyncIterator[set[str]]:
    tasks, waits = Tasks(Metrics()), Waits(5.0, 10.0)
    store = open_store(url, means=Means(folder, tasks, Metrics(), waits))
    routes = routes_of(redis_url(url), waits)
    tasks.every(1.0, routes.run, "look")
    try:
        await asyncio.gather(*(store.record(one, [SEEN]) for one in who))
        found: set[str] = set()
        for _ in range(TRIES):
            found = {one async for one in in_redis(routes)}
            if len(found) >= len(who):
                break
            await asyncio.sleep(0.1)
        yield found
    finally:
        await tasks.stop(1.0)
        routes.close()
        await store.close()


async def test_one_server_tells_visitors_and_nothing_else(tmp_path: Path) -> None:
    with running_redis(tmp_path) as (redis, *_):
        redis.asked("SET", "dv:{journal}:lines", "x")
        redis.asked("SET", "dv:{anna}:done", "x")
        async with known_in(redis.url, tmp_path, MANY) as found:
            assert found == set(MANY)


async def test_every_server_of_a_cluster_is_asked(tmp_path: Path) -> None:
    with running_cluster(tmp_path, 3) as nodes:
        url = nodes[0].url.replace("redis:", "redis+cluster:")
        async with known_in(url, tmp_path, MANY[:60]) as found:
            assert found == set(MANY[:60])
