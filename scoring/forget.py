"""Forgets what is older than may be kept, and what is dated later than now: what is left of a visitor between."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from math import inf
from operator import attrgetter

from scoring.behaviour import Behaviour
from scoring.event import Event
from scoring.marks import UNMARKED
from scoring.visitor import Basket, Orders, Visitor

_AT = attrgetter("at")


def forget(visitor: Visitor, before: float, now: float = -inf) -> Visitor:
    """Return the visitor without what happened earlier than `before`; counts stay as long as anything is left.

    Nor is there what had to be gone by `now`.
    """
    marks = visitor.marks.without_ended(now)
    visitor = visitor if marks is visitor.marks else replace(visitor, marks=marks)
    first = oldest(visitor)
    if first is None or first >= before:
        return visitor
    kept = replace(_kept(visitor, before), since=None)
    left = oldest(kept)
    if left is None:
        return Visitor()
    known = visitor.since is not None and visitor.since >= before
    return replace(kept, since=visitor.since if known else left)


def until(visitor: Visitor, now: float) -> Visitor:
    """Return the visitor without events dated after `now`, by a clock that ran ahead; sums and the basket stay."""
    if max(map(_AT, visitor.events), default=now) <= now:
        return visitor
    times = {rule: tuple(at for at in shown if at <= now) for rule, shown in visitor.shown.items()}
    last, orders, interests = visitor.orders.last, visitor.orders, visitor.interests
    return replace(
        visitor,
        since=None if visitor.since is None else min(visitor.since, now),
        events=tuple(event for event in visitor.events if event.at <= now),
        landing=visitor.landing if visitor.landing and visitor.landing.at <= now else None,
        arrivals=tuple(event for event in visitor.arrivals if event.at <= now),
        basket=replace(visitor.basket, at=min(visitor.basket.at, now)),
        orders=orders if last is None else replace(orders, last=min(last, now)),
        interests={name: replace(interest, at=min(interest.at, now)) for name, interest in interests.items()},
        shown={rule: left for rule, left in times.items() if left},
        marks=visitor.marks.between(-inf, now),
    )


def ends(visitor: Visitor) -> float:
    """Return the moment at which the first of what has an end of its own has to be gone."""
    return min((mail.until for mail in visitor.marks.mails.values()), default=inf)


def oldest(visitor: Visitor) -> float | None:
    """Return the earliest moment that the visitor still tells of."""
    return min(_moments(visitor), default=None)


def _kept(visitor: Visitor, before: float) -> Visitor:
    landing, last = visitor.landing, visitor.orders.last
    times = {rule: tuple(at for at in shown if at >= before) for rule, shown in visitor.shown.items()}
    events = _since(visitor.events, before)
    return replace(
        visitor,
        events=events,
        behaviour=visitor.behaviour if events else Behaviour(),
        landing=landing if landing and landing.at >= before else None,
        arrivals=_since(visitor.arrivals, before),
        basket=visitor.basket if visitor.basket.at >= before else Basket(),
        orders=visitor.orders if last is not None and last >= before else Orders(),
        interests={name: interest for name, interest in visitor.interests.items() if interest.at >= before},
        shown={rule: left for rule, left in times.items() if left},
        marks=visitor.marks.between(before),
    )


def _since(events: tuple[Event, ...], before: float) -> tuple[Event, ...]:
    return tuple(event for event in events if event.at >= before)


def _moments(visitor: Visitor) -> Iterator[float]:
    # the oldest of each kind alone: a past is looked through on every page
    for moments in (map(_AT, visitor.events), map(_AT, visitor.arrivals), map(_AT, visitor.interests.values())):
        yield from _first(moments)
    yield from _first(chain.from_iterable(visitor.shown.values()))
    yield from (at for at in (visitor.since, visitor.orders.last) if at is not None)
    if visitor.landing:
        yield visitor.landing.at
    if visitor.marks is not UNMARKED:
        yield from visitor.marks.moments()
    if visitor.basket != Basket():
        yield visitor.basket.at


def _first(moments: Iterable[float]) -> tuple[float, ...]:
    first = min(moments, default=None)
    return () if first is None else (first,)
