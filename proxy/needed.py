"""Tells whether anybody has to look into the body of a page; where nobody has, it streams past as it comes."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from proxy.facts import Facts
from proxy.track import Asked, on_page
from rules.rulebook import Rule, Rulebook, Status


def needed(it: Asked, facts: Facts, rulebook: Rulebook) -> bool:
    """Tell by names alone, without asking a rule: a preview, a fact to read, our script, or a rule that may speak."""
    if facts.ticket or facts.persona is not None or it.adding is not None or on_page(it):
        return True
    return _may_speak(rulebook.rules, it.names)


def _may_speak(rules: Sequence[Rule], names: AbstractSet[str]) -> bool:
    """Tell whether a live rule is of these pages, in one loop: this is asked twice for every page."""
    for rule in rules:
        if rule.status is not Status.LIVE or not rule.touches:
            continue
        # a page without a name is among those that `page: { not: home }` means
        if rule.pages is None or (not rule.pages.isdisjoint(names) if names else not rule.by_page_alone):
            return True
    return False
