"""`order`: moves what the visitor likes to the front of a block; the shop's own bytes move, nothing is rewritten."""

from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from rules.claims import content
from rules.context import Context
from rules.decision import Edit, Element, Op, Slices
from rules.language.names import Css, ElementRef
from rules.language.operands import wrong
from rules.language.word import Word
from rules.ranking import Ranking


@dataclass(frozen=True, slots=True)
class Order(Word):
    """`item` tells which children move.

    Their category, or the id of their product, is an `attribute` of theirs, or the text of a `key` in them.
    """

    word: ClassVar[str] = "order"
    bare: ClassVar[str] = "children_of"

    element: Annotated[ElementRef, Field(alias="children_of")]
    by: Ranking
    item: Css = "*"
    attribute: str = ""
    key: Css | None = None

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        if bool(self.attribute) == bool(self.key):
            raise wrong(
                "wrong-value", "say where a child's category or id stands: `attribute: data-category` or `key: .name`"
            )
        return self

    def edits(self, context: Context) -> tuple[Edit, ...]:
        ranking = self.by.ranking(context)
        if not ranking:
            return ()
        return (Edit(self.element, Op.FILL, Slices(self.item, ranking, self.attribute, self.key or "")),)

    def outcome(self) -> tuple[str, str]:
        return ("ordered", self.element.name)

    def touches(self) -> tuple[Element, ...]:
        return (self.element,)

    def claims(self) -> frozenset[str]:
        return frozenset({content(self.element)})

    def remembers(self) -> bool:
        return True
