"""What a page waits for Redis: while all is well, while it is down in several ways, and until it counts again.

The real program stands before the demo shop; one known visitor asks for a page at a time, so that a wait is a wait. And
what one question costs: CPU of ours beside that of the same question to SQLite and to a dictionary.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from itertools import count
from pathlib import Path
from statistics import median, quantiles

from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics
from proxy.store_url import redis_url
from proxy.stores import Means, RedisStore, Store, open_store
from scoring.event import Event, Kind
from tests.support.devanture import Devanture, started_devanture
from tests.support.door import heard, request
from tests.support.redis import SENTINEL, SERVER, Redis, full, killed, paused, running_redis
from tests.support.shop import SITE, opened_shop

PAGES = 200
"""Pages that are asked for in each state."""

PAUSE = 0.02
ADDED = 50.0
"""Milliseconds that a page may wait longer at p99 while Redis is down: the aim."""

RETURN = 5.0
"""Seconds after its return in which a visitor has to be known again: the aim."""

AT_ONCE, ROUNDS, LOADS = 32, 9, 1000
NOW = 1_700_000_000.0
_NUMBERS = count()


async def asked(devanture: Devanture, cookie: str = "") -> tuple[float, str]:
    """Return the milliseconds that a page took, and the visitor's cookie."""
    began = time.perf_counter()
    page = await heard(devanture.port, request("/p/bjorn-winter-boots", f"Cookie: cookie_ok=1; dv={cookie}"))
    took = 1000 * (time.perf_counter() - began)
    if page.status != 200 or not page.whole:
        raise SystemExit(f"a page failed: {page.status}")
    set_here = [line for line in page.field("Set-Cookie") if line.startswith("dv=")]
    return took, set_here[0].partition(";")[0].removeprefix("dv=") if set_here else cookie


async def pages(devanture: Devanture, cookie: str) -> Sequence[float]:
    found = []
    for _ in range(PAGES):
        found.append((await asked(devanture, cookie))[0])
        await asyncio.sleep(PAUSE)
    return found


def p99(times: Sequence[float]) -> float:
    return quantiles(times, n=100)[98]


async def down(devanture: Devanture, redis: Redis) -> int:
    """Print what pages take in each state; return 1 when they wait too long, or it comes back too late."""
    _, cookie = await asked(devanture)
    await pages(devanture, cookie)
    above = 0
    for fault in (killed, paused, full):
        well = await pages(devanture, cookie)
        block = fault(redis)
        block.__enter__()
        worse = await pages(devanture, cookie)
        block.__exit__(None, None, None)
        back = await returned(devanture)
        added = p99(worse) - p99(well)
        above |= added > ADDED or back > RETURN
        print(
            f"{fault.__name__:<8}{median(well):>9.1f}{p99(well):>8.1f}{median(worse):>9.1f}{p99(worse):>8.1f}"
            f"{max(worse):>8.1f}{added:>9.1f}{back:>9.2f}"
        )
    return int(above)


async def returned(devanture: Devanture) -> float:
    """Return the seconds until the store is well again and nothing waits for it."""
    began = time.perf_counter()
    for _ in range(1000):
        if await devanture.told("/ready") == "ready\n":
            break
        await asyncio.sleep(0.02)
    return time.perf_counter() - began


async def loaded(store: Store) -> float:
    """Return the microseconds of CPU of one load of a visitor of twenty pages, many of them at once."""
    began = time.process_time()
    for _ in range(LOADS // AT_ONCE):
        await asyncio.gather(*(store.load(str(number)) for number in range(AT_ONCE)))
    return 1e6 * (time.process_time() - began) / (LOADS // AT_ONCE * AT_ONCE)


async def recorded(store: Store) -> float:
    """Return the same of one record, each of another visitor."""
    event = [Event(Kind.SEEN, "/p/boots", NOW, {"page": "product"})]
    began = time.process_time()
    for _ in range(LOADS // AT_ONCE):
        await asyncio.gather(*(store.record(f"new{next(_NUMBERS)}", event) for _ in range(AT_ONCE)))
    return 1e6 * (time.process_time() - began) / (LOADS // AT_ONCE * AT_ONCE)


async def costs(folder: Path, redis: Redis) -> None:
    """Print CPU by store, interleaved."""
    tasks = Tasks(Metrics())
    means = Means(folder, tasks, Metrics())
    stores: Mapping[str, Store] = {
        "memory": open_store("memory:"),
        "sqlite": open_store(f"sqlite:{folder / 'visitors.sqlite'}"),
        "redis": RedisStore(redis_url(redis.url), means, clock=lambda: NOW),
    }
    past = [Event(Kind.SEEN, f"/p/{page}", NOW - page, {"page": "product", "category": "boots"}) for page in range(20)]
    steps: Sequence[tuple[str, Callable[[Store], Awaitable[float]]]] = [("load", loaded), ("record", recorded)]
    for store in stores.values():
        await store.load("0")
        await asyncio.gather(*(store.record(str(number), past) for number in range(AT_ONCE)))
    print(f"\n{'microseconds of CPU':<22}{'memory':>10}{'sqlite':>10}{'redis':>10}")
    for name, step in steps:
        found: dict[str, list[float]] = {each: [] for each in stores}
        for _ in range(ROUNDS):
            for each, store in stores.items():
                found[each].append(await step(store))
        print(f"{name:<22}" + "".join(f"{median(found[each]):>10.1f}" for each in stores))
    await tasks.stop(1.0)
    for store in stores.values():
        await store.close()


def main() -> int:
    if not (SERVER.exists() and SENTINEL.exists()):
        print("Redis is missing and nothing is told of it; on Debian: apt-get install redis-server redis-sentinel")
        return 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with running_redis(folder / "redis") as (redis,), opened_shop(folder) as shop:
            (folder / "data").mkdir()
            print("milliseconds of a page    well             down                     added  back in s")
            print(f"{'Redis is':<8}{'p50':>9}{'p99':>8}{'p50':>9}{'p99':>8}{'most':>8}{'at p99':>9}")
            with started_devanture(shop, SITE, data=folder / "data", store=redis.url, access_log="off") as devanture:
                above = asyncio.run(down(devanture, redis))
            asyncio.run(costs(folder, redis))
    return above


if __name__ == "__main__":
    sys.exit(main())
