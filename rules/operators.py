"""The tests that a person writes behind a word: of text, numbers, money, lengths, ages and sets."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Generic, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic.dataclasses import dataclass

from rules.context import Truth
from rules.language.operands import Given, Number, Percent, Price, Text, When, folded, several, written, wrong
from rules.language.units import Duration

S = TypeVar("S", bound=str)
N = TypeVar("N", float, Decimal)

Texts = Annotated[tuple[S, ...], BeforeValidator(several), AfterValidator(folded)]
Folded = Annotated[Text, AfterValidator(str.casefold)]
Numbers = Annotated[tuple[N, ...], BeforeValidator(several)]


@dataclass(frozen=True, slots=True)
class TextOf(Generic[S]):
    """Compares text without regard to case; S says what the operands of `is` and `not` may be.

    Every operator in use must hold; one with a list holds when any of the list does, `not` when none does.
    """

    among: Texts[S] = Field(default=(), alias="is")
    excluded: Texts[S] = Field(default=(), alias="not")
    starts_with: Texts[Text] = ()
    ends_with: Texts[Text] = ()
    contains: Texts[Text] = ()

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: object) -> Mapping[str, object]:
        return written(value, ("is", "not", "starts_with", "ends_with", "contains"))

    def of(self, value: str | None) -> Truth:
        return Truth.UNKNOWN if value is None else Truth.of(self.holds(value))

    def holds(self, value: str) -> bool:
        name = value.casefold()
        return name not in self.excluded and self._meets(name)

    def of_any(self, values: Iterable[str]) -> Truth:
        """Ask about something that goes by several names: one must meet the test, and `not` must hold for each."""
        names = [value.casefold() for value in values]
        if self.excluded and any(name in self.excluded for name in names):
            return Truth.NO
        if not (self.among or self.starts_with or self.ends_with or self.contains):
            return Truth.YES
        return Truth.of(any(map(self._meets, names)))

    def _meets(self, name: str) -> bool:
        return (
            (not self.among or name in self.among)
            and (not self.starts_with or name.startswith(self.starts_with))
            and (not self.ends_with or name.endswith(self.ends_with))
            and (not self.contains or any(part in name for part in self.contains))
        )


TextTest = TextOf[Text]


@dataclass(frozen=True, slots=True)
class RangeOf(Generic[N]):
    """Compares what can be counted; every operator in use must hold, `between` with both its ends."""

    among: Numbers[N] = Field(default=(), alias="is")
    at_least: Given[N] = None
    at_most: Given[N] = None
    more_than: Given[N] = None
    less_than: Given[N] = None
    between: Given[tuple[N, N]] = None

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: object) -> Mapping[str, object]:
        return written(value, ("is", "at_least", "at_most", "more_than", "less_than", "between"))

    @model_validator(mode="after")
    def _possible(self) -> "RangeOf[N]":
        if self.between is not None and self.between[0] > self.between[1]:
            raise wrong("wrong-value", "write the smaller one first in `between`")
        return self

    def bounds(self) -> Iterator[N]:
        """Yield the numbers at which the answer changes."""
        yield from self.among
        yield from self.between or ()
        yield from (each for each in (self.at_least, self.at_most, self.more_than, self.less_than) if each is not None)

    def of(self, value: N | None) -> Truth:
        if value is None:
            return Truth.UNKNOWN
        return Truth.of(
            (not self.among or value in self.among)
            and (self.at_least is None or value >= self.at_least)
            and (self.at_most is None or value <= self.at_most)
            and (self.more_than is None or value > self.more_than)
            and (self.less_than is None or value < self.less_than)
            and (self.between is None or self.between[0] <= value <= self.between[1])
        )


NumberTest = RangeOf[Number]
MoneyTest = RangeOf[Price]
PercentTest = RangeOf[Percent]
"""A share, from 0 to 1."""

LengthTest = RangeOf[Duration]
"""How long something took, in seconds."""


@dataclass(frozen=True, slots=True)
class AgeTest:
    """Asks when something happened: `within` and `more_than` count back from now, the others name days.

    `before` and `after` a day leave that day out; `between` takes both its days in.
    """

    within: Given[Duration] = None
    more_than: Given[Duration] = None
    before: Given[When] = None
    after: Given[When] = None
    between: Given[tuple[When, When]] = None

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: object) -> Mapping[str, object]:
        if not isinstance(value, Mapping):
            raise wrong(
                "missing-operator", "say how: { within: 30 days }, { more_than: 30 days }, before, after or between"
            )
        return written(value, ("within", "more_than", "before", "after", "between"))

    def of(self, at: float | None, now: float) -> Truth:
        """Ask about a Unix time, None for one that is not known."""
        if at is None:
            return Truth.UNKNOWN
        return Truth.of(
            (self.within is None or now - at <= self.within)
            and (self.more_than is None or now - at > self.more_than)
            and (self.before is None or at < self.before.begin)
            and (self.after is None or at >= self.after.end)
            and (self.between is None or self.between[0].begin <= at < self.between[1].end)
        )

    def turns(self, at: float) -> Iterator[float]:
        """Yield the Unix times at which time alone changes the answer for what happened at that time."""
        yield from (at + span for span in (self.within, self.more_than) if span is not None)


@dataclass(frozen=True, slots=True)
class SetTest:
    """Asks what a set holds, without regard to case; a bare value means `has`, a list `has_any`."""

    has: Given[Folded] = None
    has_any: Texts[Text] = ()
    has_all: Texts[Text] = ()
    empty: Given[bool] = None

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: object) -> Mapping[str, object]:
        return written(value, ("has", "has_any", "has_all", "empty"), "has", listed="has_any")

    def of(self, members: Collection[str] | None) -> Truth:
        if members is None:
            return Truth.UNKNOWN
        held = {member.casefold() for member in members}
        return Truth.of(
            (self.has is None or self.has in held)
            and (not self.has_any or not held.isdisjoint(self.has_any))
            and (not self.has_all or held.issuperset(self.has_all))
            and (self.empty is None or self.empty is not bool(held))
        )
