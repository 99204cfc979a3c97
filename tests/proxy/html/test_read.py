"""Facts read from the shop's own pages: selectors, attributes, totals, money in the shop's format, JSON-LD."""

import json

import pytest

from proxy.charset import Charset
from proxy.html.known import Bodies
from proxy.html.read import Reader
from rules.reading import Form, Reading, Source

LATIN = Charset("windows-1252", declared=True)


def read(html: str, reading: Reading, decimal: str = ".") -> str | None:
    reader = Reader(Bodies(10**6))
    return reader.read(html.encode("cp1252"), LATIN, {"fact": reading}, decimal).get("fact")


def css(selector: str, form: Form = Form.TEXT, *, attribute: str = "", total: bool = False) -> Reading:
    return Reading(Source.CSS, selector, form, attribute, total)


@pytest.mark.parametrize(
    ("html", "reading", "expected"),
    [
        ("<P ID=sku>\r\n 101 ", css("#sku"), "101"),
        ("<p class=name>Bréhat\n  jumper &eacute;", css(".name"), "Bréhat jumper é"),
        ("<li data-id=7>x<li data-id=8>y", css("li", attribute="data-id"), "7"),
        ("<input class=q value=2><input class=q value=3>", css(".q", Form.COUNT, attribute="value", total=True), "5"),
        ("<b id=n>3 items</b>", css("#n", Form.COUNT), "3"),
        ("<b id=n> </b><b id=n>4</b>", css("#n"), "4"),
    ],
)
def test_what_a_selector_meets(html: str, reading: Reading, expected: str) -> None:
    assert read(html, reading) == expected


@pytest.mark.parametrize(
    ("text", "decimal", "expected"),
    [
        ("€ 1.234,50", ",", "1234.50"),
        ("1 234,50 €", ",", "1234.50"),
        ("1\u00a0234,50 €", ",", "1234.50"),
        ("£1,234.50", ".", "1234.50"),
        ("CHF 1'234.50", ".", "1234.50"),
        ("Total: 12 EUR", ".", "12"),
        ("- 5,00", ",", "5.00"),
        ("-5.00", ".", "-5.00"),
    ],
)
def test_money_in_the_shops_format(text: str, decimal: str, expected: str) -> None:
    assert read(f"<b id=sum>{text}</b>", css("#sum", Form.MONEY), decimal) == expected


@pytest.mark.parametrize("reading", [css("#absent"), css("#sum", Form.MONEY), css("p", attribute="title")])
def test_what_is_not_told_is_not_there(reading: Reading) -> None:
    assert read("<p><b id=sum>free</b>", reading) is None


def ld(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


PRODUCT = {"@type": "Product", "sku": "A-1", "offers": [{"@type": "Offer", "price": 12.5}]}


@pytest.mark.parametrize(
    ("html", "path", "expected"),
    [
        (ld(PRODUCT), "Product.sku", "A-1"),
        (ld(PRODUCT), "Product.offers.price", "12.5"),
        (ld({"@graph": [{"@type": "WebSite"}, PRODUCT]}), "Product.sku", "A-1"),
        (ld([{"@type": ["Thing", "Product"], "sku": "B"}]), "Product.sku", "B"),
        ("<script type=application/ld+json>{broken</script>" + ld(PRODUCT), "Product.sku", "A-1"),
        (ld(PRODUCT), "Product.gtin", None),
        (ld(PRODUCT), "Order.number", None),
        (ld(5), "Product.sku", None),
        ("<script>" + json.dumps(PRODUCT) + "</script>", "Product.sku", None),
    ],
)
def test_json_ld(html: str, path: str, expected: str | None) -> None:
    assert read(html, Reading(Source.JSON_LD, path)) == expected


def test_a_body_is_read_once() -> None:
    reader, body = Reader(Bodies(10**6)), b"<p id=sku>1"
    readings = {"fact": css("#sku")}
    assert reader.read(body, LATIN, readings, ".") is reader.read(bytes(bytearray(body)), LATIN, readings, ".")
