"""Joins conditions by Kleene's strong three-valued logic: yes, no, unknown."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from rules.context import Context, Truth


class Condition(Protocol):
    """Anything that answers yes, no or unknown to a context."""

    def answer(self, context: Context) -> Truth: ...


class Asked(Condition, Protocol):
    """A word of the language: it can also tell the value that it looked at, for the trace."""

    def seen(self, context: Context) -> str: ...


@dataclass(frozen=True, slots=True)
class Leaf:
    """One word as a marketer wrote it: where it stands in the YAML (`path`, `line`) and its own text."""

    path: str
    line: int
    text: str
    word: Asked

    def answer(self, context: Context) -> Truth:
        return self.word.answer(context)


@dataclass(frozen=True, slots=True)
class All:
    """AND: no if any part is no, else unknown if any is unknown; yes when there are no parts."""

    parts: tuple[Condition, ...]

    def answer(self, context: Context) -> Truth:
        truth = Truth.YES
        for part in self.parts:
            answer = part.answer(context)
            if answer is Truth.NO:
                return Truth.NO
            if answer is Truth.UNKNOWN:
                truth = Truth.UNKNOWN
        return truth


@dataclass(frozen=True, slots=True)
class AnyOf:
    """OR: yes if any part is yes, else unknown if any is unknown; no when there are no parts."""

    parts: tuple[Condition, ...]

    def answer(self, context: Context) -> Truth:
        return any_of(part.answer(context) for part in self.parts)


@dataclass(frozen=True, slots=True)
class NoneOf:
    """NOT of OR, so that unknown stays unknown."""

    parts: tuple[Condition, ...]

    def answer(self, context: Context) -> Truth:
        return _NOT[AnyOf(self.parts).answer(context)]


def any_of(answers: Iterable[Truth]) -> Truth:
    """Return the OR of answers, asking for no more of them after a yes."""
    truth = Truth.NO
    for answer in answers:
        if answer is Truth.YES:
            return Truth.YES
        if answer is Truth.UNKNOWN:
            truth = Truth.UNKNOWN
    return truth


def all_of(answers: Iterable[Truth]) -> Truth:
    """Return the AND of answers, by De Morgan's law."""
    return _NOT[any_of(_NOT[answer] for answer in answers)]


_NOT = {Truth.YES: Truth.NO, Truth.NO: Truth.YES, Truth.UNKNOWN: Truth.UNKNOWN}


def leaves(condition: Condition) -> tuple[Leaf, ...]:
    """Return the words of a condition in the order a marketer wrote them."""
    if isinstance(condition, Leaf):
        return (condition,)
    if isinstance(condition, All | AnyOf | NoneOf):
        return tuple(leaf for part in condition.parts for leaf in leaves(part))
    return ()
