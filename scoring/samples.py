"""What a model learns from: features with what came of them, out of a table or out of visitors' events."""

import csv
import math
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from scoring.event import NOTHING, Event, Kind
from scoring.features import features
from scoring.visitor import IDLE, Visitor

YES = frozenset({"1", "true", "yes", "t", "y"})
NO = frozenset({"0", "false", "no", "f", "n", ""})

DESKTOP = "desktop"

MOST_PAGES = 30
"""Pages of one visit that are learned from: the longest visits are not to outweigh all others."""


class SamplesError(ValueError):
    """Nothing can be learned from this; the message says why, in words for the shop's people."""


@dataclass(frozen=True, slots=True)
class Sample:
    """A visitor at one page of one visit: whether an order followed; `page` counts from 1, 0 where there are none."""

    features: Mapping[str, float]
    bought: bool
    visit: str
    page: int = 0


def of_table(lines: Iterable[str], target: str, categories: Collection[str] = ()) -> list[Sample]:
    """Return a sample for each row of a table with a header; raise SamplesError naming the line that is wrong."""
    rest = iter(lines)
    first = next(rest, "")
    reader = csv.DictReader(chain([first], rest), delimiter=max(",;\t", key=first.count))
    names = reader.fieldnames or ()
    for name in (target, *categories):
        if name not in names:
            raise SamplesError(f'the table has no column "{name}". It has {", ".join(names) or "no header"}')
    found = []
    for row in reader:
        if None in row or None in row.values():
            raise SamplesError(f"line {reader.line_num}: it has another number of cells than the header")
        outcome = row.pop(target).strip().lower()
        if outcome not in YES | NO:
            raise SamplesError(f'line {reader.line_num}: "{outcome}" in {target} is neither yes nor no')
        found.append(Sample(of_row(row, categories), outcome in YES, str(reader.line_num)))
    return found


def of_row(row: Mapping[str, str], categories: Collection[str] = ()) -> Mapping[str, float]:
    """Return a row as features: numbers by their column, words and categories as 1 by "column=word"; 0 is left out."""
    found: dict[str, float] = {}
    for name, cell in row.items():
        number = None if name in categories else _number(cell)
        if number is None:
            found[f"{name}={cell.strip()}"] = 1.0
        elif number:
            found[name] = number
    return found


def _number(cell: str) -> float | None:
    try:
        number = float(cell or 0.0)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def of_events(events: Iterable[tuple[str, Event]], devices: Mapping[str, str] = NOTHING) -> list[Sample]:
    """Return a sample for each page of each visit, given everybody's events in order, with whose they are.

    `devices` are the visitors' own, desktop where none is named; whoever yields the events may fill it by the way.

    Events are folded as they are when serving, and a page knows of what came after it only if an order did. The page
    that confirms the order, and what follows it, is no page to learn from.
    """
    found: list[Sample] = []
    on: dict[str, _Visit] = {}
    for who, event in events:
        if who not in on:
            on[who] = _Visit(who)
        found += on[who].take(event, devices.get(who, DESKTOP))
    return found + [sample for visit in on.values() for sample in visit.end()]


class _Visit:
    """The visit that somebody is on, while its events come in; a page is looked at when all of its moment is folded."""

    def __init__(self, who: str) -> None:
        self._who, self._visitor, self._number = who, Visitor(), 0
        self._pages: list[Sample] = []
        self._page: float | None = None
        self._device = DESKTOP
        self._ordered = False
        self._last = -math.inf

    def take(self, event: Event, device: str) -> Iterator[Sample]:
        """Fold one event; yield the samples that are known by it."""
        if self._page is not None and event.at > self._page:
            self._look()
        if event.at - self._last > IDLE:
            yield from self._ended(bought=False)
            self._number, self._ordered = self._number + 1, False
        self._last = max(self._last, event.at)
        self._visitor = self._visitor.after(event)
        if event.kind is Kind.ORDERED and not self._ordered:
            self._ordered, self._page = True, None
            yield from self._ended(bought=True)
        if event.kind is Kind.SEEN and not self._ordered:
            self._page, self._device = event.at, device

    def end(self) -> Iterator[Sample]:
        """Yield what is known when nothing more comes."""
        if self._page is not None:
            self._look()
        yield from self._ended(bought=False)

    def _look(self) -> None:
        if self._page is not None and len(self._pages) < MOST_PAGES:
            told = features(self._visitor, self._page, self._device)
            self._pages.append(Sample(told, False, f"{self._who} {self._number}", len(self._pages) + 1))
        self._page = None

    def _ended(self, *, bought: bool) -> Iterator[Sample]:
        for sample in self._pages:
            yield replace(sample, bought=bought)
        self._pages = []
