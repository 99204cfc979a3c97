"""`did`: whether an event has happened (such as added, ordered, hovered), how often, and with which element."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ValidationInfo, model_validator
from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.decision import Element
from rules.language.names import ElementRef, names_of
from rules.language.operands import Given, choice, wrong
from rules.language.units import Duration
from rules.language.word import Word
from rules.operators import NumberTest
from rules.past import NOT_KNOWN, ago, enough, happened, often, since, until_older
from scoring.behaviour import Behaviour
from scoring.event import SIGNALS, Kind
from scoring.visitor import IDLE, Visitor

_OF_ELEMENTS = frozenset({Kind.HOVERED, Kind.CLICKED, Kind.IGNORED})
"""Signals that name an element."""

_COUNTED = _OF_ELEMENTS | {Kind.LEAVING}
"""Signals that are counted; of the others a visit keeps a sum."""

_ASKED = tuple(kind for kind in Kind if kind not in SIGNALS or kind in _COUNTED)


def _told(kind: Kind, info: ValidationInfo) -> Kind:
    """Refuse a signal where the browser is asked for nothing: it would never be told."""
    if kind in SIGNALS and names_of(info).watched is None:
        raise wrong(
            "not-watched", f"the browser is not asked to tell that somebody {kind}: site.yaml needs `behaviour`"
        )
    return kind


def _watched(element: Element, info: ValidationInfo) -> Element:
    if element.name not in (names_of(info).watched or ()):
        message = f'the browser is not asked to tell of "{element.name}": name it in `behaviour: {{ elements: ... }}`'
        raise wrong("not-watched", message)
    return element


What = Annotated[Kind, choice("event", _ASKED), AfterValidator(_told)]
Watched = Annotated[ElementRef, AfterValidator(_watched)]


@dataclass(frozen=True, slots=True)
class Did(Word):
    """Signals are counted in this visit alone; without `element` those with any element count."""

    word: ClassVar[str] = "did"
    bare: ClassVar[str] = "event"
    reads_past: ClassVar[bool] = True

    event: What
    element: Given[Watched] = None
    times: Given[NumberTest] = None
    within: Given[Duration] = None

    @model_validator(mode="after")
    def _fits(self) -> "Did":
        if self.element is not None and self.event not in _OF_ELEMENTS:
            raise wrong("wrong-value", f"`element` goes with {', '.join(sorted(_OF_ELEMENTS))}")
        if self.within is not None and self.event in SIGNALS:
            raise wrong("wrong-value", f"{self.event} is counted in this visit alone: leave `within` out")
        return self

    def answer(self, context: Context) -> Truth:
        if context.visitor is None:
            return Truth.UNKNOWN
        if self.event in SIGNALS:
            return enough(self._signals(context.visitor, context.now), self.times)
        events = happened(context.visitor, self.event, since(context.now, self.within))
        return enough(sum(1 for _ in events), self.times)

    def turns(self, context: Context) -> Iterator[float]:
        return until_older(context.visitor, self.event, self.within)

    def seen(self, context: Context) -> str:
        if context.visitor is None:
            return NOT_KNOWN
        if self.event in SIGNALS:
            said = f"{self.event} {self.element.name}" if self.element else self.event
            return f"{said} {often(self._signals(context.visitor, context.now))} in this visit"
        found = list(happened(context.visitor, self.event, since(context.now, self.within)))
        return (
            f"{self.event} {often(len(found))}, last {ago(found[0].at, context.now)}"
            if found
            else f"never {self.event}"
        )

    def _signals(self, visitor: Visitor, now: float) -> int:
        """Return how often the browser told it; what it told of an earlier visit counts no more."""
        if visitor.seen_at is None or now - visitor.seen_at > IDLE:
            return 0
        counts = _counts(visitor.behaviour, self.event)
        return counts.get(self.element.name, 0) if self.element else sum(counts.values())


def _counts(behaviour: Behaviour, event: Kind) -> Mapping[str, int]:
    match event:
        case Kind.HOVERED:
            return behaviour.hovered
        case Kind.CLICKED:
            return behaviour.clicked
        case Kind.IGNORED:
            return behaviour.ignored
        case _:
            return {"": behaviour.leaving}
