"""Facts in JSON-LD."""

import json

import pytest

from proxy.charset import Charset
from proxy.html.linked import documents, linked
from proxy.html.source import Source


def values(document: object, path: str) -> list[object]:
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    html = f'<script type="application/ld+json">{text}</script>'
    return list(linked(documents(Source.of(html.encode(), Charset("utf-8"))), path))


PRODUCT = {"@type": "Product", "name": "Käse", "offers": [{"price": 1.5, "sold": True}, {"price": "2.5"}]}


@pytest.mark.parametrize(
    ("document", "path", "expected"),
    [
        (PRODUCT, "Product.name", ["Käse"]),
        (PRODUCT, "Product.offers.price", [1.5, "2.5"]),
        (PRODUCT, "Product.offers.sold", [True]),
        ([{"@type": "WebSite"}, PRODUCT], "Product.name", ["Käse"]),
        ({"@graph": [PRODUCT]}, "Product.name", ["Käse"]),
        ({"@type": "WebPage", "mainEntity": PRODUCT}, "Product.name", ["Käse"]),
        ({"@type": ["Thing", "https://schema.org/Product"], "sku": 1}, "Product.sku", [1]),
    ],
)
def test_what_a_path_leads_to(document: object, path: str, expected: list[object]) -> None:
    assert values(document, path) == expected


@pytest.mark.parametrize(
    ("document", "path"),
    [
        (PRODUCT, "Product"),
        (PRODUCT, "Product.offers"),
        (PRODUCT, "Product.name.first"),
        (PRODUCT, "Offer.price"),
        ("{broken", "Product.name"),
        ("[" * 100_000, "Product.name"),
        ("null", "Product.name"),
        ({"@type": None}, "Product.name"),
    ],
)
def test_what_leads_nowhere(document: object, path: str) -> None:
    assert values(document, path) == []
