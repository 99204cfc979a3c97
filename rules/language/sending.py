"""Checks a rule that tells other systems: for a purpose, not again and again, and in `do` alone."""

from rules.language.scope import Scope
from rules.language.source import Path
from rules.posting import Posting
from rules.rulebook import Rule


def check_sending(scope: Scope, rule: Rule, path: Path) -> None:
    """Note what is wrong with it."""
    if not rule.posts:
        return
    if any(isinstance(action, Posting) for action in rule.otherwise):
        message = "`otherwise` has no `limit`, so it would tell again and again: give `webhook` a rule of its own"
        scope.wrong_key((*path, "otherwise"), "wrong-place", message)
    if rule.when:
        message = "`webhook` waits for no moment of the browser: give it a rule of its own, without `when`"
        scope.wrong_key((*path, "do"), "wrong-place", message)
    if not rule.purposes:
        message = "`webhook` tells another system of the visitor: add the purpose, such as `consent: marketing`"
        scope.wrong_key((*path, "do"), "needs-consent", message)
    if rule.limit is None or (rule.limit.times is None and rule.limit.per_visit is None):
        message = (
            "`webhook` would tell the same on every page: say how often, such as `limit: { visitor: 1 per 7 days }`"
        )
        scope.wrong_key((*path, "do"), "no-limit", message)
