"""Speaks of one word of where and who in a test: what it answers, what it saw, and how it is refused."""

from collections.abc import Mapping

import pytest
from pydantic import ValidationError

from rules.channels import Channel
from rules.context import Context, Truth
from rules.language.names import Names
from rules.language.tree import CONDITIONS
from rules.language.word import find, of_arrival
from rules.logic import Asked
from scoring.event import Event, Kind
from scoring.visitor import Visitor

NOW = 1_763_820_000.0
"""Saturday 2025-11-22, 14:00 UTC."""

MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0

NAMES = Names(
    pages=frozenset({"home", "cart", "checkout", "product"}), currency="EUR", zone="Europe/Paris", customers=True
)

FORGOTTEN = Context(NOW, visitor=None)
"""A request of somebody whose past is not known: the store is down."""


def word(name: str, value: object, names: Names = NAMES) -> Asked:
    entry = find(CONDITIONS, name)
    assert entry is not None
    asked: Asked = entry.adapter.validate_python(entry.kind.fields(name, value), context=names)  # type: ignore[assignment]
    return asked


def answer(name: str, value: object, context: Context, names: Names = NAMES) -> str:
    """Return what a word answers to a context: "yes", "no" or "unknown"."""
    return word(name, value, names).answer(context).value


def seen(name: str, value: object, context: Context, names: Names = NAMES) -> str:
    return word(name, value, names).seen(context)


def refused(name: str, value: object, names: Names = NAMES) -> Mapping[str, str]:
    """Return the message for each code of what is wrong with a word."""
    with pytest.raises(ValidationError) as caught:
        word(name, value, names)
    return {error["type"]: error["msg"] for error in caught.value.errors()}


def person(*events: Event) -> Context:
    """Return a request of somebody to whom these events have happened; the words of path speak of the last arrival."""
    visitor = Visitor().after_all(sorted(events, key=lambda event: event.at))
    return Context(NOW, visitor=visitor, arrival=visitor.arrival)


def happened(kind: Kind, subject: str = "", ago: float = MINUTE, **detail: str) -> Event:
    return Event(kind, subject, NOW - ago, detail)


def arrived(landing: str = "/", referrer: str = "", ago: float = MINUTE, **query: str) -> Event:
    """Return an arrival; each keyword is a key of the landing's query."""
    detail = {"path": landing, **{f"q.{key}": value for key, value in query.items()}}
    return Event(Kind.ARRIVED, referrer, NOW - ago, detail)


def channel(name: str, word_name: str, value: object) -> Channel:
    asked = word(word_name, value)
    return Channel.of(name, asked, lasts=of_arrival(asked))


class Always:
    """A condition whose answer is known beforehand."""

    def __init__(self, truth: Truth) -> None:
        self.truth = truth

    def answer(self, _context: Context) -> Truth:
        return self.truth
