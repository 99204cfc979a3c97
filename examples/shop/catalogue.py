"""The goods: reads products.csv and finds products by number, slug, category or words."""

import csv
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Product:
    id: str
    title: str
    description: str
    link: str
    image_link: str
    price: Decimal
    category: str
    color: str
    shape: str
    label: str
    available: bool

    @property
    def slug(self) -> str:
        return self.link.removeprefix("/p/")


@dataclass(frozen=True, slots=True)
class Catalogue:
    products: tuple[Product, ...]

    @property
    def categories(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(product.category for product in self.products))

    def by_id(self, product_id: str) -> Product | None:
        return self._first(lambda product: product.id == product_id)

    def by_slug(self, slug: str) -> Product | None:
        return self._first(lambda product: product.slug == slug)

    def in_category(self, name: str) -> tuple[Product, ...]:
        """The products of a category, whose name may be written in any case (as in `/c/coats`)."""
        return tuple(product for product in self.products if product.category.lower() == name.lower())

    def labelled(self, label: str) -> tuple[Product, ...]:
        return tuple(product for product in self.products if product.label == label)

    def search(self, words: str) -> tuple[Product, ...]:
        """The products whose text holds every word, accents and case apart."""
        wanted = _plain(words).split()
        return tuple(product for product in self.products if wanted and _holds(product, wanted))

    def _first(self, wanted: Callable[[Product], bool]) -> Product | None:
        return next(filter(wanted, self.products), None)


def read_catalogue(path: Path) -> Catalogue:
    with path.open(encoding="utf-8", newline="") as lines:
        return Catalogue(tuple(_product(row) for row in csv.DictReader(lines)))


def euros(amount: Decimal) -> str:
    """An amount as the shop prints it: `€ 1.234,50`."""
    return "€ " + f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def _product(row: dict[str, str]) -> Product:
    return Product(
        id=row["id"],
        title=row["title"],
        description=row["description"],
        link=row["link"],
        image_link=row["image_link"],
        price=Decimal(row["price"].removesuffix(" EUR")),
        category=row["product_type"],
        color=row["color"],
        shape=row["shape"],
        label=row["custom_label_0"],
        available=row["availability"] == "in_stock",
    )


def _holds(product: Product, wanted: list[str]) -> bool:
    text = _plain(f"{product.title} {product.category} {product.color} {product.description}")
    return all(word in text for word in wanted)


def _plain(text: str) -> str:
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parts if not unicodedata.combining(letter))
