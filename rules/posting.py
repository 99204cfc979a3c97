"""What rules tell other systems: which actions do, what of a visitor, and why one cannot."""

from typing import Protocol, runtime_checkable

from rules.context import Context
from rules.decision import Post, Reason
from rules.gates import Objection, knows
from rules.rulebook import Action, Rule


@runtime_checkable
class Posting(Protocol):
    """An action that tells other systems something."""

    def posts(self, context: Context, purposes: frozenset[str]) -> tuple[Post, ...]:
        """Return the messages about this visitor, none when something in them is not known.

        `purposes` are those of the rule: what was given for another one is not told.
        """
        ...


def posted(rule: Rule, actions: tuple[Action, ...], context: Context) -> tuple[Objection | None, tuple[Post, ...]]:
    """Return what a rule tells others when it acts, or why it cannot act."""
    if not rule.purposes or not knows(rule, context):
        return Objection(Reason.CONSENT_MISSING, "nobody else is told without consent"), ()
    found: list[Post] = []
    for action in actions:
        if isinstance(action, Posting):
            posts = action.posts(context, rule.purposes)
            if not posts:
                word, subject = action.outcome()
                return Objection(Reason.UNKNOWN_INPUT, f"not enough is known for: {word} {subject}"), ()
            found += posts
    return None, tuple(found)
