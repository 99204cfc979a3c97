"""Tells on which pages of a journal visitors belonged to which segments of a site."""

from collections.abc import Iterable, Iterator

from proxy.journal import Note
from proxy.replay import looked_at
from rules.context import Truth
from rules.rulebook import Rulebook


def belonging(notes: Iterable[Note], rulebook: Rulebook, keep: float) -> Iterator[tuple[str, str, str]]:
    """Yield who, note and segment, for notes in the order of time; `keep` is how many seconds the store kept anything.

    What is known of each visitor stays in memory until the end: some kilobytes for one.
    """
    for note, context in looked_at(notes, rulebook, keep):
        for name, condition in rulebook.site.segments.items():
            if condition.answer(context) is Truth.YES:
                yield note.who, note.id, name
