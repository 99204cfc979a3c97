"""`python -m benchmarks.soak MINUTES`: a hundred requests a second, one in a hundred faulty; memory must stay flat.

Every page is one that the shop never sent before, visitors come back with their cookies, and the store is the default.
"""

import asyncio
import sys
import time
from collections.abc import Callable, Sequence
from itertools import count
from statistics import linear_regression

from benchmarks.strain.shop import FAULTS
from benchmarks.strain.visitors import Visitors
from benchmarks.strain.watched import Watched, watched

RATE = 100.0
EVERY = 5.0
"""Seconds between two looks."""

WARM = 180.0
"""Seconds in which the bounded caches fill; a third of a short run at most."""

GROWTH = 1.0
"""MiB in ten minutes that memory may grow by."""

SPREAD = 10
"""Descriptors by which the least of the last third of a run may be above the least of the first.

How many are open at a moment follows how busy the machine is; one that is never closed raises the least.
"""

Sample = tuple[float, float, int]
"""Seconds since the start, memory in MiB, descriptors."""


def paths() -> Callable[[], str]:
    """Return what tells the next page to ask for: one in a hundred is faulty."""
    numbers = count()

    def following() -> str:
        number = next(numbers)
        fault = FAULTS[number // 100 % len(FAULTS)]
        return f"/fault/{fault}" if number % 100 == 50 else f"/page/{number}"

    return following


async def soaked(it: Watched, seconds: float) -> tuple[Visitors, Sequence[Sample]]:
    visitors, samples = Visitors(it.port, RATE, paths()), list[Sample]()
    began = time.monotonic()
    coming = asyncio.create_task(visitors.come(seconds))
    while not coming.done():
        await asyncio.wait([coming], timeout=EVERY)
        if coming.done():
            break
        samples.append((time.monotonic() - began, it.memory(), it.descriptors()))
        if len(samples) % 12 == 0:
            at, memory, files = samples[-1]
            print(f"{at / 60:5.1f} min  {memory:7.1f} MiB  {files:4d} descriptors  {visitors.outcomes}", flush=True)
    return visitors, samples


def judged(samples: Sequence[Sample]) -> int:
    """Print the slopes; return 1 when one is above what is allowed."""
    begin = min(WARM, samples[-1][0] / 3)
    steady = [sample for sample in samples if sample[0] >= begin]
    slope = linear_regression([at for at, _, _ in steady], [memory for _, memory, _ in steady]).slope * 600
    third = len(steady) // 3
    first, last = (min(files for _, _, files in part) for part in (steady[:third], steady[-third:]))
    print(f"memory {slope:+.2f} MiB in ten minutes (at most {GROWTH}), after {begin:.0f} s of warming up")
    print(f"descriptors at least {first} in the first third, {last} in the last (at most {SPREAD} more)")
    return int(slope > GROWTH or last - first > SPREAD)


def main(words: Sequence[str]) -> int:
    minutes = float(words[0]) if words else 30.0
    with watched("--progress-timeout", "5") as it:
        visitors, samples = asyncio.run(soaked(it, minutes * 60))
    answered = sum(visitors.outcomes.values())
    print(f"{answered} requests in {minutes:g} minutes: {dict(visitors.outcomes)}")
    return judged(samples)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
