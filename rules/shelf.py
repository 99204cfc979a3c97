"""Chooses the products that fill a block: a list, a collection, what the visitor likes, or what comes next."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Annotated

from pydantic import PlainValidator, ValidationInfo

from rules.catalogue import Product
from rules.context import Context
from rules.language.names import Names, names_of
from rules.language.operands import wrong
from rules.language.problem import nearest
from rules.recommended import Recommended

INTEREST = "interest"
RECOMMENDED = "recommended"


@dataclass(frozen=True, slots=True)
class Listed:
    """Products that somebody chose, the same for all."""

    products: tuple[Product, ...]

    def offer(self, _context: Context) -> Iterator[Product]:
        return iter(self.products)

    def why(self, _context: Context, _product: Product) -> str:
        return "the same for all"


@dataclass(frozen=True, slots=True)
class Liked:
    """Products of the categories that the visitor likes, the best liked first; keys are category names, folded."""

    categories: Mapping[str, tuple[Product, ...]] = field(hash=False)

    def offer(self, context: Context) -> Iterator[Product]:
        liking = context.visitor.liking(context.now) if context.visitor else ()
        return chain.from_iterable(self.categories.get(name.casefold(), ()) for name, _ in liking)

    def why(self, _context: Context, product: Product) -> str:
        return f"likes {product.category}"


Shelf = Listed | Liked | Recommended


def offered(context: Context, *shelves: Shelf | None) -> Iterator[tuple[Product, Shelf]]:
    """Yield the products of the shelves in their order, each with its shelf.

    Each comes once, none is sold out, and none is what the page is about.
    """
    here = context.facts.get("product.id", "")
    passed = {here}
    for shelf in (shelf for shelf in shelves if shelf is not None):
        for product in shelf.offer(context):
            if product.available and product.id not in passed:
                passed.add(product.id)
                yield product, shelf


def _shelf(value: object, info: ValidationInfo) -> Shelf:
    names = names_of(info)
    if value == INTEREST:
        return Liked(names.catalogue.by_category())
    if value == RECOMMENDED:
        return recommended(names)
    if isinstance(value, list):
        return Listed(tuple(_product(names, str(id_)) for id_ in value))
    return _collection(names, value)


def _listed(value: object, info: ValidationInfo) -> Listed:
    if value in (INTEREST, RECOMMENDED):
        raise wrong("wrong-value", "the fallback is for people of whom nothing is known: write a collection or a list")
    shelf = _shelf(value, info)
    return shelf if isinstance(shelf, Listed) else Listed(())


def _collection(names: Names, name: object) -> Listed:
    collections = names.catalogue.collections
    if not isinstance(name, str) or name not in collections:
        known = [*collections, INTEREST, RECOMMENDED]
        raise wrong("unknown-collection", f'there is no collection "{name}". {nearest(str(name), known)}')
    return Listed(tuple(_product(names, id_) for id_ in collections[name]))


def _product(names: Names, id_: str) -> Product:
    product = names.catalogue.find(id_)
    if product is None:
        known = [each.id for each in names.catalogue.products]
        raise wrong("unknown-product", f'the feed has no product "{id_}". {nearest(id_, known)}')
    return product


def recommended(names: Names) -> Recommended:
    """Return the shelf that site.yaml's `recommend` fills; raise the error that says how to get one."""
    if names.recommended is None:
        how = "`devanture learn` writes it, and `recommend: { file: ... }` of site.yaml names it"
        raise wrong("wrong-value", f"`recommended` needs what past visits taught: {how}")
    return names.recommended


def _category(value: object, info: ValidationInfo) -> frozenset[str]:
    """Return the ids of the products of one category, or of several."""
    catalogue = names_of(info).catalogue
    categories = catalogue.by_category()
    found: set[str] = set()
    if not value:
        raise wrong("wrong-value", "write the name of a category, or a list of them")
    for name in value if isinstance(value, list) else [value]:
        members = categories.get(str(name).casefold())
        if members is None:
            known = {product.category for product in catalogue.products}
            raise wrong("unknown-category", f'the feed has no category "{name}". {nearest(str(name), known)}')
        found |= {product.id for product in members}
    return frozenset(found)


From = Annotated[Shelf, PlainValidator(_shelf)]
"""Where products come from: a list of ids, the name of a collection, `interest` or `recommended`."""

Fallback = Annotated[Listed, PlainValidator(_listed)]
"""Where they come from when nothing is known of the visitor."""

Of = Annotated[frozenset[str], PlainValidator(_category)]
"""The ids of the products of a category or of a list of them, as the feed writes them."""
