"""`image`: shows another picture in an `img`, with the words that stand for it."""

from typing import Annotated, ClassVar

from pydantic import Field
from pydantic.dataclasses import dataclass

from rules.claims import attribute
from rules.context import Context
from rules.decision import Edit, Element, Op, Text
from rules.language.names import ElementRef
from rules.language.word import Word
from rules.language.wording import Address, Words, remembers
from rules.values import values

# HTML, 4.8.4.2: a browser prefers what stands in `srcset` to `src`, so the shop's choices have to go.
_OTHERS = ("srcset", "sizes")


@dataclass(frozen=True, slots=True)
class Image(Word):
    """`alt` is never optional: the shop's own words tell of the shop's own picture."""

    word: ClassVar[str] = "image"
    bare: ClassVar[str] = "on"

    element: Annotated[ElementRef, Field(alias="on")]
    src: Address
    alt: Words

    def edits(self, context: Context) -> tuple[Edit, ...]:
        known = values(context)
        src, alt = self.src.render(known), self.alt.render(known)
        if src is None or alt is None:
            return ()
        return (
            Edit(self.element, Op.SET, Text(src), name="src"),
            Edit(self.element, Op.SET, Text(alt), name="alt"),
            *(Edit(self.element, Op.SET, name=name) for name in _OTHERS),
        )

    def outcome(self) -> tuple[str, str]:
        return ("image", self.element.name)

    def touches(self) -> tuple[Element, ...]:
        return (self.element,)

    def claims(self) -> frozenset[str]:
        return frozenset(attribute(self.element, name) for name in ("src", "alt", *_OTHERS))

    def remembers(self) -> bool:
        return remembers(self.src, self.alt)
