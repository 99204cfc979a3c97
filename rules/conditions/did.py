"""`did`: whether an event has happened (added, arrived, basket, ordered, searched, seen, shown), and how often."""

from typing import Annotated, ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.operands import Given, choice
from rules.language.units import Duration
from rules.language.word import Word
from rules.operators import NumberTest
from rules.past import NOT_KNOWN, ago, enough, happened, often, since
from scoring.event import SIGNALS, Kind

_KEPT = tuple(kind for kind in Kind if kind not in SIGNALS)

What = Annotated[Kind, choice("event", _KEPT)]


@dataclass(frozen=True, slots=True)
class Did(Word):
    word: ClassVar[str] = "did"
    bare: ClassVar[str] = "event"
    reads_past: ClassVar[bool] = True

    event: What
    times: Given[NumberTest] = None
    within: Given[Duration] = None

    def answer(self, context: Context) -> Truth:
        if context.visitor is None:
            return Truth.UNKNOWN
        events = happened(context.visitor, self.event, since(context.now, self.within))
        return enough(sum(1 for _ in events), self.times)

    def seen(self, context: Context) -> str:
        if context.visitor is None:
            return NOT_KNOWN
        found = list(happened(context.visitor, self.event, since(context.now, self.within)))
        return (
            f"{self.event} {often(len(found))}, last {ago(found[0].at, context.now)}"
            if found
            else f"never {self.event}"
        )
