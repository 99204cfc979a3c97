"""Chooses the products that fill a block: a list, a collection, or what the visitor likes."""

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

INTEREST = "interest"


@dataclass(frozen=True, slots=True)
class Listed:
    """Products that somebody chose, the same for all."""

    products: tuple[Product, ...]

    def offer(self, _context: Context) -> Iterator[Product]:
        return iter(self.products)


@dataclass(frozen=True, slots=True)
class Liked:
    """Products of the categories that the visitor likes, the best liked first; keys are category names, folded."""

    categories: Mapping[str, tuple[Product, ...]] = field(hash=False)

    def offer(self, context: Context) -> Iterator[Product]:
        liking = context.visitor.liking(context.now) if context.visitor else ()
        return chain.from_iterable(self.categories.get(name.casefold(), ()) for name, _ in liking)


Shelf = Listed | Liked


def offered(context: Context, *shelves: Shelf | None) -> Iterator[Product]:
    """Yield the products of the shelves in their order: each once, none sold out, none that the page is about."""
    here = context.facts.get("product.id", "")
    passed = {here}
    for shelf in shelves:
        for product in shelf.offer(context) if shelf else ():
            if product.available and product.id not in passed:
                passed.add(product.id)
                yield product


def _shelf(value: object, info: ValidationInfo) -> Shelf:
    names = names_of(info)
    if value == INTEREST:
        return Liked(_by_category(names.catalogue.products))
    if isinstance(value, list):
        return Listed(tuple(_product(names, str(id_)) for id_ in value))
    return _collection(names, value)


def _listed(value: object, info: ValidationInfo) -> Listed:
    if value == INTEREST:
        raise wrong("wrong-value", "the fallback is for people of whom nothing is known: write a collection or a list")
    shelf = _shelf(value, info)
    return shelf if isinstance(shelf, Listed) else Listed(())


def _collection(names: Names, name: object) -> Listed:
    collections = names.catalogue.collections
    if not isinstance(name, str) or name not in collections:
        known = [*collections, INTEREST]
        raise wrong("unknown-collection", f'there is no collection "{name}". {nearest(str(name), known)}')
    return Listed(tuple(_product(names, id_) for id_ in collections[name]))


def _product(names: Names, id_: str) -> Product:
    product = names.catalogue.find(id_)
    if product is None:
        known = [each.id for each in names.catalogue.products]
        raise wrong("unknown-product", f'the feed has no product "{id_}". {nearest(id_, known)}')
    return product


def _by_category(products: tuple[Product, ...]) -> Mapping[str, tuple[Product, ...]]:
    """A feed writes "Shoes > Boots" where the shop's page may say "Boots": both names find the product."""
    found: dict[str, list[Product]] = {}
    for product in products:
        whole = product.category.casefold()
        for name in {whole, whole.rsplit(">", 1)[-1].strip()}:
            found.setdefault(name, []).append(product)
    return {name: tuple(members) for name, members in found.items() if name}


From = Annotated[Shelf, PlainValidator(_shelf)]
"""Where products come from: a list of ids, the name of a collection, or `interest`."""

Fallback = Annotated[Listed, PlainValidator(_listed)]
"""Where they come from when nothing is known of the visitor."""
