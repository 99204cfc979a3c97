"""Visits to learn from: a sample of real ones, and a made-up shop whose visitors' ways are told by their first page."""

import random
from collections.abc import Iterator
from functools import cache

from scoring.event import Event, Kind
from scoring.samples import Sample, of_table
from tests.support.tree import ROOT

TABLE = ROOT / "tests/data/shoppers/online_shoppers.csv"
TARGET = "Revenue"
CODES = ("OperatingSystems", "Browser", "Region", "TrafficType")
"""Columns whose numbers are names."""

DAY = 86_400.0


@cache
def shoppers() -> tuple[Sample, ...]:
    with TABLE.open(encoding="utf-8") as lines:
        return tuple(of_table(lines, TARGET, CODES))


def walks(visits: int, seed: int = 1) -> Iterator[tuple[str, Event]]:
    """Yield the events of made-up visits: who comes by a product buys in one of two visits, who comes home in ten."""
    chance = random.Random(seed)
    for number in range(visits):
        who, at = f"visitor{number}", number * 60.0
        keen = chance.random() < 0.4
        for name in ("product" if keen else "home", *chance.choices(["product", "list"], k=chance.randint(1, 8))):
            yield who, Event(Kind.SEEN, "/", at, {"page": name})
            at += chance.uniform(1.0, 60.0)
        if chance.random() < (0.5 if keen else 0.1):
            yield who, Event(Kind.SEEN, "/thanks", at, {"page": "thanks"})
            yield who, Event(Kind.ORDERED, f"A-{number}", at, {"value": "20"})
