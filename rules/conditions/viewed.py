"""`viewed`: whether this person has seen a page, a category or a product: how often, and within what time."""

from collections.abc import Iterator
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
        return enough(sum(1 for _ in self._views(context.visitor, context.now)), self.times)

    def seen(self, context: Context) -> str:
        if context.visitor is None:
            return NOT_KNOWN
        views = list(self._views(context.visitor, context.now))
        return f"viewed {often(len(views))}, last {ago(views[0].at, context.now)}" if views else "never viewed"

    def _views(self, visitor: Visitor, now: float) -> Iterator[Event]:
        """Yield the page views that meet every test; a page without a category is not one of another category."""
        tests = [(fact, test) for fact, test in self._tests() if test is not None]
        for event in happened(visitor, Kind.SEEN, since(now, self.within)):
            if all((told := event.detail.get(fact)) and test.holds(told) for fact, test in tests):
                yield event

    def _tests(self) -> tuple[tuple[str, TextTest | None], ...]:
        return (("page", self.page), ("category", self.category), ("product", self.product))
