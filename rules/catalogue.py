"""The shop's products as rules see them: a feed, and named collections of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Product:
    """One row of the feed; `link` and `image` are http(s) or relative, checked at load."""

    id: str
    title: str
    link: str
    image: str = ""
    price: Decimal | None = None
    currency: str = ""
    category: str = ""
    available: bool = True
    description: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Products in the feed's order, and collections as lists of product ids."""

    products: tuple[Product, ...] = ()
    collections: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    index: Mapping[str, Product] = field(default_factory=dict, hash=False, repr=False)

    @classmethod
    def of(cls, products: tuple[Product, ...], collections: Mapping[str, tuple[str, ...]]) -> "Catalogue":
        return cls(products, collections, {product.id: product for product in products})

    def find(self, id_: str) -> Product | None:
        return self.index.get(id_)

    def by_category(self) -> Mapping[str, tuple[Product, ...]]:
        """Return the products by the name of their category, folded.

        A feed writes "Shoes > Boots" where the shop's page may say "Boots": both names find the product.
        """
        found: dict[str, list[Product]] = {}
        for product in self.products:
            whole = product.category.casefold()
            for name in {whole, whole.rsplit(">", 1)[-1].strip()}:
                found.setdefault(name, []).append(product)
        return {name: tuple(members) for name, members in found.items() if name}
