"""Tells where in a rule a word belongs that stands beside `who`, `when` and `do` instead of under one of them."""

from collections.abc import Mapping

from rules.language.doing import ACTIONS
from rules.language.ruletext import RuleText
from rules.language.scope import Scope
from rules.language.source import Path
from rules.language.tree import CONDITIONS, PLACES
from rules.language.when import MOMENTS
from rules.language.word import find


def without_misplaced(scope: Scope, value: Mapping[str, object], path: Path) -> dict[str, object]:
    """Return a rule without the words that belong under one of its keys, each of them noted."""
    kept: dict[str, object] = {}
    for key, item in value.items():
        home = "" if key in RuleText.model_fields else _home(key)
        if home:
            scope.wrong_key((*path, key), "wrong-place", f'"{key}" belongs under `{home}`')
        else:
            kept[key] = item
    return kept


def _home(word: str) -> str:
    if word in PLACES:
        return "where"
    if find(CONDITIONS, word):
        return "who"
    if find(MOMENTS, word):
        return "when"
    return "do" if find(ACTIONS, word) else ""
