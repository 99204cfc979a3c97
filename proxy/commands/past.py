"""What commands that learn share: the past out of the journal, its packages, and putting what was learned in place."""

from collections.abc import Iterator
from pathlib import Path

from proxy.journal import Note
from proxy.stores.journal.days import Days, JournalError
from scoring.event import Event

ANALYSIS = 'pip install "devanture[analysis]", or in a clone: pip install --requirement requirements/analysis.txt'
"""How the packages come that train and report; serving needs none of them."""

_BOTS = frozenset({"bot", "suspect"})


def days_in(folder: Path, instead: str) -> Days:
    """Return a journal that is there; raise JournalError naming what else may be learned from."""
    if not folder.is_dir():
        raise JournalError(f"{folder} is no journal: name its folder by --journal, or {instead}")
    return Days(folder)


def notes(days: Days) -> Iterator[Note]:
    """Yield what people did; robots walk through a shop as nobody else does."""
    for day in days.names():
        yield from (note for note in days.notes(day) if note.page is None or note.page.request.kind not in _BOTS)


def happened(days: Days) -> Iterator[tuple[str, Event]]:
    """Yield the events of people, and whose doing they were."""
    for note in notes(days):
        yield from ((note.who, event) for event in note.events)


def put(target: Path, raw: bytes) -> None:
    """A site is watched while it is served: the file is there whole, or is the old one."""
    beside = target.with_name(f"{target.name}.new")
    beside.write_bytes(raw)
    beside.replace(target)
