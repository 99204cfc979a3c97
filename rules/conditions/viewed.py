"""`viewed`: whether this person has seen a page, a category or a product: how often, and within what time."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.names import PageRef
from rules.language.operands import Given
from rules.language.units import Duration
from rules.language.word import Word
from rules.operators import NumberTest, TextOf, TextTest
from rules.past import NOT_KNOWN, ago, enough, happened, often, since
from scoring.visitor import Event, Kind, Visitor


@dataclass(frozen=True, slots=True)
class Viewed(Word):
    """What one page view must all meet; `times` counts such views, at least one when it is left out."""

    word: ClassVar[str] = "viewed"
    bare: ClassVar[str] = "page"
    reads_past: ClassVar[bool] = True

    page: Given[TextOf[PageRef]] = None
    category: Given[TextTest] = None
    product: Given[TextTest] = None
    times: Given[NumberTest] = None
    within: Given[Duration] = None

    def answer(self, context: Context) -> Truth:
        if context.visitor is None:
            return Truth.UNKNOWN
        return enough(len(self._views(context.visitor, context.now)), self.times)

    def seen(self, context: Context) -> str:
        if context.visitor is None:
            return NOT_KNOWN
        views = self._views(context.visitor, context.now)
        return f"viewed {often(len(views))}, last {ago(views[0].at, context.now)}" if views else "never viewed"

    def _views(self, visitor: Visitor, now: float) -> list[Event]:
        return [event for event in happened(visitor, Kind.SEEN, since(now, self.within)) if self._meets(event)]

    def _meets(self, event: Event) -> bool:
        return (
            _told(self.page, event.detail.get("page"))
            and _told(self.category, event.detail.get("category"))
            and _told(self.product, event.detail.get("product"))
        )


def _told(test: TextTest | None, fact: str | None) -> bool:
    """Ask about a fact of a page view; a page without a category is not one of another category."""
    return test is None or (bool(fact) and test.of(fact) is Truth.YES)
