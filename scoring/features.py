"""What a model looks at: one visitor as numbers by name, the same when training as when serving.

A number that is 0 is left out, since a model reads what is not there as 0. Times are UTC.
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from scoring.event import Event, Kind
from scoring.visitor import Visitor

_DAY = 86_400.0
_THURSDAY = 3
"""Weekday of the first day of Unix time, Monday being 0."""


def features(visitor: Visitor, now: float, device: str = "desktop") -> Mapping[str, float]:
    """Return what is known of a visitor at `now`, this page included."""
    visit = visitor.visit(now)
    found = _past(visitor, visit, now)
    found |= _pages(visit, now)
    found |= _basket(visitor, visit)
    if visit:
        found |= _behaviour(visitor)
    found["hour"] = now % _DAY // 3600
    found["weekday"] = (now // _DAY + _THURSDAY) % 7
    found[f"device:{device}"] = 1.0
    return {name: number for name, number in found.items() if number}


def _pages(visit: tuple[Event, ...], now: float) -> dict[str, float]:
    """Return the way through the shop: how many pages of which kind, for how long, and which came first and last."""
    seen = [event for event in visit if event.kind is Kind.SEEN]
    if not seen:
        return {}
    names = [event.detail.get("page", "") for event in seen]
    times = [event.at for event in seen]
    found = {"pages": float(len(seen)), "seconds": max(0.0, now - visit[0].at)}
    for number, name in enumerate(names):
        page, stay, since = f"page:{name}", f"seconds:{name}", f"since:{name}"
        found[page] = found.get(page, 0.0) + 1.0
        found[stay] = found.get(stay, 0.0) + (times[number + 1] if number + 1 < len(times) else now) - times[number]
        found[since] = float(len(names) - number)
    for place, name in zip(("last", "before", "third"), reversed(names), strict=False):
        found[f"{place}:{name}"] = 1.0
    for place, name in zip(("first", "second"), names, strict=False):
        found[f"{place}:{name}"] = 1.0
    if len(times) > 1:
        found["pause"] = now - times[-2]
    if len(times) > 2:
        found["pause_before"] = times[-2] - times[-3]
    found["switches"] = float(sum(one != other for one, other in pairwise(names)))
    return found | _products(seen)


def _products(seen: Sequence[Event]) -> dict[str, float]:
    """Return views of products: how many, of how many products, how many of one seen before, in how many categories."""
    views = [product for event in seen if (product := event.detail.get("product"))]
    products = len(set(views))
    return {
        "product_views": float(len(views)),
        "products": float(products),
        "product_repeats": float(len(views) - products),
        "categories": float(len({category for event in seen if (category := event.detail.get("category"))})),
    }


def _past(visitor: Visitor, visit: tuple[Event, ...], now: float) -> dict[str, float]:
    """Return earlier visits and orders; the last visit before this one is known while its events are kept."""
    before = visitor.events[: len(visitor.events) - len(visit)]
    orders = visitor.orders
    return {
        "visits": float(visitor.visits),
        "days_since_visit": max(0.0, now - before[-1].at) / _DAY if before else 0.0,
        "days_known": max(0.0, now - visitor.since) / _DAY if visitor.since is not None else 0.0,
        "orders": float(orders.count),
        "order_value": float(orders.value),
        "days_since_order": max(0.0, now - orders.last) / _DAY if orders.last is not None else 0.0,
    }


def _basket(visitor: Visitor, visit: tuple[Event, ...]) -> dict[str, float]:
    kinds = [event.kind for event in visit]
    return {
        "searches": float(kinds.count(Kind.SEARCHED)),
        "adds": float(kinds.count(Kind.ADDED)),
        "basket_items": float(visitor.basket.items),
        "basket_value": float(visitor.basket.value),
    }


def _behaviour(visitor: Visitor) -> dict[str, float]:
    """Return what the browser told of this visit, in all and by the element's name."""
    told = visitor.behaviour
    found = {"scrolled": told.scrolled, "visible_seconds": told.seconds, "leaving": float(told.leaving)}
    for act, counts in (("hovered", told.hovered), ("clicked", told.clicked), ("ignored", told.ignored)):
        found[act] = float(sum(counts.values()))
        for element, count in counts.items():
            found[f"{act}:{element}"] = float(count)
    return found
