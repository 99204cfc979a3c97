"""Visitors in a real Redis that is killed, paused, full, read-only, replaced or moved: nothing taken is lost."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics
from proxy.store_url import redis_url
from proxy.stores.fold import SETTLE, WORTHWHILE
from proxy.stores.redis.cluster import slot_of
from proxy.stores.redis.link import Waits
from proxy.stores.redis.store import Means, RedisStore
from proxy.stores.store import StoreError
from scoring.visitor import Visitor
from tests.support.door import until
from tests.support.events import NOON, seen
from tests.support.redis import Redis, move_slot, running_cluster, running_redis, running_sentinels, shuffling

KEEP = 30 * 86_400.0


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


@dataclass(slots=True)
class Replica:
    """A store as one process has it."""

    store: RedisStore
    metrics: Metrics
    clock: Clock

    async def paths(self, who: str = "anna") -> list[str]:
        return [event.subject for event in (await self.store.load(who)).events]

    async def see(self, *paths: str, who: str = "anna") -> None:
        await self.store.record(who, [seen(path, self.clock.now) for path in paths])
        self.clock.now += 1

    async def well(self) -> None:
        """Wait until the store is as if nothing had been."""
        await until(lambda: self.store.trouble() == "" and not self.store._replay.behind)

    def counted(self, outcome: str) -> float:
        return self.metrics.registry.get_sample_value("devanture_store_events_total", {"outcome": outcome}) or 0.0


@asynccontextmanager
async def replica(url: str, folder: Path, clock: Clock | None = None, limit: int = 2**26) -> AsyncIterator[Replica]:
    metrics, clock = Metrics(), clock or Clock()
    tasks = Tasks(metrics)
    means = Means(folder, tasks, metrics, Waits(0.05, 0.5), limit)
    store = RedisStore(redis_url(url), means, KEEP, clock)
    try:
        yield Replica(store, metrics, clock)
    finally:
        await tasks.stop(1.0)
        await store.close()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    with running_redis(tmp_path / "redis") as (redis,):
        yield redis


async def test_two_replicas_know_the_same_visitor(tmp_path: Path, redis: Redis) -> None:
    async with replica(redis.url, tmp_path) as one, replica(redis.url, new(tmp_path, "other"), one.clock) as two:
        await one.store.load("anna")
        await one.see("/a")
        await two.see("/b")
        assert await one.paths() == await two.paths() == ["/a", "/b"]
        await two.store.erase("anna")
        assert await one.paths() == []


async def test_one_visit_is_one_question_and_one_write(tmp_path: Path, redis: Redis) -> None:
    async with replica(redis.url, tmp_path) as one:
        await one.store.load("anna")
        before = commands(redis)
        await one.store.load("anna")
        await one.see("/a", "/b", "/c")
        assert commands(redis) - before == 2


async def test_a_killed_server_costs_no_acknowledged_event(tmp_path: Path, redis: Redis) -> None:
    async with replica(redis.url, tmp_path) as one:
        await one.store.load("anna")
        for number in range(30):
            if number == 10:
                redis.kill()
            if number == 20:
                redis.start()
            await one.see(f"/{number}")
        await one.well()
        assert await one.paths() == [f"/{number}" for number in range(30)]
        assert one.counted("waiting") >= 10
        assert one.counted("lost") == one.counted("dropped") == 0


async def test_while_it_is_down_a_load_fails_at_once_and_a_record_does_not(tmp_path: Path, redis: Redis) -> None:
    async with replica(redis.url, tmp_path) as one:
        await one.see("/a")
        redis.kill()
        await until(lambda: one.store.trouble() != "")
        with pytest.raises(StoreError):
            await one.store.load("anna")
        await one.see("/b")
        redis.start()
        await one.well()
        assert await one.paths() == ["/a", "/b"]


async def test_a_server_that_keeps_nothing_gets_the_newest_again(tmp_path: Path) -> None:
    """As after a failover that lost what was not yet copied."""
    with running_redis(tmp_path / "redis", "--appendonly", "no") as (redis,):
        async with replica(redis.url, tmp_path) as one:
            await one.store.load("anna")
            await one.see("/a", "/b")
            await one.store.erase("bert")
            redis.kill()
            redis.start()
            await one.well()
            await until(lambda: one.counted("replayed") > 0)
            assert await one.paths() == ["/a", "/b"]


async def test_a_paused_server_costs_no_event_and_nothing_counts_twice(tmp_path: Path, redis: Redis) -> None:
    async with replica(redis.url, tmp_path) as one:
        await one.store.load("anna")
        redis.pause()
        # it is not known of these whether they arrive: they do, once the server goes on
        await asyncio.gather(*(one.see(f"/{number}") for number in range(5)))
        await until(lambda: one.store.trouble() != "")
        await one.see("/later")
        redis.resume()
        await one.well()
        assert sorted(await one.paths()) == [*(f"/{number}" for number in range(5)), "/later"]


async def test_a_full_server_is_still_read_and_gets_its_events_later(
    tmp_path: Path, redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    async with replica(redis.url, tmp_path) as one:
        await one.see("/a")
        await one.well()
        redis.asked("CONFIG", "SET", "maxmemory", 1)
        await one.see("/b")
        # what waits here is known here
        assert await one.paths() == ["/a", "/b"]
        await until(lambda: "OOM" in one.store.trouble())
        redis.asked("CONFIG", "SET", "maxmemory", 0)
        await one.well()
        assert await one.paths() == ["/a", "/b"]
        await until(lambda: len(caplog.records) == 2)
    begun, ended = (record.getMessage() for record in caplog.records)
    assert begun.startswith(f"store {redis.url} fails: OOM")
    assert ended == f"store {redis.url} is well again"


async def test_a_user_who_may_do_no_more_than_the_docs_say_is_enough(tmp_path: Path, redis: Redis) -> None:
    words = "hgetall eval hset hget hmget hdel hexists expire del zadd zscore zremrangebyscore ping select role"
    allowed = [f"+{word}" for word in (*words.split(), "client|setname")]
    redis.asked("ACL", "SETUSER", "shop", "on", ">secret", "~dv:*", *allowed)
    async with replica(redis.url.replace("//", "//shop:secret@") + "/1", tmp_path) as one:
        await one.well()
        for number in range(WORTHWHILE):
            await one.see(f"/{number}")
        one.clock.now += 2 * SETTLE
        assert len(await one.paths()) == WORTHWHILE
        await until(lambda: one.store._going == set())
        assert (await one.store._kept("anna")).revision == 1
        await one.store.erase("anna")
        assert await one.paths() == []
        assert one.counted("waiting") == 0


async def test_a_read_only_replica_is_still_read_and_gets_its_events_later(tmp_path: Path, redis: Redis) -> None:
    with running_redis(tmp_path / "primary", "--repl-diskless-sync-delay", "0") as (primary,):
        async with replica(redis.url, tmp_path) as one, replica(primary.url, new(tmp_path, "p"), one.clock) as other:
            await other.see("/a")
            await other.well()
            redis.asked("REPLICAOF", "127.0.0.1", primary.port)
            await until(lambda: redis.asked("EXISTS", "dv:{anna}") == 1)
            await one.see("/b")
            await until(lambda: "READONLY" in one.store.trouble())
            assert await one.paths() == ["/a", "/b"]
            redis.asked("REPLICAOF", "NO", "ONE")
            await one.well()
            assert await one.paths() == ["/a", "/b"]


async def test_a_password_that_was_set_meanwhile_is_told_and_waited_for(tmp_path: Path, redis: Redis) -> None:
    async with replica(redis.url, tmp_path) as one:
        await one.see("/a")
        await one.well()
        redis.words = ("--requirepass", "secret")
        redis.kill()
        redis.start()
        await until(lambda: "NOAUTH" in one.store.trouble())
        await one.see("/b")
        redis.asked("CONFIG", "SET", "requirepass", "", password="secret")
        await one.well()
        assert await one.paths() == ["/a", "/b"]


async def test_a_failover_costs_no_acknowledged_event(tmp_path: Path) -> None:
    with running_sentinels(tmp_path / "family") as family:
        async with replica(family.url, new(tmp_path, "ours")) as one:
            for number in range(40):
                if number == 20:
                    family.primary.kill()
                await one.see(f"/{number}")
                await asyncio.sleep(0.01)
            await one.well()
            assert await one.paths() == [f"/{number}" for number in range(40)]


async def test_a_slot_that_moves_costs_no_event(tmp_path: Path) -> None:
    with running_cluster(tmp_path / "cluster", 2) as (first, second):
        url = first.url.replace("redis:", "redis+cluster:")
        async with replica(url, new(tmp_path, "ours")) as one:
            await one.see("/0")
            await one.well()
            with move_slot(slot_of("anna"), first, second):
                await one.see("/1")
                first.asked("MIGRATE", "127.0.0.1", second.port, "dv:{anna}", 0, 5000)
                await one.see("/2")
                assert await one.paths() == ["/0", "/1", "/2"]
            await one.see("/3")
            await one.well()
            assert await one.paths() == ["/0", "/1", "/2", "/3"]


async def test_what_waits_outlives_a_restart_of_ours(tmp_path: Path, redis: Redis) -> None:
    async with replica(redis.url, tmp_path) as one:
        await one.see("/a")
        redis.kill()
        await one.see("/b", "/c")
    async with replica(redis.url, tmp_path, one.clock) as again:
        await again.see("/d")
        redis.start()
        await again.well()
        assert await again.paths() == ["/a", "/b", "/c", "/d"]


async def test_a_full_spool_drops_the_oldest_and_counts(tmp_path: Path, redis: Redis) -> None:
    async with replica(redis.url, tmp_path, limit=2**20) as one:
        await one.store.load("anna")
        redis.kill()
        for number in range(300):
            await one.see(f"/{number}{'x' * 4000}", who=f"visitor{number}")
        redis.start()
        await one.well()
        dropped = one.counted("dropped")
        assert dropped > 0
        assert one.counted("replayed") + dropped == 300
        assert await one.paths("visitor0") == []
        assert len(await one.paths("visitor299")) == 1


async def test_who_is_erased_while_it_is_down_stays_erased(tmp_path: Path, redis: Redis) -> None:
    async with replica(redis.url, tmp_path) as one, replica(redis.url, new(tmp_path, "other"), one.clock) as other:
        await one.see("/a")
        await other.see("/b")
        redis.kill()
        await one.see("/c")
        await other.see("/d")
        await one.store.erase("anna")
        redis.start()
        await one.well()
        await other.well()
        assert await one.paths() == []


async def test_a_visitor_of_another_schema_is_told_and_his_events_wait(tmp_path: Path, redis: Redis) -> None:
    async with replica(redis.url, tmp_path) as one:
        await one.store.load("anna")
        redis.asked("HSET", "dv:{anna}", "v", "2:anna")
        await one.see("/a")
        await one.see("/b", who="bert")
        with pytest.raises(StoreError, match="schema 2"):
            await one.store.load("anna")
        await until(lambda: one.counted("replayed") == 1)
        assert await one.paths("bert") == ["/b"]
        redis.asked("DEL", "dv:{anna}")
        await one.well()
        assert await one.paths() == ["/a"]


async def test_answers_in_another_order_are_not_believed(tmp_path: Path, redis: Redis) -> None:
    """A relay between us and Redis that gives one visitor's answer to another's question."""
    async with shuffling(redis) as port, replica(f"redis://127.0.0.1:{port}", tmp_path) as one:
        await until(lambda: one.store.trouble() == "")
        for who in ("anna", "bert"):
            redis.asked("HSET", f"dv:{{{who}}}", "v", f"1:{who}", f"e{who}.0", body(f"/of-{who}"))
        loads = [one.store.load(who) for who in ("anna", "bert")]
        for found in await asyncio.gather(*loads, return_exceptions=True):
            assert isinstance(found, StoreError)
        await one.well()


async def test_a_long_past_is_folded_once_however_many_look(tmp_path: Path, redis: Redis) -> None:
    async with replica(redis.url, tmp_path) as one, replica(redis.url, new(tmp_path, "o"), one.clock) as other:
        await one.well()
        for number in range(2 * WORTHWHILE):
            await one.see(f"/{number}")
        one.clock.now += 2 * SETTLE
        for _ in range(3):
            await asyncio.gather(*(each.store.load("anna") for each in (one, other) for _ in range(5)))
        assert (await one.paths()) == [f"/{number}" for number in range(2 * WORTHWHILE)]
        assert redis.asked("HGET", "dv:{anna}", "r") == b"1"
        assert redis.asked("HLEN", "dv:{anna}") == 3


async def test_what_expired_leaves_the_server_with_the_next_look(tmp_path: Path, redis: Redis) -> None:
    async with replica(redis.url, tmp_path) as one:
        await one.well()
        await one.see("/old")
        one.clock.now += KEEP - 10
        await one.see("/young")
        one.clock.now += 20
        assert await one.paths() == ["/young"]
        await until(lambda: redis.asked("HEXISTS", "dv:{anna}", "s") == 1)
        told = redis.asked("HGETALL", "dv:{anna}")
        assert isinstance(told, list)
        assert b"/old" not in b"".join(told)


async def test_a_store_that_cannot_spool_says_so(tmp_path: Path, redis: Redis) -> None:
    async with replica(redis.url, tmp_path, limit=2**20) as one:
        await one.store.load("anna")
        redis.kill()
        with pytest.raises(StoreError, match="cannot hold what waits"):
            await one.see("/" + "x" * 2**21)
        assert one.counted("lost") == 1


async def test_nobody_before_is_nobody(tmp_path: Path, redis: Redis) -> None:
    async with replica(redis.url, tmp_path) as one:
        assert await one.store.load("nobody") == Visitor()
        with pytest.raises(StoreError, match="ASCII"):
            await one.store.load("é")


def new(folder: Path, name: str) -> Path:
    (folder / name).mkdir()
    return folder / name


def commands(redis: Redis) -> int:
    """Return how many commands came so far, but for those that ask this."""
    told = redis.asked("INFO", "commandstats")
    assert isinstance(told, bytes)
    rows = [line for line in told.decode().splitlines() if line.startswith(("cmdstat_hgetall", "cmdstat_eval"))]
    return sum(int(row.partition("calls=")[2].partition(",")[0]) for row in rows)


def body(path: str) -> str:
    return f'{{"kind":"seen","subject":"{path}","at":{NOON},"detail":{{}}}}'
