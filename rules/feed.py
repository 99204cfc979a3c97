"""Makes products of a shop's feed: its own columns, Google Merchant's, or a Shopify export; broken rows are told."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from html import unescape

from rules.catalogue import Product
from rules.language.problem import Mark, Problem, Severity, nearest
from rules.link import is_link
from rules.rows import FeedError, Row, column, csv_rows, xml_rows

MAX_TEXT = 2000
MAX_TOLD = 20
"""Broken rows that are told one by one; the rest are counted."""

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "sku", "product_id", "handle"),
    "title": ("title", "name"),
    "link": ("link", "url", "product_url"),
    "image": ("image_link", "image", "image_url", "image_src"),
    "price": ("price", "regular_price", "variant_price"),
    "currency": ("currency",),
    "category": ("product_type", "category", "type", "google_product_category"),
    "available": ("availability", "available", "in_stock", "published"),
    "description": ("description", "summary", "body_html"),
}
_MARKUP = re.compile(r"<[^>]{0,2000}>")
_AMOUNT = re.compile(r"([A-Z]{3}|[€£$])? ?(\d[\d., \u00a0\u202f']{0,20}) ?([A-Z]{3}|[€£$])?")
_SIGNS = {"€": "EUR", "£": "GBP", "$": "USD"}
_THOUSANDS = re.compile(r"\d{1,3}(,\d{3})+")
_THERE = frozenset({"in_stock", "available", "preorder", "backorder", "limited_availability", "true", "yes", "active"})

Products = tuple[Product, ...]


def feed(name: str, raw: bytes, columns: Mapping[str, str]) -> tuple[Products, tuple[Problem, ...]]:
    """Return the products of a file, and what is wrong with it; `columns` names the shop's own column for a field."""
    try:
        rows = list(xml_rows(raw) if name.endswith(".xml") else csv_rows(raw))
    except FeedError as error:
        return (), (Problem(Mark(name, error.line), "broken-feed", str(error)),)
    names = frozenset().union(*(row.cells for row in rows))
    strange = tuple(_unknown_columns(name, columns, names)) if rows else ()
    if strange:
        return (), strange
    own = {field: (column(title),) for field, title in columns.items()}
    products, broken = _products(rows, {**_COLUMNS, **own})
    return products, _told(name, broken)


def _unknown_columns(name: str, columns: Mapping[str, str], names: frozenset[str]) -> Iterator[Problem]:
    for field, title in columns.items():
        if field not in _COLUMNS:
            yield Problem(Mark(name), "unknown-column", f'a product has no "{field}". {nearest(field, _COLUMNS)}')
        elif column(title) not in names:
            yield Problem(Mark(name), "unknown-column", f'this feed has no column "{title}". {nearest(title, names)}')


def _products(rows: list[Row], columns: Mapping[str, tuple[str, ...]]) -> tuple[Products, list[tuple[int, str]]]:
    products: dict[str, Product] = {}
    broken: list[tuple[int, str]] = []
    for row in rows:
        cells = {field: _first(row.cells, columns[field]) for field in columns}
        if "handle" in row.cells:
            if cells["id"] in products:
                continue  # a Shopify export has one more row for each further variant or image of a product
            cells |= _of_shopify(row.cells, cells["category"])
        try:
            product = _product(cells)
        except ValueError as error:
            broken.append((row.line, str(error)))
            continue
        if product.id in products:
            broken.append((row.line, f'"{product.id}" stands in the feed twice; the first is kept'))
        products.setdefault(product.id, product)
    return tuple(products.values()), broken


def _first(cells: Mapping[str, str], names: tuple[str, ...]) -> str:
    return next((cells[name] for name in names if name in cells), "")


def _of_shopify(cells: Mapping[str, str], category: str) -> Mapping[str, str]:
    """A Shopify export holds no links: its shops have every product under /products/ and its handle."""
    sold_out = cells.get("variant_inventory_qty") == "0" and cells.get("variant_inventory_policy") == "deny"
    tag = cells.get("tags", "").split(",", 1)[0]
    found = {"link": f"/products/{cells['handle']}", "category": category or tag}
    return found | ({"available": "sold_out"} if sold_out else {})


def _product(cells: Mapping[str, str]) -> Product:
    """Raise ValueError, in words for the shop's people, when a row is no product that could be shown."""
    title = _plain(cells["title"])
    for field, text in (("id", cells["id"]), ("title", title), ("link", cells["link"])):
        if not text:
            raise ValueError(f"this row has no {field}")
    for field in ("link", "image"):
        if cells[field] and not is_link(cells[field]):
            raise ValueError(f'"{cells[field][:80]}" is no {field}: only http, https and paths are')
    price, currency = _price(cells["price"])
    return Product(
        id=cells["id"][:MAX_TEXT],
        title=title,
        link=cells["link"],
        image=cells["image"],
        price=price,
        currency=currency or cells["currency"][:3].upper(),
        category=_plain(cells["category"]),
        available=not cells["available"] or column(cells["available"]) in _THERE or _is_count(cells["available"]),
        description=_plain(cells["description"]),
    )


def _plain(text: str) -> str:
    """Return text without markup and references, which feeds carry in any cell."""
    return " ".join(unescape(_MARKUP.sub(" ", text[: 4 * MAX_TEXT])).split())[:MAX_TEXT]


def _price(text: str) -> tuple[Decimal | None, str]:
    """Return amount and currency: "12.50 EUR" (Google), "€1,234.50" or "1 234,50 €"; None for an empty cell."""
    if not text:
        return None, ""
    found = _AMOUNT.fullmatch(text)
    if found is None:
        raise ValueError(f'"{text[:40]}" is no price: write 12.50 EUR')
    unit = found[1] or found[3] or ""
    digits = re.sub(r"[ '\u00a0\u202f]", "", found[2])
    if digits.rfind(",") > digits.rfind(".") and not _THOUSANDS.fullmatch(digits):
        digits = digits.replace(".", "").replace(",", ".")
    digits = digits.replace(",", "")
    if digits.count(".") > 1:
        raise ValueError(f'"{text[:40]}" is no price: write 12.50 EUR')
    return Decimal(digits), _SIGNS.get(unit, unit)


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and int(text[:9]) > 0


def _told(name: str, broken: list[tuple[int, str]]) -> tuple[Problem, ...]:
    told = [
        Problem(Mark(name, line), "broken-row", f"{message}; the row is left out", Severity.WARNING)
        for line, message in broken[:MAX_TOLD]
    ]
    if len(broken) > MAX_TOLD:
        message = f"{len(broken) - MAX_TOLD} more rows are left out for such reasons"
        told.append(Problem(Mark(name, broken[MAX_TOLD][0]), "broken-row", message, Severity.WARNING))
    return tuple(told)
