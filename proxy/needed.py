"""Tells whether anybody has to look into the body of a page; where nobody has, it streams past as it comes."""

from proxy.facts import Facts
from proxy.track import Asked, on_page
from rules.rulebook import Rule, Rulebook, Status


def needed(it: Asked, facts: Facts, rulebook: Rulebook) -> bool:
    """Tell by names alone, without asking a rule: a preview, a fact to read, our script, or a rule that may speak."""
    if facts.ticket or facts.persona is not None or it.adding is not None or on_page(it):
        return True
    return any(_may_speak(rule, it) for rule in rulebook.rules)


def _may_speak(rule: Rule, it: Asked) -> bool:
    if rule.status is not Status.LIVE or not rule.touches:
        return False
    if rule.pages is None:
        return True
    if not it.names:
        # a page without a name is among those that `page: { not: home }` means
        return not rule.by_page_alone
    return not rule.pages.isdisjoint(it.names)
