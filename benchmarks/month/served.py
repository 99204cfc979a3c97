"""Serves the last day's visitors by what the month taught: how long deciding takes, and how well it was foreseen."""

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from statistics import mean, quantiles

from benchmarks.month.written import journal_of
from proxy.journal import Note
from proxy.stores.journal.days import Days
from rules.context import Consent, Context, Request
from rules.decide import decide
from rules.decision import Op
from rules.language.load import load
from rules.measured import stage
from rules.rulebook import Rulebook
from scoring.event import Event, Kind
from scoring.visitor import Visitor

SERVED = 3_000
"""Pages that are decided, one for each visitor."""


def serve(folder: Path) -> None:
    """Decide pages of the last day, and print what it took and what came of it."""
    rulebook = load(folder)
    microseconds: list[float] = []
    stages: dict[str, list[bool]] = defaultdict(list)
    offered = 0
    for context, buys in islice(_pages(_last_day(Days(journal_of(folder))), rulebook), SERVED):
        begin = time.process_time_ns()
        decision = decide(context, rulebook)
        microseconds.append((time.process_time_ns() - begin) / 1000)
        offered += any(edit.op is Op.FILL for edit in decision.edits)
        stages[stage(context) or "unknown"].append(buys)
    cuts = quantiles(microseconds, n=100)
    print(f"{len(microseconds)} pages decided: {cuts[49]:.0f} us at the median, {cuts[98]:.0f} us at p99")
    print(f"products offered on {offered} of them, each a product's page")
    base = mean(buys for each in stages.values() for buys in each)
    for name, found in sorted(stages.items()):
        share = len(found) / len(microseconds)
        print(f"  {name:<14}{share:>5.0%} of visits, which order {mean(found) / base:.2f} times as often as all")


def _last_day(days: Days) -> Mapping[str, Sequence[Note]]:
    """Return the notes of each visitor of the day, in order."""
    notes: dict[str, list[Note]] = defaultdict(list)
    for note in days.notes(days.names()[-2]):
        notes[note.who].append(note)
    return notes


def _pages(visitors: Mapping[str, Sequence[Note]], rulebook: Rulebook) -> Iterator[tuple[Context, bool]]:
    """Yield one page of each visitor as it is decided, and whether an order follows; after the order it is too late."""
    for notes in visitors.values():
        at = next((place for place, note in enumerate(notes) if _orders(note.events)), len(notes))
        pages = [place for place in range(at) if notes[place].page is not None]
        if pages:
            yield _context(notes[: pages[len(pages) // 2] + 1], rulebook), at < len(notes)


def _context(notes: Sequence[Note], rulebook: Rulebook) -> Context:
    last, page = notes[-1], notes[-1].page
    visitor = Visitor().after_all(event for note in notes for event in note.events)
    return Context(
        now=last.at,
        request=page.request if page else Request(),
        pages=page.pages if page else frozenset(),
        visitor=visitor,
        consent=Consent(frozenset({"personalise"})),
        current=last.events,
        facts=_product(last.events),
        measures=rulebook.site.measures,
    )


def _product(events: Sequence[Event]) -> Mapping[str, str]:
    found = next((event.detail["product"] for event in events if "product" in event.detail), None)
    return {"product.id": found} if found else {}


def _orders(events: Sequence[Event]) -> bool:
    return any(event.kind is Kind.ORDERED for event in events)
