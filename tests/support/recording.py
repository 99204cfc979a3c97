"""A worker of its own process that records orders until it is done or killed: python -m tests.support.recording."""

import asyncio
import sys
from pathlib import Path

from proxy.stores.sqlite import SqliteStore
from tests.support.events import NOON, ordered


async def recorded(path: Path, who: str, name: str, count: int) -> None:
    """Record `count` orders one by one, and say the number of each when the store has taken it."""
    store = SqliteStore(path, clock=lambda: NOON)
    for number in range(count):
        await store.record(who, [ordered(f"{name}{number}", NOON + number / 1_000)])
        print(number, flush=True)  # noqa: T201
    await store.close()


async def handed_over(path: Path, who: str, name: str, count: int) -> None:
    """Hand orders over without waiting for the store, then let a second pass, say so, and stay."""
    store = SqliteStore(path, clock=lambda: NOON)
    waits = [
        asyncio.create_task(store.record(who, [ordered(f"{name}{number}", NOON + number)])) for number in range(count)
    ]
    await asyncio.sleep(1)
    print(len(waits), flush=True)  # noqa: T201
    await asyncio.sleep(600)


if __name__ == "__main__":
    way, file, visitor, orders, total = sys.argv[1:]
    asyncio.run({"recorded": recorded, "handed_over": handed_over}[way](Path(file), visitor, orders, int(total)))
