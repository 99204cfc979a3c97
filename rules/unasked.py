"""Which rules are asked though no request comes, and when each may next change its mind about a visitor."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Protocol, runtime_checkable

from rules.channels import Channel
from rules.context import Consent, Context
from rules.language.names import Named
from rules.logic import Condition, leaves
from rules.rulebook import Rule, Rulebook, Site, Status
from scoring.visitor import Visitor

AFTER = 1.0
"""Seconds by which a visitor is looked at later than a word turns, for "more than an hour" is a moment more."""

LASTS = 180 * 86_400.0
"""Seconds for which the consent of a visitor's last visit counts: half a year, after which CNIL wants it asked anew."""

OF_REQUEST = frozenset(
    {
        *("device", "browser.language", "visitor.kind", "weather", "time"),
        *("page", "path", "query"),
        *("geo.city", "geo.continent", "geo.country", "geo.region", "crm.*"),
    }
)
"""Words that only a request can answer: by who asks, from where and with what."""


@runtime_checkable
class Turning(Protocol):
    """A word whose answer time alone may change."""

    def turns(self, context: Context) -> Iterator[float]:
        """Yield the Unix times at which it may, those that have passed among them."""
        ...


def is_unasked(rule: Rule) -> bool:
    """Tell a live rule that tells others, changes and names no page, and asks nothing that only a request can tell."""
    if rule.status is not Status.LIVE or not rule.posts or rule.touches or rule.otherwise or leaves(rule.where):
        return False
    return OF_REQUEST.isdisjoint(getattr(word, "word", "") for word in _words(rule.who))


def unasked(rulebook: Rulebook) -> Rulebook:
    """Return the rulebook of those rules alone."""
    return replace(rulebook, rules=tuple(rule for rule in rulebook.rules if is_unasked(rule)))


def context_of(visitor: Visitor, site: Site, now: float) -> Context:
    """Return what is known of a visitor who asks for nothing; consent is that of the last visit, while it counts."""
    agreed = visitor.marks.agreed
    granted = agreed.purposes if agreed is not None and now - agreed.at < LASTS else frozenset[str]()
    return Context(now, visitor=visitor, consent=Consent(granted), arrival=visitor.arrival, measures=site.measures)


def next_look(rules: Iterable[Rule], context: Context) -> float | None:
    """Return when to look at a visitor again, None when time alone changes nothing."""
    turns = (at + AFTER for rule in rules for at in _turns(rule, context))
    return min((at for at in turns if at > context.now), default=None)


def _turns(rule: Rule, context: Context) -> Iterator[float]:
    for word in _words(rule.who):
        if isinstance(word, Turning):
            yield from word.turns(context)
    if rule.schedule.begin is not None:
        yield rule.schedule.begin
    if rule.limit is not None and rule.limit.times is not None and context.visitor is not None:
        yield from (at + rule.limit.seconds for at in context.visitor.shown.get(rule.id, ()))


def _words(condition: Condition) -> Iterator[object]:
    """Yield the words of a condition, those of its segments and channels among them."""
    for leaf in leaves(condition):
        yield leaf.word
        for name in getattr(leaf.word, "__dataclass_fields__", ()):
            yield from _named(getattr(leaf.word, name))


def _named(value: object) -> Iterator[object]:
    if isinstance(value, Named | Channel):
        yield from _words(value.condition)
    elif isinstance(value, tuple):
        for item in value:
            yield from _named(item)
