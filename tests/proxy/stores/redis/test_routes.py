"""One server holds all visitors: it alone, or the one that the sentinels name."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from proxy.store_url import redis_url
from proxy.stores.redis.line import Terms
from proxy.stores.redis.link import AwayError, Waits
from proxy.stores.redis.routes import OneRoute, Sentinels
from tests.support.door import until
from tests.support.process import free_port
from tests.support.redis import Family, running_redis, running_sentinels


def terms(url: str) -> Terms:
    return Terms(redis_url(url), Waits(0.05, 1.0))


@pytest.fixture(scope="module")
def family(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Family]:
    with running_sentinels(tmp_path_factory.mktemp("family")) as family:
        yield family


@asynccontextmanager
async def routed(url: str) -> AsyncIterator[OneRoute]:
    routes = OneRoute(terms(url), lambda: None)
    running = asyncio.create_task(routes.run())
    try:
        await routes.tried()
        yield routes
    finally:
        routes.close()
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await asyncio.sleep(0.01)


async def test_everybody_is_with_the_one_server(tmp_path: Path) -> None:
    with running_redis(tmp_path / "r") as (redis,):
        async with routed(redis.url) as routes:
            assert routes.trouble == ""
            routes.check("anna")
            assert await routes.send("anna", ("SET", "x", 1)) == b"OK"
            assert await routes.send("bert", ("GET", "x")) == b"1"
            asked = routes.send("anna", ("GET", "x"))
            routes.drop("anna", "no more")
            with pytest.raises(AwayError, match="no more"):
                await asked


async def test_with_nobody_there_asking_fails_at_once() -> None:
    async with routed(f"redis://127.0.0.1:{free_port()}") as routes:
        assert "Connect call failed" in routes.trouble
        with pytest.raises(AwayError):
            routes.check("anna")
        with pytest.raises(AwayError):
            _ = routes.send("anna", ("PING",))


async def test_a_dead_sentinel_is_passed_over(family: Family) -> None:
    asked = Sentinels(terms(family.url.replace("//", f"//127.0.0.1:{free_port()},")))
    for _ in range(4):
        assert (await asked.primary()).port == family.primary.port


async def test_sentinels_that_know_nothing_are_told(family: Family) -> None:
    with pytest.raises(AwayError, match=r"no sentinel knows nobody; .* it knows no such primary"):
        await Sentinels(terms(family.url.replace("/shop", "/nobody"))).primary()
    with pytest.raises(AwayError, match="no sentinel knows shop"):
        await Sentinels(terms(f"redis+sentinel://127.0.0.1:{free_port()}/shop")).primary()


async def test_the_sentinels_name_the_primary_and_the_next_one(family: Family) -> None:
    async with routed(family.url) as routes:
        assert await routes.send("anna", ("CONFIG", "GET", "port")) == [b"port", b"%d" % family.primary.port]
        family.primary.kill()
        await until(lambda: routes.trouble != "")
        await until(lambda: routes.trouble == "")
        assert await routes.send("anna", ("CONFIG", "GET", "port")) == [b"port", b"%d" % family.replica.port]
