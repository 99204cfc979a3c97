"""A segment is asked of what was known on each page of a journal, and of nothing later."""

from dataclasses import replace

from proxy.belonging import belonging
from proxy.journal import note_of
from rules.context import Context, Truth
from rules.rulebook import Rulebook, Site
from tests.support.notes import ANNA, note, served

KEEP = 762 * 86_400.0


class Known:
    """Yes for who was seen twice, unknown for who has no past."""

    def answer(self, context: Context) -> Truth:
        return Truth.of(None if context.visitor is None else len(context.visitor.events) > 2)


BOOK = Rulebook(Site(segments={"known": Known()}))


def test_a_page_is_told_with_the_segments_of_its_visitor() -> None:
    first = replace(note_of(served()), id="first")
    later = replace(first, id="later", at=first.at + 900, events=tuple(replace(e, at=e.at + 900) for e in first.events))
    assert list(belonging([first, later], BOOK, KEEP)) == [(ANNA, "later", "known")]


def test_what_is_no_page_or_of_no_known_past_belongs_to_nothing() -> None:
    page = note_of(served())
    assert page.page is not None
    unknown = replace(page, page=replace(page.page, past=None))
    assert list(belonging([note(ANNA, *page.events), unknown], BOOK, KEEP)) == []
