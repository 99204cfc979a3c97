"""`chose`: which option this person chose last where site.yaml offers several, and how lately."""

from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar

from pydantic import BeforeValidator, ValidationInfo, model_validator
from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.names import names_of, unknown
from rules.language.operands import Given, wrong
from rules.language.units import Duration
from rules.language.word import Word
from rules.operators import TextOf
from rules.past import NOT_KNOWN, ago, since
from scoring.marks import Choice as Chosen


def _offered(value: object, info: ValidationInfo) -> object:
    """Hold an option to those of site.yaml."""
    known = frozenset[str]().union(*(offer.options for offer in names_of(info).choices.values()))
    if not isinstance(value, str) or value not in known:
        raise unknown("option", value, known)
    return value


def _choice(value: object, info: ValidationInfo) -> object:
    known = names_of(info).choices
    if not isinstance(value, str) or value not in known:
        raise unknown("choice", value, known)
    return value


Option = Annotated[str, BeforeValidator(_offered)]
ChoiceName = Annotated[str, BeforeValidator(_choice)]


@dataclass(frozen=True, slots=True)
class Chose(Word):
    """Without `choice` any of them may have the option; without `option` any choice made at all will do."""

    word: ClassVar[str] = "chose"
    bare: ClassVar[str] = "option"
    reads_past: ClassVar[bool] = True

    option: Given[TextOf[Option]] = None
    choice: Given[ChoiceName] = None
    within: Given[Duration] = None

    @model_validator(mode="after")
    def _something(self) -> "Chose":
        if self.option is None and self.choice is None:
            raise wrong("missing-value", "say which option, or which choice")
        return self

    def answer(self, context: Context) -> Truth:
        if context.visitor is None:
            return Truth.UNKNOWN
        oldest = since(context.now, self.within)
        made = [chosen for _, chosen in self._made(context.visitor.marks.chosen) if chosen.at >= oldest]
        return Truth.of(any(self.option is None or self.option.holds(chosen.option) for chosen in made))

    def turns(self, context: Context) -> Iterator[float]:
        if context.visitor is not None and self.within is not None:
            within = self.within
            yield from (made.at + within for _, made in self._made(context.visitor.marks.chosen))

    def seen(self, context: Context) -> str:
        if context.visitor is None:
            return NOT_KNOWN
        made = self._made(context.visitor.marks.chosen)
        told = [f"{name}: {chosen.option}, {ago(chosen.at, context.now)}" for name, chosen in made]
        return "; ".join(told) or "never chose"

    def _made(self, chosen: Mapping[str, Chosen]) -> Iterator[tuple[str, Chosen]]:
        return ((name, made) for name, made in chosen.items() if self.choice in (None, name))
