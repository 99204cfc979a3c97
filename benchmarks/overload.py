"""`python -m benchmarks.overload`: what 200 slow visitors and decompression bombs cost everybody else.

Good visitors come at a steady pace, in turns without and with the others; their 99th percentile may double, and memory
may grow by 64 MiB.
"""

import asyncio
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import cycle
from statistics import quantiles

from benchmarks.strain.visitors import Visitors, slow_body, slow_head, slow_read
from benchmarks.strain.watched import Watched, watched

SLOW = 200
RATE = 50.0
"""Requests a second of good visitors: well below what one process can do, so that waiting is somebody's doing."""

BOMBS = 3.0
"""Bombs a second, each of 50 MiB in another coding."""

ROUNDS = 5
SECONDS = 12.0
"""Longer than `head_timeout`, so that slow heads are cut and come again."""

WORSE = 2.0
GROWTH = 64.0


@asynccontextmanager
async def strained(port: int) -> AsyncIterator[Visitors]:
    """Let the slow ones and the bombs in until the block ends; yield who asks for the bombs."""
    kinds = cycle((slow_head, slow_body, slow_read))
    slow = [asyncio.create_task(next(kinds)(port)) for _ in range(SLOW)]
    codings = cycle(("gzip", "br", "zstd"))
    asker = Visitors(port, BOMBS, lambda: f"/bomb/{next(codings)}", connections=1)
    bombs = asyncio.create_task(asker.come(3600.0))
    await asyncio.sleep(2.0)
    try:
        yield asker
    finally:
        for task in (*slow, bombs):
            task.cancel()
        await asyncio.gather(*slow, bombs, return_exceptions=True)


async def good(port: int, seconds: float) -> Visitors:
    numbers = cycle(range(20))
    visitors = Visitors(port, RATE, lambda: f"/page/{next(numbers)}", connections=10)
    await visitors.come(seconds)
    return visitors


def p99(rounds: Sequence[Visitors]) -> float:
    return quantiles([ms for each in rounds for ms in each.times], n=100)[98]


async def measured(it: Watched) -> int:
    await good(it.port, 3.0)
    async with strained(it.port):
        await good(it.port, 3.0)
    calm, hard, grown, bombs = list[Visitors](), list[Visitors](), 0.0, 0
    for number in range(1, ROUNDS + 1):
        calm.append(await good(it.port, SECONDS))
        before = it.memory()
        it.mark()
        async with strained(it.port) as asker:
            hard.append(await good(it.port, SECONDS))
            bombs += asker.outcomes.total()
        grown = max(grown, it.peak() - before)
        print(f"round {number}: p99 {p99(calm[-1:]):6.1f} ms alone, {p99(hard[-1:]):6.1f} ms beside them", flush=True)
        await asyncio.sleep(1.0)
    failed = {name: times for each in (*calm, *hard) for name, times in each.outcomes.items() if name != "200"}
    ratio = p99(hard) / p99(calm)
    print(
        f"p99 {p99(calm):.1f} ms alone, {p99(hard):.1f} ms beside {SLOW} slow visitors and {bombs} bombs: {ratio:.2f}x"
    )
    print(
        f"memory +{grown:.1f} MiB at its peak (at most {GROWTH:.0f}); p99 at most {WORSE}x; failed: {failed or 'none'}"
    )
    return int(ratio > WORSE or grown > GROWTH or bool(failed))


def main() -> int:
    with watched() as it:
        return asyncio.run(measured(it))


if __name__ == "__main__":
    sys.exit(main())
