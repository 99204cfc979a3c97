"""`searched`: the words this person has looked for in the shop's own search, and within what time."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.operands import Given
from rules.language.units import Duration
from rules.language.word import Word
from rules.operators import NumberTest, TextTest
from rules.past import NOT_KNOWN, ago, enough, happened, since, until_older
from scoring.event import Kind

_OWN = frozenset({"words", "times", "within"})


@dataclass(frozen=True, slots=True)
class Searched(Word):
    """`words` may be left out before its operators: `searched: { contains: boot, within: 7 days }`."""

    word: ClassVar[str] = "searched"
    bare: ClassVar[str] = "words"
    reads_past: ClassVar[bool] = True

    words: Given[TextTest] = None
    times: Given[NumberTest] = None
    within: Given[Duration] = None

    @classmethod
    def fields(cls, _name: str, value: object) -> dict[str, object]:
        if not isinstance(value, Mapping):
            return {"words": value}
        if "words" in value:
            return dict(value)
        operators = {key: value[key] for key in value if key not in _OWN}
        own = {str(key): value[key] for key in value if key in _OWN}
        return {**own, "words": operators} if operators else own

    def answer(self, context: Context) -> Truth:
        if context.visitor is None:
            return Truth.UNKNOWN
        searches = happened(context.visitor, Kind.SEARCHED, since(context.now, self.within))
        meets = (self.words is None or self.words.holds(event.subject) for event in searches)
        return enough(sum(meets), self.times)

    def turns(self, context: Context) -> Iterator[float]:
        return until_older(context.visitor, Kind.SEARCHED, self.within)

    def seen(self, context: Context) -> str:
        if context.visitor is None:
            return NOT_KNOWN
        last = next(happened(context.visitor, Kind.SEARCHED, 0.0), None)
        return f'last search: "{last.subject}", {ago(last.at, context.now)}' if last else "never searched"
