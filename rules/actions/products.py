"""`products`: fills a block with products of the feed, each as a card of the site's own making."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from itertools import islice
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from rules.catalogue import Product
from rules.choice import Choice
from rules.claims import content
from rules.context import Context
from rules.decision import Edit, Element, Html, Op
from rules.language.names import ElementRef, FragmentRef
from rules.language.operands import wrong
from rules.language.word import Word
from rules.language.wording import Given, check_fillable, check_given, html, known, remembers
from rules.shelf import Fallback, From, Listed, Of, Shelf, offered
from rules.values import shown

MOST = 24
"""Products in one block: a page is made while somebody waits for it."""

TRIES = 4
"""Products that may be looked at for each that is shown, when cards lack something."""

Offer = tuple[Product, Shelf]


@dataclass(frozen=True, slots=True)
class Products(Word):
    """A card that names `product` is shown once for each, one that loops over `products` once for all."""

    word: ClassVar[str] = "products"
    bare: ClassVar[str] = "into"

    into: ElementRef
    card: FragmentRef
    shelf: Annotated[From, Field(alias="from")]
    fallback: Fallback | None = None
    category: Of | None = None
    count: Annotated[int, Field(strict=True, ge=1, le=MOST)] = 4
    values: Given = field(default_factory=dict, hash=False)

    @model_validator(mode="after")
    def _shows_products(self) -> Self:
        roots = {name.split(".")[0] for name in self.card.uses} & {"product", "products"}
        if len(roots) != 1:
            raise wrong("wrong-value", f'"{self.card.name}" has to show `product`, or to loop over `products`')
        check_fillable(self.card, self.word)
        check_given(self.card, self.values)
        return self

    def edits(self, context: Context) -> tuple[Edit, ...]:
        values = known(context, self.values)
        cards = [self._list(values, context)] if self._loops else [card for _, card in self._cards(values, context)]
        markup = "".join(cards)
        return (Edit(self.into, Op.FILL, Html(markup)),) if markup else ()

    def chosen(self, context: Context) -> tuple[Choice, ...]:
        """Return the products that stand in the block, each with why it does."""
        cards = () if self._loops else self._cards(known(context, self.values), context)
        offers = islice(self._offers(context), self.count) if self._loops else (offer for offer, _ in cards)
        return tuple(Choice(product.id, product.title, shelf.why(context, product)) for product, shelf in offers)

    def outcome(self) -> tuple[str, str]:
        return ("products", self.into.name)

    def touches(self) -> tuple[Element, ...]:
        return (self.into,)

    def claims(self) -> frozenset[str]:
        return frozenset({content(self.into)})

    def remembers(self) -> bool:
        return not isinstance(self.shelf, Listed) or remembers(self.card)

    @property
    def _loops(self) -> bool:
        return "products" in self.card.uses

    def _offers(self, context: Context) -> Iterator[Offer]:
        found = offered(context, self.shelf, self.fallback)
        return found if self.category is None else (offer for offer in found if offer[0].id in self.category)

    def _cards(self, values: Mapping[str, object], context: Context) -> Iterator[tuple[Offer, str]]:
        """A product that lacks what the card shows makes way for the next."""
        tried = islice(self._offers(context), self.count * TRIES)
        cards = ((offer, html(self.card, {**values, "product": shown(offer[0])})) for offer in tried)
        return islice(((offer, card.markup) for offer, card in cards if card), self.count)

    def _list(self, values: Mapping[str, object], context: Context) -> str:
        products = [shown(product) for product, _ in islice(self._offers(context), self.count)]
        content = html(self.card, {**values, "products": products}) if products else None
        return content.markup if content else ""
