"""Folds the events of one person into a bounded Visitor, in whatever batches they arrive."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation

from scoring.behaviour import Behaviour
from scoring.event import AWAY, SIGNALS, Event, Kind
from scoring.marks import UNMARKED, Marks, without_mail

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

IGNORED = 0.5
"""What an option that was seen and ignored takes from the interest it speaks for: half of a product seen."""


@dataclass(frozen=True, slots=True)
class Basket:
    """What the shop's own page said last about the basket, and when it began to say so."""

    items: int = 0
    value: Decimal = Decimal(0)
    coupon: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders confirmed by the shop's own page; a number that is seen twice counts once.

    `rhythm` is the mean of the seconds between orders, None before the second.
    """

    numbers: tuple[str, ...] = ()
    count: int = 0
    value: Decimal = Decimal(0)
    last: float | None = None
    rhythm: float | None = None


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
    behaviour: Behaviour = Behaviour()
    marks: Marks = UNMARKED

    @property
    def seen_at(self) -> float | None:
        return self.events[-1].at if self.events else None

    @property
    def arrival(self) -> Event | None:
        """How this visit began."""
        return self.arrivals[-1] if self.arrivals else None

    def after(self, event: Event) -> "Visitor":
        """Return the visitor that this event makes of this one; a repeated order changes nothing."""
        return self.after_all((event,))

    def after_all(self, events: Iterable[Event]) -> "Visitor":
        draft = _Draft(self)
        for event in events:
            draft.take(event)
        return draft.visitor() if draft.changed else self

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


class _Draft:
    """A visitor while events are folded in: a past is read on every page, so each event has to cost little."""

    __slots__ = (
        *("arrivals", "basket", "behaviour", "changed", "events"),
        *("interests", "landing", "marks", "orders", "shown", "since", "visits"),
    )

    def __init__(self, visitor: Visitor) -> None:
        self.since, self.visits, self.landing = visitor.since, visitor.visits, visitor.landing
        self.basket, self.orders, self.behaviour = visitor.basket, visitor.orders, visitor.behaviour
        self.marks = visitor.marks
        self.events, self.arrivals = list(visitor.events), list(visitor.arrivals)
        self.interests, self.shown = dict(visitor.interests), dict(visitor.shown)
        self.changed = False

    def visitor(self) -> Visitor:
        return Visitor(
            since=self.since,
            events=tuple(self.events[-KEPT_EVENTS:]),
            landing=self.landing,
            arrivals=tuple(self.arrivals[-KEPT_ARRIVALS:]),
            visits=self.visits,
            basket=self.basket,
            orders=self.orders,
            interests=self.interests,
            shown=self.shown,
            behaviour=self.behaviour,
            marks=self.marks,
        )

    def take(self, event: Event) -> None:
        if event.kind is Kind.ORDERED and event.subject in self.orders.numbers:
            return
        if event.kind in SIGNALS:
            self._signal(event)
            return
        self.changed = True
        if AWAY in event.detail:
            self._fold(event)
            return
        if not self.events or event.at - self.events[-1].at > IDLE:
            self.visits += 1
            self.behaviour = Behaviour()
        if self.since is None:
            self.since = event.at
        self.events.append(event)
        self._fold(event)

    def _fold(self, event: Event) -> None:
        fold = _FOLDS.get(event.kind)
        if fold is not None:
            fold(self, event)

    def _signal(self, event: Event) -> None:
        """A signal tells of the visit that is on; one that comes after its end tells nothing."""
        if self.events and event.at - self.events[-1].at <= IDLE:
            self.changed = True
            self.behaviour = self.behaviour.after(event)
            if event.kind is Kind.IGNORED:
                _passed_by(self, event)


Fold = Callable[[_Draft, Event], None]


def _arrived(draft: _Draft, event: Event) -> None:
    draft.landing = draft.landing or event
    draft.arrivals.append(event)


def _liked(weight: float) -> Fold:
    def fold(draft: _Draft, event: Event) -> None:
        category = event.detail.get("category")
        if not category:
            return
        interests = draft.interests
        before = interests.get(category)
        interests[category] = Interest(weight + (before.now(event.at) if before else 0.0), event.at)
        if len(interests) > KEPT_CATEGORIES:
            del interests[min(interests, key=lambda name: interests[name].now(event.at))]

    return fold


_CHOSEN = _liked(3.0)


def _basket(draft: _Draft, event: Event) -> None:
    told = Basket(
        items=_count(event.detail.get("items")),
        value=_amount(event.detail.get("value")),
        coupon=event.detail.get("coupon", ""),
        at=event.at,
    )
    if replace(told, at=draft.basket.at) != draft.basket:
        draft.basket = told


def _ordered(draft: _Draft, event: Event) -> None:
    draft.orders = Orders(
        numbers=(*draft.orders.numbers, event.subject)[-KEPT_ORDERS:],
        count=draft.orders.count + 1,
        value=draft.orders.value + _amount(event.detail.get("value")),
        last=event.at,
        rhythm=_rhythm(draft.orders, event.at),
    )
    draft.basket = Basket(at=event.at)


def _rhythm(orders: Orders, at: float) -> float | None:
    if orders.last is None:
        return orders.rhythm
    gap, gaps = max(0.0, at - orders.last), orders.count
    return gap if orders.rhythm is None else orders.rhythm + (gap - orders.rhythm) / gaps


def _shown(draft: _Draft, event: Event) -> None:
    shown = draft.shown
    shown[event.subject] = (*shown.get(event.subject, ()), event.at)[-KEPT_SHOWN:]
    if len(shown) > KEPT_RULES:
        del shown[min(shown, key=lambda rule: shown[rule][-1])]


def _marked(draft: _Draft, event: Event) -> None:
    draft.marks = draft.marks.after(event)


def _captured(draft: _Draft, event: Event) -> None:
    """A mail address goes when its time has come, which events do not; so it stands among the marks alone."""
    _marked(draft, event)
    draft.events[-1] = without_mail(event)


def _chose(draft: _Draft, event: Event) -> None:
    _marked(draft, event)
    _CHOSEN(draft, event)


def _passed_by(draft: _Draft, event: Event) -> None:
    """What was offered by its category, seen and left alone, is liked a little less."""
    interest = draft.interests.get(event.detail.get("category", ""))
    if interest is not None:
        weight = max(0.0, interest.now(event.at) - IGNORED)
        draft.interests[event.detail["category"]] = Interest(weight, event.at)


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
    Kind.CHOSE: _chose,
    Kind.ACTED: _marked,
    Kind.TAGGED: _marked,
    Kind.AGREED: _marked,
    Kind.RATED: _marked,
    Kind.GIVEN: _marked,
    Kind.DISMISSED: _marked,
    Kind.CAPTURED: _captured,
}
