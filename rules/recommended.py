"""Chooses products by what past visits met next, and for people of whom little is known by what most visits met."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain

from rules.catalogue import Catalogue, Product
from rules.context import Context
from scoring.event import Kind
from scoring.recommend import Recommender
from scoring.walks import items_of

RANKED = 24
"""Products that an order on a page is made of: each order of children is a plan of its own."""

HAD = 30 * 86_400.0
"""Seconds for which what was put in the basket is not offered again, bought or not."""


@dataclass(frozen=True, slots=True)
class Recommended:
    """`popular` holds the feed's products that visits met, those that most met first; `categories` the same by name."""

    recommender: Recommender = field(hash=False)
    catalogue: Catalogue
    popular: tuple[Product, ...] = field(repr=False)
    categories: Mapping[str, tuple[Product, ...]] = field(hash=False, repr=False)

    @classmethod
    def of(cls, recommender: Recommender, catalogue: Catalogue) -> "Recommended":
        seen = recommender.seen
        met = (product for product in catalogue.products if product.id in seen)
        popular = Catalogue.of(tuple(sorted(met, key=lambda product: -seen[product.id])), {})
        return cls(recommender, catalogue, popular.products, popular.by_category())

    def offer(self, context: Context) -> Iterator[Product]:
        """Yield what comes next, then the popular of the categories that the visitor likes, then all popular.

        What this visit has met already may well come next, and yet nobody needs to be told of it.
        """
        next_ = filter(None, map(self.catalogue.find, self._next(context)))
        liking = context.visitor.liking(context.now) if context.visitor else ()
        liked = chain.from_iterable(self.categories.get(name.casefold(), ()) for name, _ in liking)
        passed = _had(context) | _met_now(context)
        return (product for product in chain(next_, liked, self.popular) if product.id not in passed)

    def why(self, context: Context, product: Product) -> str:
        if product.id not in self._next(context):
            return f"met by {self.recommender.seen.get(product.id, 0)} visits, as popular ones are"
        because = self.recommender.because(met(context), product.id)
        if not because.visits:
            return "met together with what comes next"
        led = f"because of {because.met}: " if because.met else ""
        return f"{led}{because.visits} of the {because.of} visits most like this one met it"

    def ranking(self, context: Context) -> tuple[str, ...]:
        """Return the ids of what comes next, without what is sold out, the visitor had, or the page is about."""
        passed = {*_had(context), context.facts.get("product.id", "")}
        return tuple(id_ for id_ in self._next(context) if id_ not in passed and self._there(id_))[:RANKED]

    def _there(self, id_: str) -> bool:
        product = self.catalogue.find(id_)
        return product is None or product.available

    def _next(self, context: Context) -> tuple[str, ...]:
        return context.once("what comes next", lambda: self.recommender.after(met(context)))


def met(context: Context) -> tuple[str, ...]:
    """Return the products that this visit met, in order; those of earlier visits when it met none yet.

    With the past unknown, the product of the very page is still known.
    """
    visitor = context.visitor
    if visitor is None:
        return tuple(filter(None, [context.facts.get("product.id")]))
    return items_of(visitor.visit(context.now)) or items_of(visitor.events)


def _met_now(context: Context) -> frozenset[str]:
    return frozenset(items_of(context.visitor.visit(context.now)) if context.visitor else ())


def _had(context: Context) -> frozenset[str]:
    """Return what the visitor put in the basket of late: it is there, or was just bought."""
    events = context.visitor.events if context.visitor else ()
    since = context.now - HAD
    return frozenset(event.subject for event in events if event.kind is Kind.ADDED and event.at >= since)
