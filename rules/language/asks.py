"""Tells which words the rules of a site really ask, so that nothing is looked up that nobody asks for."""

from collections.abc import Iterable, Iterator

from rules.channels import Channel
from rules.language.names import Named
from rules.logic import Condition, Leaf, leaves
from rules.rulebook import Rule, Status


def asks(rules: Iterable[Rule]) -> frozenset[str]:
    """Return the words of the live rules, those of their channels and segments among them; a family's with its key.

    `when` stands for all moments.
    """
    live = [rule for rule in rules if rule.status is Status.LIVE]
    words = {_name(leaf) for rule in live for part in (rule.where, rule.who) for leaf in everything(part)}
    return frozenset(words | {"when"} if any(rule.when for rule in live) else words)


def everything(condition: Condition) -> Iterator[Leaf]:
    """Yield the words of a condition, and those of the channels and segments that it names."""
    for leaf in leaves(condition):
        yield leaf
        for field in getattr(leaf.word, "__dataclass_fields__", ()):
            yield from _named(getattr(leaf.word, field))


def _name(leaf: Leaf) -> str:
    name: str = getattr(leaf.word, "word", "")
    return name.replace("*", str(getattr(leaf.word, "key", "")))


def _named(value: object) -> Iterator[Leaf]:
    if isinstance(value, Named | Channel):
        yield from everything(value.condition)
    elif isinstance(value, tuple):
        for item in value:
            yield from _named(item)
