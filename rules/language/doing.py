"""Compiles `do` and `otherwise`: a list of actions, each of them one word."""

from collections.abc import Mapping

from rules import actions
from rules.language.giving import check_codes
from rules.language.problem import nearest
from rules.language.saying import strange_key
from rules.language.scope import Scope
from rules.language.source import Path
from rules.language.word import Entry, find, words
from rules.rulebook import Action

ACTIONS: Mapping[str, Entry] = words(actions)


def doing(scope: Scope, value: object, path: Path) -> tuple[Action, ...]:
    """Return the actions of a list; what is wrong is noted in the scope."""
    if not isinstance(value, list) or not value:
        scope.wrong(path, "wrong-value", 'write actions here, each begun with "- ", such as `- hide: promo_field`')
        return ()
    made = (_action(scope, item, (*path, number)) for number, item in enumerate(value))
    actions = tuple(action for action in made if action is not None)
    check_codes(scope, actions, path)
    return actions


def _action(scope: Scope, value: object, path: Path) -> Action | None:
    if not isinstance(value, dict) or len(value) != 1:
        scope.wrong(path, "wrong-value", _not_one(value))
        return None
    name, body = next(iter(value.items()))
    entry = find(ACTIONS, name)
    if entry is None:
        message = f'there is no action "{name}". {nearest(name, ACTIONS)}'
        scope.wrong_key((*path, name), "unknown-word", message)
        return None
    fields = entry.kind.fields(name, body)
    if not scope.keys(fields, entry.fields, (*path, name)):
        return None
    action: Action | None = scope.validated(entry.adapter, fields, (*path, name))  # type: ignore[assignment]  # as in tree.py
    return action


def _not_one(value: object) -> str:
    if isinstance(value, dict) and value:
        return f'these are {len(value)} actions: begin each with "- " on a line of its own'
    if isinstance(value, str) and ":" in value:
        return strange_key(value, ())
    return "write one action here, such as `hide: promo_field`"
