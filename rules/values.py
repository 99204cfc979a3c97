"""The values that a fragment may show: their names, what kind of text each is, and how a context fills them."""

from collections.abc import Mapping
from enum import Enum
from types import SimpleNamespace

from rules.catalogue import Product
from rules.context import Context
from rules.countries import COUNTRIES
from scoring.event import Kind as Happened
from scoring.visitor import Visitor


class Kind(Enum):
    """What may be done with a value: TEXT may hold anything, PLAIN and NUMBER only letters, digits, "." and "-".

    LINK is an address that was checked when the feed was read. COMING may come after the page: it stands between tags.
    """

    TEXT = "text"
    PLAIN = "plain"
    NUMBER = "number"
    LINK = "link"
    LIST = "list"
    COMING = "coming"


PRODUCT: Mapping[str, Kind] = {
    "id": Kind.TEXT,
    "title": Kind.TEXT,
    "link": Kind.LINK,
    "image": Kind.LINK,
    "price": Kind.NUMBER,
    "currency": Kind.PLAIN,
    "category": Kind.TEXT,
    "description": Kind.TEXT,
}

LOOP: Mapping[str, Kind] = {"index": Kind.NUMBER, "first": Kind.PLAIN, "last": Kind.PLAIN, "length": Kind.NUMBER}

REQUEST: Mapping[str, Kind] = {
    "place.continent": Kind.PLAIN,
    "place.country": Kind.PLAIN,
    "place.country_name": Kind.TEXT,
    "place.region": Kind.PLAIN,
    "place.city": Kind.TEXT,
}
"""What this request alone tells."""

PAST: Mapping[str, Kind] = {
    "visitor.visits": Kind.NUMBER,
    "visitor.orders": Kind.NUMBER,
    "visitor.interest": Kind.TEXT,
    "basket.items": Kind.NUMBER,
    "basket.value": Kind.NUMBER,
    "basket.coupon": Kind.TEXT,
    "search": Kind.TEXT,
}
"""What the visitor's past tells: a rule that shows one of these needs a purpose, or `request_only`."""

PROGRESS: Mapping[str, Kind] = {"left": Kind.NUMBER, "done": Kind.NUMBER, "goal": Kind.NUMBER}
"""How far a visitor has come, and what is left."""

CODE: Mapping[str, Kind] = {"code": Kind.COMING, "code.until": Kind.PLAIN}
"""What the `give_code` of the same rule gives."""

PERSON: Mapping[str, Kind] = {
    "person.email": Kind.TEXT,
    "person.score": Kind.NUMBER,
    "person.stage": Kind.PLAIN,
    "person.product": Kind.TEXT,
    "person.tags": Kind.TEXT,
}
"""What other systems are told, and nobody is shown (see person.py)."""

FILLED_BY: Mapping[str, str] = {
    "product": "products",
    "products": "products",
    "person": "webhook",
    **dict.fromkeys(PROGRESS, "progress"),
}
"""The word of `do` that alone can fill a value, by the first part of the value's name."""

_FACTS = {
    "product": "product.id",
    "title": "product.title",
    "category": "product.category",
    "order": "order.number",
}
"""What the page itself tells, by the facts that `read:` of site.yaml finds."""

OPEN = ("values",)
"""The family whose names are a rule's own: what `values:` hands over to a fragment."""

KNOWN: Mapping[str, Kind] = {
    **REQUEST,
    **PAST,
    **PROGRESS,
    **PERSON,
    **CODE,
    **{f"page.{name}": Kind.TEXT for name in _FACTS},
    **{f"product.{name}": kind for name, kind in PRODUCT.items()},
    "products": Kind.LIST,
}


def values(context: Context) -> Mapping[str, object]:
    """Return what a fragment sees of a context; a value that is not known is None or not there."""
    place = context.place
    return {
        "place": SimpleNamespace(
            continent=place.continent,
            country=place.country,
            country_name=COUNTRIES.get(place.country or ""),
            region=place.region,
            city=place.city,
        ),
        "page": SimpleNamespace(**{name: context.facts.get(fact) for name, fact in _FACTS.items()}),
        "code": context.code,
        **_past(context.visitor, context.now),
    }


def _past(visitor: Visitor | None, now: float) -> Mapping[str, object]:
    if visitor is None:
        return {"visitor": SimpleNamespace(), "basket": SimpleNamespace()}
    searches = (event.subject for event in reversed(visitor.events) if event.kind is Happened.SEARCHED)
    basket = visitor.basket
    return {
        "visitor": SimpleNamespace(
            visits=visitor.visits,
            orders=visitor.orders.count,
            interest=next((name for name, _ in visitor.liking(now)), None),
        ),
        "basket": SimpleNamespace(items=basket.items, value=basket.value, coupon=basket.coupon or None),
        "search": next(searches, None),
    }


def shown(product: Product) -> SimpleNamespace:
    """Return a product as fragments see it: an empty cell of the feed is a value that is not known."""
    cells = {name: getattr(product, name) for name in PRODUCT}
    return SimpleNamespace(**{name: None if cell == "" else cell for name, cell in cells.items()})
