"""What may change on a page that is in sight: texts that actions keep alive, each under a key of its own."""

from collections.abc import Mapping
from typing import Protocol, runtime_checkable

from rules.context import Context
from rules.decision import Decision, Reason
from rules.gates import view
from rules.rulebook import Rulebook

_ON_PAGE = frozenset({Reason.APPLIED, Reason.OTHERWISE, Reason.WAITING_FOR_MOMENT, Reason.CAPPED})
"""A rule that is capped by now may have acted on the page that asks."""


@runtime_checkable
class Living(Protocol):
    """An action with texts that may change while a page is open: a count of the basket, a code being fetched.

    Its markup holds `<span data-dv-live="KEY">`; the browser puts the text of that key there, as text or, where the
    element says `data-dv-html`, as markup.
    """

    def lives(self, context: Context) -> Mapping[str, str]:
        """Return the texts by key as they are for this visitor now, none for what is not known."""
        ...


def live(decision: Decision, context: Context, rulebook: Rulebook) -> Mapping[str, str]:
    """Return all texts that rules which may be on the page keep alive; one that raises is the caller's to judge."""
    there = {verdict.rule for verdict in decision.verdicts if verdict.reason in _ON_PAGE}
    texts: dict[str, str] = {}
    for rule in rulebook.rules:
        for action in (*rule.do, *rule.otherwise) if rule.id in there else ():
            if isinstance(action, Living):
                texts |= action.lives(view(rule, context))
    return texts


def lives(rulebook: Rulebook) -> bool:
    """Tell whether any rule keeps a text alive."""
    return any(isinstance(action, Living) for rule in rulebook.rules for action in (*rule.do, *rule.otherwise))
