"""`viewed`: whether this person has seen a page, a category or a product: how often, and within what time."""

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.names import PageRef
from rules.language.operands import Given
from rules.language.units import Duration
from rules.language.word import Word
from rules.operators import NumberTest, TextOf, TextTest
from rules.past import NOT_KNOWN, ago, enough, happened, often, since, until_older
from scoring.event import Kind
from scoring.visitor import Visitor


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
        return enough(sum(map(len, self._views(context, context.visitor))), self.times)

    def turns(self, context: Context) -> Iterator[float]:
        return until_older(context.visitor, Kind.SEEN, self.within)

    def seen(self, context: Context) -> str:
        if context.visitor is None:
            return NOT_KNOWN
        views = [at for times in self._views(context, context.visitor) for at in times]
        return f"viewed {often(len(views))}, last {ago(max(views), context.now)}" if views else "never viewed"

    def _views(self, context: Context, visitor: Visitor) -> Iterator[Sequence[float]]:
        """Yield the times of the page views that meet every test; a page without a category is of no category."""
        tests = [(fact, test) for fact, test in self._tests() if test is not None]
        asked = tuple(fact for fact, _ in tests)
        oldest = since(context.now, self.within)
        for told, times in context.once(("viewed", asked), lambda: _grouped(visitor, asked)).items():
            if all(fact and test.holds(fact) for fact, (_, test) in zip(told, tests, strict=True)):
                yield times if times[-1] >= oldest else [at for at in times if at >= oldest]

    def _tests(self) -> tuple[tuple[str, TextTest | None], ...]:
        return (("page", self.page), ("category", self.category), ("product", self.product))


def _grouped(visitor: Visitor, asked: tuple[str, ...]) -> Mapping[tuple[str, ...], Sequence[float]]:
    """Return when pages were viewed, the latest first, by what is asked of them: once for all rules that ask so."""
    grouped: dict[tuple[str, ...], list[float]] = {}
    for event in happened(visitor, Kind.SEEN, 0.0):
        grouped.setdefault(tuple(event.detail.get(fact, "") for fact in asked), []).append(event.at)
    return grouped
