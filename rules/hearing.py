"""What a visitor answers on the page, such as a form sent: which action of a rule hears it, and what it makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol, runtime_checkable

from rules.context import Consent
from rules.decision import Post
from rules.rulebook import Rule
from scoring.event import Event
from scoring.visitor import Visitor

MOST_FIELDS = 10
LONGEST_NAME = 64
LONGEST_TEXT = 2_000
"""Characters of a field; an answer with more fields or longer ones is refused before an action is asked."""


class UnheardError(ValueError):
    """What was told is nothing that the action offered: no page of ours says so."""


@dataclass(frozen=True, slots=True)
class Told:
    """Who answered, when (Unix seconds), and to which rule; `what` is one of those that the action hears.

    `visitor` is the past with what this browser told until now, None when it is unknown.
    """

    rule: str
    what: str
    now: float
    consent: Consent = Consent()
    visitor: Visitor | None = None


@dataclass(frozen=True, slots=True)
class Heard:
    """What an answer leaves: events with the visitor, and messages to other systems, which go with an event alone."""

    events: tuple[Event, ...] = ()
    posts: tuple[Post, ...] = ()


@runtime_checkable
class Hearing(Protocol):
    """An action that hears answers: `hears` are the names under which the page tells them (`data-dv-tell`).

    It is asked only for a rule that is in force on the visitor's page, where consent covers the rule's purposes.
    """

    hears: ClassVar[frozenset[str]]

    def heard(self, fields: Mapping[str, str], told: Told) -> Heard:
        """Return what an answer leaves; raise UnheardError for what this action never offered.

        Texts of `fields` hold no control character beside the line feed, and nobody has looked at them beyond that.
        """
        ...


@runtime_checkable
class Insisting(Protocol):
    """An action that may be nothing without an answer, such as a form: it is for visitors who agreed alone."""

    def must_hear(self) -> bool: ...


def insists(action: object) -> bool:
    """Tell an action that must be heard."""
    return isinstance(action, Insisting) and action.must_hear()


def hearing(rule: Rule, what: str) -> Hearing | None:
    """Return the action of a rule that hears an answer of this name."""
    for action in (*rule.do, *rule.otherwise):
        if isinstance(action, Hearing) and what in action.hears:
            return action
    return None


def hears(rule: Rule) -> bool:
    """Tell whether any action of a rule hears answers."""
    return any(isinstance(action, Hearing) for action in (*rule.do, *rule.otherwise))
