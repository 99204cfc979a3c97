import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics
from proxy.store_url import redis_url
from proxy.stores import Means, StoreError
from proxy.stores.ledger.ledger import Claim, Count, Given
from proxy.stores.ledger.redis import RedisLedger
from tests.support.redis import Redis, killed, running_redis, running_sentinels, takes_over, until

ANNA, BERT = Claim("freeship", "a" * 32, 5.0), Claim("freeship", "b" * 32, 6.0)
TRIES = 200


@asynccontextmanager
async def opened(url: str, folder: Path) -> AsyncIterator[RedisLedger]:
    tasks = Tasks(Metrics())
    ledger = RedisLedger(redis_url(url), Means(folder, tasks, Metrics()))
    yield ledger
    await tasks.stop(1.0)
    await ledger.close()


async def got(ledger: RedisLedger, claim: Claim, *candidates: str) -> Given | None:
    """Ask again as long as it cannot be told, as pages do."""
    for _ in range(TRIES):
        try:
            return await ledger.claim(claim, candidates)
        except StoreError:
            await asyncio.sleep(0.1)
    raise AssertionError("the ledger never answered")


async def test_a_server_that_is_killed_gives_no_code_twice(tmp_path: Path) -> None:
    with running_redis(tmp_path / "redis", "--appendfsync", "always") as (redis,):
        async with opened(redis.url, tmp_path) as ledger:
            first = await got(ledger, ANNA, "A", "B")
            with killed(redis):
                pass
            assert await got(ledger, BERT, "A", "B") == Given("B", 6.0)
            assert await got(ledger, ANNA) == first == Given("A", 5.0)


async def test_a_failover_gives_no_code_twice(tmp_path: Path) -> None:
    with running_sentinels(tmp_path) as family:
        async with opened(family.url, tmp_path) as ledger:
            first = await got(ledger, ANNA, "A", "B")
            family.primary.kill()
            await asyncio.to_thread(until, lambda: takes_over(family.replica))
            assert await got(ledger, BERT, "A", "B") == Given("B", 6.0)
            assert await got(ledger, ANNA) == first == Given("A", 5.0)


async def test_a_code_that_no_replica_knows_of_is_not_told_before_one_does(tmp_path: Path) -> None:
    with running_sentinels(tmp_path) as family:
        async with opened(family.url, tmp_path) as ledger:
            await got(ledger, ANNA, "A")
            family.replica.pause()
            refused = await asyncio.gather(ledger.claim(BERT, ["A", "B"]), return_exceptions=True)
            family.replica.resume()
            assert isinstance(refused[0], StoreError)
            assert await got(ledger, BERT, "A", "B", "C") == Given("B", 6.0)


async def test_the_count_goes_on_while_a_visitor_is_erased(tmp_path: Path) -> None:
    with running_redis(tmp_path / "redis") as (redis,):
        async with opened(redis.url, tmp_path) as ledger:
            await ledger.claim(ANNA, ["A"])
            await ledger.erase(ANNA.who)
            assert await ledger.count("freeship", 9.0) == Count(1)
            assert not _anywhere(redis, ANNA.who)


def _anywhere(redis: Redis, who: str) -> bool:
    """Tell that a key of the ledger names this visitor."""
    key = "dv:{code.freeship}"
    told = (redis.asked("HGET", f"{key}:who", who), redis.asked("ZSCORE", f"{key}:since", who))
    return any(each is not None for each in told)
