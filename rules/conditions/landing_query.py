"""`landing.query`: the keys in the query of the page that this visit began with, or what stands behind them."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import AfterValidator
from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.operands import wrong
from rules.language.word import Word
from rules.past import NOT_KNOWN
from rules.url import QueryTest
from scoring.event import Event


def _kept(test: QueryTest) -> QueryTest:
    """Refuse `empty`: of an arrival only those keys are kept that some rule names, so it could not be told."""
    if test.keys and test.keys.empty is not None:
        raise wrong("wrong-value", "of a landing only the keys that rules name are kept; use `has` or `has_any`")
    return test


@dataclass(frozen=True, slots=True)
class LandingQuery(Word):
    word: ClassVar[str] = "landing.query"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True
    of_arrival: ClassVar[bool] = True

    test: Annotated[QueryTest, AfterValidator(_kept)]

    def answer(self, context: Context) -> Truth:
        return self.test.of(_query(context.arrival)) if context.arrival else Truth.UNKNOWN

    def seen(self, context: Context) -> str:
        if context.arrival is None:
            return NOT_KNOWN
        pairs = (f"{key}={values[0]}" for key, values in _query(context.arrival).items())
        return f"landing.query = {'&'.join(pairs) or 'nothing that rules name'}"


def _query(arrival: Event) -> Mapping[str, tuple[str, ...]]:
    return {key[2:]: (value,) for key, value in arrival.detail.items() if key.startswith("q.")}
