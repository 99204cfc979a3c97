"""Counts how many real bots are told, how many of people's browsers are taken for one, and what telling costs."""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rules.bots import is_bot
from tests.support.tree import ROOT

CASES = ROOT.parent / "shared" / "data" / "ua" / "ua_dev.jsonl"
"""Test data under LGPL, so it stays beside the repository."""

RECALL, BLAMED = 0.80, 0.005


@dataclass(frozen=True, slots=True)
class Figures:
    """The share of bots that are told, that of people taken for bots, and the milliseconds to judge one user agent."""

    recall: float
    blamed: float
    each: float

    @property
    def good(self) -> bool:
        return self.recall >= RECALL and self.blamed <= BLAMED


def figures(cases: Path = CASES) -> Figures:
    rows = [json.loads(line) for line in cases.read_text("utf-8").splitlines()]
    is_bot("warm the list up")
    began = time.perf_counter()
    told = [(row["bot"], is_bot(row["ua"])) for row in rows]
    each = (time.perf_counter() - began) * 1000 / len(rows)
    return Figures(_share(told, bot=True), _share(told, bot=False), each)


def _share(told: Sequence[tuple[bool, bool]], *, bot: bool) -> float:
    found = [said for is_one, said in told if is_one is bot]
    return sum(found) / len(found)


def main() -> int:
    if not CASES.exists():
        print("shared/data/ua is not beside this clone: no figure for bots")
        return 0
    found = figures()
    print(f"\nbots told {found.recall:.1%} (at least {RECALL:.0%})")
    print(f"people's browsers taken for one {found.blamed:.2%} (at most {BLAMED:.1%})")
    print(f"{found.each:.2f} ms for a user agent that was not seen before")
    return 0 if found.good else 1
