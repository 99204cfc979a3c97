from decimal import Decimal

import pytest

from rules.catalogue import Product
from rules.context import Context, Place
from rules.language.template import compile_text
from rules.values import KNOWN, PRODUCT, shown, values
from scoring.event import Event, Kind
from scoring.visitor import Visitor

NOW = 1_763_820_000.0

SOMEBODY = Visitor().after_all(
    [
        Event(Kind.SEARCHED, "oilskin", NOW - 90),
        Event(Kind.SEARCHED, "boots", NOW - 80),
        Event(Kind.SEEN, "/p/4", NOW - 70, {"category": "Boots"}),
        Event(Kind.ORDERED, "A1", NOW - 60, {"value": "99"}),
        Event(Kind.BASKET, "", NOW - 50, {"items": "2", "value": "40.5", "coupon": "SHIP10"}),
    ]
)

EVERYTHING = Context(
    NOW,
    visitor=SOMEBODY,
    place=Place("EU", "GB", "ENG", "Leeds", "Europe/London"),
    facts={"product.id": "4", "product.title": "Sea boots", "product.category": "Boots", "order.number": "A1"},
)


def shows(name: str, context: Context) -> str | None:
    return compile_text("{{ " + name + " }}").render(values(context))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("place.continent", "EU"),
        ("place.country", "GB"),
        ("place.country_name", "United Kingdom"),
        ("place.region", "ENG"),
        ("place.city", "Leeds"),
        ("visitor.visits", "1"),
        ("visitor.orders", "1"),
        ("visitor.interest", "Boots"),
        ("basket.items", "2"),
        ("basket.value", "40.50"),
        ("basket.coupon", "SHIP10"),
        ("search", "boots"),
        ("page.product", "4"),
        ("page.title", "Sea boots"),
        ("page.category", "Boots"),
        ("page.order", "A1"),
    ],
)
def test_each_value_is_filled(name: str, text: str) -> None:
    assert shows(name, EVERYTHING) == text


@pytest.mark.parametrize("name", sorted(name for name in KNOWN if not name.startswith("product")))
def test_of_an_unknown_person_nothing_is_shown(name: str) -> None:
    assert shows(name, Context(NOW, visitor=None)) is None


def test_a_new_visitor_has_an_empty_basket_and_no_likings() -> None:
    new = Context(NOW)
    assert shows("basket.items", new) == "0"
    assert shows("visitor.visits", new) == "0"
    assert shows("visitor.interest", new) is None
    assert shows("search", new) is None
    assert shows("basket.coupon", new) is None


def test_a_country_without_a_name_is_not_known() -> None:
    assert shows("place.country_name", Context(NOW, place=Place(country="XX"))) is None


def test_a_product_shows_all_its_cells() -> None:
    boots = Product("4", "Sea boots", "/p/4", "/4.jpg", Decimal(99), "EUR", "Boots", description="Rubber")
    assert all(getattr(shown(boots), name) == getattr(boots, name) for name in PRODUCT)


def test_an_empty_cell_is_not_known_but_a_price_of_nothing_is() -> None:
    bare = shown(Product("4", "Sea boots", "/p/4", price=Decimal(0)))
    assert bare.image is None
    assert bare.description is None
    assert bare.price == 0
