"""Folds the events of one person into a bounded Visitor, in whatever batches they arrive."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import MappingProxyType

IDLE = 30 * 60
"""Seconds without an event that end a visit: the field's 30 idle minutes."""

KEPT_EVENTS = 200
KEPT_ARRIVALS = 20
KEPT_CATEGORIES = 50
KEPT_RULES = 200
KEPT_SHOWN = 20
KEPT_ORDERS = 50

HALF_LIFE = 14 * 86_400
"""Seconds in which an interest fades to half."""

NOTHING: Mapping[str, str] = MappingProxyType({})


class Kind(StrEnum):
    """What can happen; `did` of the rule language names these."""

    ARRIVED = "arrived"
    SEEN = "seen"
    SEARCHED = "searched"
    ADDED = "added"
    BASKET = "basket"
    ORDERED = "ordered"
    SHOWN = "shown"


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened, at a Unix time in seconds.

    | kind     | subject                            | detail                                               |
    |----------|------------------------------------|------------------------------------------------------|
    | arrived  | referrer's host, "" when there is none | path, and each kept query key as `q.KEY`         |
    | seen     | path                               | page (its first name), category, product             |
    | searched | the words                          |                                                      |
    | added    | product id, "" when not told       | category                                             |
    | basket   |                                    | items, value (plain decimal), coupon ("" for none)   |
    | ordered  | order number                       | value, items                                         |
    | shown    | rule id                            | variant                                              |
    """

    kind: Kind
    subject: str
    at: float
    detail: Mapping[str, str] = field(default_factory=lambda: NOTHING, hash=False)


@dataclass(frozen=True, slots=True)
class Basket:
    """What the shop's own page said last about the basket."""

    items: int = 0
    value: Decimal = Decimal(0)
    coupon: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders confirmed by the shop's own page; a number that is seen twice counts once."""

    numbers: tuple[str, ...] = ()
    count: int = 0
    value: Decimal = Decimal(0)
    last: float | None = None


@dataclass(frozen=True, slots=True)
class Interest:
    """Liking for one category: `weight` as of `at`, fading with HALF_LIFE."""

    weight: float
    at: float

    def now(self, at: float) -> float:
        return self.weight * math.pow(0.5, max(0.0, at - self.at) / HALF_LIFE)


@dataclass(frozen=True, slots=True)
class Visitor:
    """All events of one person, folded and bounded; `Visitor()` is a person never seen before."""

    since: float | None = None
    events: tuple[Event, ...] = ()
    landing: Event | None = None
    arrivals: tuple[Event, ...] = ()
    visits: int = 0
    basket: Basket = Basket()
    orders: Orders = Orders()
    interests: Mapping[str, Interest] = field(default_factory=dict, hash=False)
    shown: Mapping[str, tuple[float, ...]] = field(default_factory=dict, hash=False)

    @property
    def seen_at(self) -> float | None:
        return self.events[-1].at if self.events else None

    @property
    def arrival(self) -> Event | None:
        """How this visit began."""
        return self.arrivals[-1] if self.arrivals else None

    def after(self, event: Event) -> "Visitor":
        """Return the visitor that this event makes of this one; a repeated order changes nothing."""
        if event.kind is Kind.ORDERED and event.subject in self.orders.numbers:
            return self
        return _FOLDS.get(event.kind, _unchanged)(self._counted(event), event)

    def after_all(self, events: Iterable[Event]) -> "Visitor":
        visitor = self
        for event in events:
            visitor = visitor.after(event)
        return visitor

    def visit(self, now: float) -> tuple[Event, ...]:
        """Return the events since the last 30 idle minutes, none when those have passed at `now`."""
        begin, last = len(self.events), now
        while begin and last - self.events[begin - 1].at <= IDLE:
            begin -= 1
            last = self.events[begin].at
        return self.events[begin:]

    def liking(self, now: float) -> tuple[tuple[str, float], ...]:
        """Return categories with their weight at `now`, the best liked first."""
        ranked = ((name, interest.now(now)) for name, interest in self.interests.items())
        return tuple(sorted(ranked, key=lambda pair: (-pair[1], pair[0])))

    def _counted(self, event: Event) -> "Visitor":
        idle = self.seen_at is None or event.at - self.seen_at > IDLE
        return replace(
            self,
            since=event.at if self.since is None else self.since,
            events=(*self.events, event)[-KEPT_EVENTS:],
            visits=self.visits + idle,
        )


Fold = Callable[[Visitor, Event], Visitor]


def _unchanged(visitor: Visitor, _event: Event) -> Visitor:
    return visitor


def _arrived(visitor: Visitor, event: Event) -> Visitor:
    arrivals = (*visitor.arrivals, event)[-KEPT_ARRIVALS:]
    return replace(visitor, landing=visitor.landing or event, arrivals=arrivals)


def _liked(weight: float) -> Fold:
    def fold(visitor: Visitor, event: Event) -> Visitor:
        category = event.detail.get("category")
        if not category:
            return visitor
        before = visitor.interests.get(category)
        total = weight + (before.now(event.at) if before else 0.0)
        interests = {**visitor.interests, category: Interest(total, event.at)}
        if len(interests) > KEPT_CATEGORIES:
            del interests[min(interests, key=lambda name: interests[name].now(event.at))]
        return replace(visitor, interests=interests)

    return fold


def _basket(visitor: Visitor, event: Event) -> Visitor:
    basket = Basket(
        items=_count(event.detail.get("items")),
        value=_amount(event.detail.get("value")),
        coupon=event.detail.get("coupon", ""),
        at=event.at,
    )
    return replace(visitor, basket=basket)


def _ordered(visitor: Visitor, event: Event) -> Visitor:
    orders = Orders(
        numbers=(*visitor.orders.numbers, event.subject)[-KEPT_ORDERS:],
        count=visitor.orders.count + 1,
        value=visitor.orders.value + _amount(event.detail.get("value")),
        last=event.at,
    )
    return replace(visitor, orders=orders, basket=Basket(at=event.at))


def _shown(visitor: Visitor, event: Event) -> Visitor:
    times = (*visitor.shown.get(event.subject, ()), event.at)[-KEPT_SHOWN:]
    shown = {**visitor.shown, event.subject: times}
    if len(shown) > KEPT_RULES:
        del shown[min(shown, key=lambda rule: shown[rule][-1])]
    return replace(visitor, shown=shown)


def _count(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else 0


def _amount(text: str | None) -> Decimal:
    try:
        amount = Decimal(text or "0")
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() else Decimal(0)


_FOLDS: Mapping[Kind, Fold] = {
    Kind.ARRIVED: _arrived,
    Kind.SEEN: _liked(1.0),
    Kind.ADDED: _liked(3.0),
    Kind.BASKET: _basket,
    Kind.ORDERED: _ordered,
    Kind.SHOWN: _shown,
}
