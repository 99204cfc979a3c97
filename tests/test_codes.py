"""Unique codes, as visitors of real processes get them: none twice and none lost, whatever befalls a process."""

import asyncio
import os
import signal
from pathlib import Path

from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics
from proxy.stores import Means
from proxy.stores.ledger import Count, open_ledger
from tests.support.devanture import Devanture, running_devanture
from tests.support.giving import Guest, giving_site
from tests.support.linux import workers_of
from tests.support.redis import running_redis

GUESTS = 200
CODES = [f"GIFT-{number:04}" for number in range(230)]
PATIENT = {"lookup_deadline": 10.0, "connections_per_address": 1000}


async def in_ledger(store: str, folder: Path) -> list[str]:
    """Return every code that the ledger says was given."""
    tasks = Tasks(Metrics())
    ledger = open_ledger(store, Means(folder, tasks, Metrics()))
    given = [code.code async for code in ledger.given("gifts")]
    assert await ledger.count("gifts", 0.0) == Count(len(given))
    await tasks.stop(1.0)
    await ledger.close()
    return sorted(given)


async def killed_in_the_midst(replica: Devanture, guests: list[Guest]) -> None:
    """Kill one replica for good when a quarter of the guests have their codes."""
    while sum(bool(guest.saw) for guest in guests) < len(guests) // 4:  # noqa: ASYNC110 # they end by themselves
        await asyncio.sleep(0.02)
    os.kill(replica.pid, signal.SIGKILL)


async def a_worker_killed_in_the_midst(devanture: Devanture, guests: list[Guest]) -> None:
    while sum(bool(guest.saw) for guest in guests) < len(guests) // 4:  # noqa: ASYNC110 # they end by themselves
        await asyncio.sleep(0.02)
    os.kill(workers_of(devanture.pid)[0], signal.SIGKILL)


async def everybody_got_one(guests: list[Guest], store: str, folder: Path) -> None:
    told = [set(guest.saw) for guest in guests]
    assert all(len(codes) == 1 for codes in told), "somebody saw two codes"
    different = sorted(set().union(*told))
    assert len(different) == len(guests), "two saw the same code"
    assert await in_ledger(store, folder) == different, "a code was given and never seen"


async def test_two_replicas_on_one_redis_of_which_one_is_killed(shop: str, tmp_path: Path) -> None:
    site = giving_site(tmp_path / "site", CODES)
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    with running_redis(tmp_path / "redis") as (redis,):
        settings = {"store": redis.url, "keys": one / "keys", "journal": "off", **PATIENT}
        async with (
            running_devanture(shop, site, data=one, **settings) as first,
            running_devanture(shop, site, data=two, **settings) as second,
        ):
            guests = [Guest(number) for number in range(GUESTS)]
            looking = [guest.gets_a_code((first, second)) for guest in guests]
            await asyncio.gather(killed_in_the_midst(second, guests), *looking)
            # a code stays the visitor's own, whoever answers
            await asyncio.gather(*(guest.looks(first.port) for guest in guests[::10]))
            await everybody_got_one(guests, redis.url, tmp_path)


async def test_two_workers_on_one_sqlite_file_of_which_one_is_killed(shop: str, tmp_path: Path) -> None:
    site, data = giving_site(tmp_path / "site", CODES), tmp_path / "data"
    data.mkdir()
    async with running_devanture(shop, site, data=data, workers=2, journal="off", **PATIENT) as devanture:
        guests = [Guest(number) for number in range(GUESTS // 4)]
        looking = [guest.gets_a_code((devanture,)) for guest in guests]
        await asyncio.gather(a_worker_killed_in_the_midst(devanture, guests), *looking)
        await everybody_got_one(guests, f"sqlite:{data / 'visitors.sqlite'}", tmp_path)
