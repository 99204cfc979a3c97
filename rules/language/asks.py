"""Tells which words the rules of a site really ask, so that nothing is looked up that nobody asks for."""

from collections.abc import Iterable, Iterator

from rules.channels import Channel
from rules.language.names import Named
from rules.logic import Condition, leaves
from rules.rulebook import Rule, Status


def asks(rules: Iterable[Rule]) -> frozenset[str]:
    """Return the words of the live rules, those of their channels and segments among them; a family's with its key."""
    live = (rule for rule in rules if rule.status is Status.LIVE)
    return frozenset(word for rule in live for part in (rule.where, rule.who) for word in _words(part))


def _words(condition: Condition) -> Iterator[str]:
    for leaf in leaves(condition):
        name: str = getattr(leaf.word, "word", "")
        yield name.replace("*", str(getattr(leaf.word, "key", "")))
        for field in getattr(leaf.word, "__dataclass_fields__", ()):
            yield from _named(getattr(leaf.word, field))


def _named(value: object) -> Iterator[str]:
    if isinstance(value, Named | Channel):
        yield from _words(value.condition)
    elif isinstance(value, tuple):
        for item in value:
            yield from _named(item)
