"""Speaks of one word of do in a test: the edits it makes for somebody, and how it is refused."""

from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

import pytest
from pydantic import ValidationError

from rules.catalogue import Catalogue, Product
from rules.codes import Pool
from rules.context import Context, Place
from rules.decision import Edit, Element, Op, Text
from rules.language.doing import ACTIONS
from rules.language.names import Names
from rules.language.template import compile_fragment
from rules.language.word import find
from rules.recommended import Recommended
from rules.rulebook import Action
from rules.webhook import Shape, Webhook
from scoring.event import Event, Kind
from scoring.learned import learned
from scoring.recommend import Recommender
from scoring.visitor import Visitor
from tests.support.words import NOW

FRAGMENTS: Mapping[str, str] = MappingProxyType(
    {
        "hello": "<p>Hello</p>",
        "delivery": "<p>We deliver to {{ place.country_name }}</p>",
        "offer": "<p>{{ values.words }}</p>",
        "again": "<p>Visit {{ visitor.visits }}</p>",
        "more": "<p>{% if left %}{{ left }} of {{ goal }} to go{% else %}Done{% endif %}</p>",
        "code": "<p>Your code: <b>{{ code }}</b>{% if code.until %}, until {{ code.until }}{% endif %}</p>",
        "card": '<li><a href="{{ product.link }}">{{ product.title }}</a></li>',
        "pictured": '<li><img src="{{ product.image }}" alt="{{ product.title }}"></li>',
        "list": "<ul>{% for product in products %}<li>{{ product.title }}</li>{% endfor %}</ul>",
    }
)

PRODUCTS = (
    Product("1", "Waxed coat", "/p/1", "/img/1.jpg", Decimal(289), "EUR", "Coats"),
    Product("2", "Oilskin", "/p/2", "", Decimal(179), "EUR", "Clothes > Coats"),
    Product("3", "Pea coat", "/p/3", "/img/3.jpg", Decimal(349), "EUR", "Coats", available=False),
    Product("4", "Sea boots", "/p/4", "/img/4.jpg", Decimal(99), "EUR", "Boots"),
    Product("5", "Deck <shoes>", "/p/5", "/img/5.jpg", Decimal(89), "EUR", "Boots"),
)

CATALOGUE = Catalogue.of(PRODUCTS, {"best": ("4", "1", "3"), "none": ()})

VISITS = (["1", "4"], ["1", "4"], ["1", "4"], ["1", "2", "3"], ["5", "2"], ["2", "5"], ["3", "9"])
"""What past visits met; there is no product 9 in the feed any more."""

BANNER = Element("banner", "#banner")

NAMES = Names(
    elements={"banner": BANNER},
    fragments={name: compile_fragment(f"fragments/{name}.html", text) for name, text in FRAGMENTS.items()},
    catalogue=CATALOGUE,
    webhooks={
        "crm": Webhook("crm", "https://crm.example/hook"),
        "mail": Webhook("mail", "https://mail.example/api/contacts/new", Shape.MAUTIC),
    },
    recommended=Recommended.of(Recommender.of(learned(VISITS)), CATALOGUE),
    rule="spring",
    pools={"freeship": Pool("freeship", "codes/freeship.csv")},
)

BRITON = Context(NOW, place=Place(country="GB", city="Leeds"))
NOBODY = Context(NOW)
FORGOTTEN = Context(NOW, visitor=None)


def fan(*categories: str, page: str = "") -> Context:
    """Return a request of somebody who looked at products of these categories, most often at those named most often."""
    seen = (Event(Kind.SEEN, "/", NOW - 60, {"category": category}) for category in categories)
    return Context(NOW, visitor=Visitor().after_all(seen), facts={"product.id": page} if page else {})


def shopper(*met: str, added: tuple[str, ...] = (), page: str = "") -> Context:
    """Return a request of somebody who saw products in this visit, put some in the basket, and looks at one now."""
    seen = [Event(Kind.SEEN, f"/p/{id_}", NOW - 60, {"product": id_}) for id_ in met]
    seen += [Event(Kind.ADDED, id_, NOW - 50) for id_ in added]
    return Context(NOW, visitor=Visitor().after_all(seen), facts={"product.id": page} if page else {})


def action(name: str, value: object) -> Action:
    entry = find(ACTIONS, name)
    assert entry is not None
    made: Action = entry.adapter.validate_python(entry.kind.fields(name, value), context=NAMES)  # type: ignore[assignment]
    return made


def edits(name: str, value: object, context: Context = NOBODY) -> tuple[Edit, ...]:
    return action(name, value).edits(context)


def markup(name: str, value: object, context: Context = NOBODY) -> str:
    """Return the markup of the one edit that a word makes."""
    (edit,) = edits(name, value, context)
    return getattr(edit.content, "markup", "")


def sets(name: str, text: str | None) -> Edit:
    return Edit(BANNER, Op.SET, None if text is None else Text(text), name=name)


def refused(name: str, value: object) -> Mapping[str, str]:
    """Return the message for each code of what is wrong with a word."""
    with pytest.raises(ValidationError) as caught:
        action(name, value)
    return {error["type"]: error["msg"] for error in caught.value.errors()}
