"""What the children of a block are ordered by: the categories that the visitor likes, or what visits like this met."""

from dataclasses import dataclass
from typing import Annotated

from pydantic import PlainValidator, ValidationInfo

from rules.context import Context
from rules.language.names import names_of
from rules.language.operands import wrong
from rules.language.problem import nearest
from rules.recommended import Recommended
from rules.shelf import INTEREST, RECOMMENDED, recommended


@dataclass(frozen=True, slots=True)
class Interest:
    """The names of categories, the best liked first."""

    def ranking(self, context: Context) -> tuple[str, ...]:
        liking = context.visitor.liking(context.now) if context.visitor else ()
        return tuple(name for name, _ in liking)


def _ranking(value: object, info: ValidationInfo) -> Interest | Recommended:
    if value == INTEREST:
        return Interest()
    if value == RECOMMENDED:
        return recommended(names_of(info))
    known = (INTEREST, RECOMMENDED)
    raise wrong("wrong-value", f'nothing is ordered by "{value}". {nearest(str(value), known)}')


Ranking = Annotated[Interest | Recommended, PlainValidator(_ranking)]
"""The keys of children that come first: of `interest` categories, of `recommended` the ids of products."""
