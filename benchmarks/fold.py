"""Measures one visitor of 10,000 events: the bytes that are kept of him, and the time that folding takes.

Names are as different as they can be and the events lie as close as they can, so that every bound of a visitor is met.
"""

import json
import time
from collections.abc import Callable
from statistics import median

from proxy.stores.fold import UNFOLDED, entries, folded, split
from scoring.event import Event, Kind
from scoring.profile import profile
from scoring.visitor import Visitor

EVENTS = 10_000
NOON = 1_795_000_000.0
LONGEST = "x" * 180
"""Texts of an event hold 200 characters at most."""

_ROUNDS = 7

BYTES = 150_000
PAGE_SECONDS = 0.02
"""What is promised: bytes of a visitor's JSON, and seconds of a load that finds UNFOLDED events."""


def story() -> tuple[Event, ...]:
    """Return what one visitor did, one event in 20 seconds."""
    makes: tuple[Callable[[int], tuple[Kind, str, dict[str, str]]], ...] = (
        lambda n: (Kind.SEEN, f"/p/{n}{LONGEST}", {"page": "product", "category": f"{n} {LONGEST}", "product": str(n)}),
        lambda n: (Kind.ARRIVED, f"{n}.example", {"path": f"/{n}{LONGEST}", "q.utm_source": f"{n}{LONGEST}"}),
        lambda n: (Kind.SHOWN, f"rule-{n}", {}),
        lambda n: (Kind.SEARCHED, f"{n} {LONGEST}", {}),
        lambda n: (Kind.ADDED, str(n), {"category": f"{n} {LONGEST}"}),
        lambda n: (Kind.ORDERED, f"N{n}", {"value": "10.00", "items": "1"}),
        lambda n: (Kind.HOVERED, f"element{n}", {"seconds": "2"}),
    )
    return tuple(
        Event(kind, subject, NOON + 20.0 * number, detail)
        for number in range(EVENTS)
        for kind, subject, detail in [makes[number % len(makes)](number)]
    )


def main() -> int:
    """Return 1 when a bound does not hold."""
    events = story()
    whole = median(_timed(lambda: Visitor().after_all(events)) for _ in range(_ROUNDS))
    visitor = Visitor().after_all(events)
    size = len(json.dumps(profile(visitor), separators=(",", ":")))
    one_by_one = sum(len(json.dumps([event.subject, dict(event.detail)])) for event in events)
    last = entries(events[-UNFOLDED:])
    load = median(_timed(lambda: folded(visitor, last)) for _ in range(_ROUNDS))
    burst = [*entries(events)]
    ready, rest = split(burst, 0.0)
    print(f"{EVENTS} events of one visitor, the longest and most different that are kept")
    print(f"bytes kept           {size:>9}   of {one_by_one} of the events alone; bound {BYTES}")
    print(f"fold all of them     {whole * 1e3:>9.1f} ms")
    print(f"load {UNFOLDED} unfolded    {load * 1e3:>9.1f} ms; bound {PAGE_SECONDS * 1e3:.0f}")
    print(f"in one minute        {len(ready):>9} are folded at once, {len(rest)} wait")
    return int(size > BYTES or load > PAGE_SECONDS or len(rest) > UNFOLDED)


def _timed(work: Callable[[], object]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began
