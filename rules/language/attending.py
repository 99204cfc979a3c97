"""Compiles what a rule asks of a visitor's attention: its classes, and with whom it shares each of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from rules.attention import Attention
from rules.language.scope import Scope
from rules.rulebook import Action, Limit, Rule


def asked(scope: Scope, do: Sequence[Action], limit: Limit | None) -> tuple[Attention, ...]:
    """Return the classes of attention that a rule asks for, by its actions or its limit."""
    named = [*(action.attention for action in do), limit.attention if limit else ""]
    known = scope.names.attention
    return tuple(known.get(name, Attention(name)) for name in dict.fromkeys(named) if name)


def shared(rules: Sequence[Rule]) -> Mapping[str, frozenset[str]]:
    """Return the ids of the rules of each class of attention."""
    classes = {attention.name for rule in rules for attention in rule.attention}
    return {
        name: frozenset(rule.id for rule in rules if any(one.name == name for one in rule.attention))
        for name in classes
    }


def counted(rule: Rule, sharing: Mapping[str, frozenset[str]]) -> Rule:
    """Return a rule that knows with whom it shares its attention."""
    if not rule.attention:
        return rule
    return replace(rule, attention=tuple(replace(one, rules=sharing[one.name]) for one in rule.attention))
