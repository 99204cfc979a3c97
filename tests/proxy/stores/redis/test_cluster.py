"""In a cluster each visitor is asked about where his slot is, also while it moves."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from proxy.store_url import redis_url
from proxy.stores.redis.cluster import ClusterRoutes, slot_of
from proxy.stores.redis.line import Terms
from proxy.stores.redis.link import AwayError, RefusedError, Waits
from tests.support.door import until
from tests.support.redis import Redis, knows, move_slot, running_cluster
from tests.support.redis import until as wait_until


@pytest.fixture(scope="module")
def nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sequence[Redis]]:
    with running_cluster(tmp_path_factory.mktemp("cluster"), 2) as nodes:
        yield nodes


@asynccontextmanager
async def routed(node: Redis) -> AsyncIterator[ClusterRoutes]:
    routes = ClusterRoutes(Terms(redis_url(node.url.replace("redis:", "redis+cluster:")), Waits(0.05, 1.0)), print)
    running = asyncio.create_task(routes.run())
    try:
        await routes.tried()
        yield routes
    finally:
        routes.close()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await asyncio.sleep(0.01)


@pytest.mark.parametrize(("who", "slot"), [("foo", 12182), ("123456789", 12739), ("", 0)])
def test_a_slot_is_the_one_that_redis_computes(who: str, slot: int) -> None:
    assert slot_of(who) == slot


async def well(routes: ClusterRoutes) -> None:
    await until(lambda: routes.trouble == "")


def test_both_keys_of_a_visitor_are_in_his_slot(nodes: Sequence[Redis]) -> None:
    for name in ("dv:{anna}", "dv:{anna}:done"):
        assert nodes[0].asked("CLUSTER", "KEYSLOT", name) == slot_of("anna")


async def test_a_visitor_is_found_through_any_node(nodes: Sequence[Redis]) -> None:
    for node in nodes:
        async with routed(node) as routes:
            await well(routes)
            routes.check("anna")
            assert await routes.send("anna", ("SET", "{anna}", "x")) == b"OK"


async def test_a_slot_that_moves_is_followed_and_remembered(nodes: Sequence[Redis]) -> None:
    first, second = nodes
    async with routed(first) as routes:
        assert await routes.send("bert", ("SET", "{bert}", "x")) == b"OK"
        for source, target in ((first, second), (second, first)):
            with move_slot(slot_of("bert"), source, target):
                # it is there, or asked for at the other one, whatever stage the move is at
                assert await routes.send("bert", ("GET", "{bert}")) == b"x"
                assert await routes.send("bert", ("GET", "{bert}other")) is None
                source.asked("MIGRATE", "127.0.0.1", target.port, "{bert}", 0, 5000)
                assert await routes.send("bert", ("GET", "{bert}")) == b"x"
            answers = [routes.send("bert", ("GET", "{bert}")) for _ in range(3)]
            assert await asyncio.gather(*answers) == [b"x"] * 3


async def test_what_is_sent_about_one_visitor_keeps_its_order_across_a_move(nodes: Sequence[Redis]) -> None:
    first, second = nodes
    async with routed(first) as routes:
        await routes.send("carl", ("DEL", "{carl}"))
        with move_slot(slot_of("carl"), first, second):
            pass
        sent = [routes.send("carl", ("RPUSH", "{carl}", number)) for number in range(5)]
        assert await asyncio.gather(*sent) == [1, 2, 3, 4, 5]
        assert await routes.send("carl", ("LRANGE", "{carl}", 0, -1)) == [b"0", b"1", b"2", b"3", b"4"]
        with move_slot(slot_of("carl"), second, first):
            second.asked("MIGRATE", "127.0.0.1", first.port, "{carl}", 0, 5000)


async def test_a_slot_that_nobody_holds_is_told(nodes: Sequence[Redis]) -> None:
    slot = slot_of("dora")
    for node in nodes:
        node.asked("CLUSTER", "DELSLOTS", slot)
    try:
        async with routed(nodes[0]) as routes:
            with pytest.raises((AwayError, RefusedError), match=r"nobody holds|CLUSTERDOWN"):
                await routes.send("dora", ("GET", "{dora}"))
            assert await routes.send("anna", ("SET", "{anna}", "x")) == b"OK"
    finally:
        nodes[0].asked("CLUSTER", "ADDSLOTS", slot)


async def test_a_node_that_is_away_takes_only_its_own_visitors_away(tmp_path: Path) -> None:
    with running_cluster(tmp_path / "c", 2) as (first, second):
        with move_slot(slot_of("anna"), first, second):
            pass
        async with routed(first) as routes:
            await until(lambda: routes.trouble == "")
            assert await routes.send("anna", ("SET", "{anna}", "x")) == b"OK"
            second.kill()
            await until(lambda: routes.trouble != "")
            with pytest.raises(AwayError):
                _ = routes.send("anna", ("GET", "{anna}"))
            assert await routes.send("bert", ("SET", "{bert}", "x")) == b"OK"
            second.start()
            await asyncio.to_thread(wait_until, lambda: knows(second, 2))
            await until(lambda: routes.trouble == "")
            assert await routes.send("anna", ("GET", "{anna}")) == b"x"
