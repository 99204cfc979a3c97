"""What a rule chose for one visitor, and why: for the people who ask, never on a page."""

from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from rules.context import Context
from rules.decision import Reason, Verdict
from rules.gates import view
from rules.rulebook import Action, Rule


@dataclass(frozen=True, slots=True)
class Choice:
    """One product that an action offers; `why` is in words."""

    id: str
    title: str
    why: str


@runtime_checkable
class Choosing(Protocol):
    """An action that chooses products."""

    def chosen(self, context: Context) -> tuple[Choice, ...]: ...


def chooses(action: Action) -> bool:
    return isinstance(action, Choosing)


def choices(rule: Rule, verdict: Verdict, context: Context) -> tuple[Choice, ...]:
    """Return the products that a rule offers, in their order; none when it does not act."""
    if not verdict.reason.acts:
        return ()
    actions = rule.do if verdict.reason is Reason.APPLIED else rule.otherwise
    seen = view(rule, context)
    return tuple(choice for action in actions if isinstance(action, Choosing) for choice in action.chosen(seen))
