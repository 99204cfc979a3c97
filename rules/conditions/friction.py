"""`friction`: where this visit is stuck: searching, going to and fro between two pages, hesitating over a product."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator
from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.operands import choice, several
from rules.language.word import Word
from rules.past import NOT_KNOWN
from scoring.friction import Friction as Kind
from scoring.friction import frictions

KindOf = Annotated[Kind, choice("friction", Kind)]


@dataclass(frozen=True, slots=True)
class Friction(Word):
    """A list asks for any of them."""

    word: ClassVar[str] = "friction"
    bare: ClassVar[str] = "kinds"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True

    kinds: Annotated[tuple[KindOf, ...], BeforeValidator(several)]

    def answer(self, context: Context) -> Truth:
        found = _found(context)
        return Truth.UNKNOWN if found is None else Truth.of(not found.isdisjoint(self.kinds))

    def seen(self, context: Context) -> str:
        found = _found(context)
        return NOT_KNOWN if found is None else f"friction = {', '.join(sorted(found)) or 'none'}"


def _found(context: Context) -> frozenset[Kind] | None:
    visitor = context.visitor
    return None if visitor is None else context.once("friction", lambda: frictions(visitor.visit(context.now)))
