"""What a model looks at: one visitor as numbers by name, the same when training as when serving.

A number that is 0 is left out, since a model reads what is not there as 0. Times are UTC.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from operator import ne, sub

from scoring.behaviour import Behaviour
from scoring.event import Event, Kind
from scoring.visitor import Visitor

_LAST = ("last:", "before:", "third:")
_FIRST = ("first:", "second:")
_NOTHING_TOLD = Behaviour()

_SEEN = Kind.SEEN
"""Named by itself: to find it in its class for each event of a visit costs more than all else of the asking."""

_DAY = 86_400.0
_THURSDAY = 3
"""Weekday of the first day of Unix time, Monday being 0."""


def features(visitor: Visitor, now: float, device: str = "desktop") -> Mapping[str, float]:
    """Return what is known of a visitor at `now`, this page included."""
    visit = visitor.visit(now)
    found = _past(visitor, visit, now)
    seen = [event for event in visit if event.kind is _SEEN]
    if seen:
        details = [event.detail for event in seen]
        found["seconds"] = max(0.0, now - visit[0].at)
        found |= _pages([detail.get("page", "") for detail in details], [event.at for event in seen], now)
        found |= _products(details)
    if len(seen) < len(visit):
        found |= _acts(visit)
    if visit and visitor.behaviour != _NOTHING_TOLD:
        found |= _behaviour(visitor)
    found["hour"] = now % _DAY // 3600
    found["weekday"] = (now // _DAY + _THURSDAY) % 7
    found[f"device:{device}"] = 1.0
    return {name: number for name, number in found.items() if number}


@lru_cache(1024)
def _named(page: str) -> tuple[str, str, str]:
    """Return the three features of a page's name that every visit asks for."""
    return f"page:{page}", f"seconds:{page}", f"since:{page}"


def _pages(names: Sequence[str], times: Sequence[float], now: float) -> dict[str, float]:
    """Return the way through the shop: how many pages of which kind, for how long, and which came first and last."""
    count = len(names)
    found = {"pages": float(count)}
    kinds: dict[str, list[float]] = {}
    for name, stay in zip(names, map(sub, [*times[1:], now], times), strict=True):
        if name in kinds:
            kind = kinds[name]
            kind[0] += 1.0
            kind[1] += stay
        else:
            kinds[name] = [1.0, stay]
    last = dict(zip(names, range(count), strict=True))
    for name, (views, stay) in kinds.items():
        page, seconds, since_then = _named(name)
        found[page], found[seconds], found[since_then] = views, stay, float(count - last[name])
    for place, name in zip(_LAST, reversed(names), strict=False):
        found[place + name] = 1.0
    for place, name in zip(_FIRST, names, strict=False):
        found[place + name] = 1.0
    if count > 1:
        found["pause"] = now - times[-2]
        found["switches"] = float(sum(map(ne, names, names[1:])))
    if count > 2:
        found["pause_before"] = times[-2] - times[-3]
    return found


def _products(seen: Sequence[Mapping[str, str]]) -> dict[str, float]:
    """Return views of products: how many, of how many products, how many of one seen before, in how many categories."""
    views = [product for detail in seen if (product := detail.get("product"))]
    products = len(set(views))
    return {
        "product_views": float(len(views)),
        "products": float(products),
        "product_repeats": float(len(views) - products),
        "categories": float(len({category for detail in seen if (category := detail.get("category"))})),
    }


def _past(visitor: Visitor, visit: tuple[Event, ...], now: float) -> dict[str, float]:
    """Return the basket, earlier visits and orders; the visit before this one is known while its events are kept."""
    before = visitor.events[: len(visitor.events) - len(visit)]
    orders, basket = visitor.orders, visitor.basket
    return {
        "basket_items": float(basket.items),
        "basket_value": float(basket.value),
        "visits": float(visitor.visits),
        "days_since_visit": max(0.0, now - before[-1].at) / _DAY if before else 0.0,
        "days_known": max(0.0, now - visitor.since) / _DAY if visitor.since is not None else 0.0,
        "orders": float(orders.count),
        "order_value": float(orders.value),
        "days_since_order": max(0.0, now - orders.last) / _DAY if orders.last is not None else 0.0,
    }


def _acts(visit: Sequence[Event]) -> dict[str, float]:
    kinds = [event.kind for event in visit]
    return {"searches": float(kinds.count(Kind.SEARCHED)), "adds": float(kinds.count(Kind.ADDED))}


def _behaviour(visitor: Visitor) -> dict[str, float]:
    """Return what the browser told of this visit, in all and by the element's name."""
    told = visitor.behaviour
    found = {"scrolled": told.scrolled, "visible_seconds": told.seconds, "leaving": float(told.leaving)}
    for act, counts in (("hovered", told.hovered), ("clicked", told.clicked), ("ignored", told.ignored)):
        found[act] = float(sum(counts.values()))
        for element, count in counts.items():
            found[f"{act}:{element}"] = float(count)
    return found
