"""`loyalty.tier`: the highest tier that this person's points reach; `none` below the first."""

from typing import Annotated, ClassVar

from pydantic import BeforeValidator, ValidationInfo
from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.names import names_of, unknown
from rules.language.word import Word
from rules.operators import TextOf
from rules.past import NOT_KNOWN

NO_TIER = "none"


def _tier(value: object, info: ValidationInfo) -> object:
    known = (NO_TIER, *names_of(info).tiers)
    if value not in known:
        raise unknown("tier", value, known)
    return value


Tier = Annotated[str, BeforeValidator(_tier)]


@dataclass(frozen=True, slots=True)
class LoyaltyTier(Word):
    word: ClassVar[str] = "loyalty.tier"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True

    test: TextOf[Tier]

    def answer(self, context: Context) -> Truth:
        return self.test.of(_reached(context))

    def seen(self, context: Context) -> str:
        reached = _reached(context)
        return NOT_KNOWN if reached is None else f"loyalty.tier = {reached}"


def _reached(context: Context) -> str | None:
    if context.visitor is None:
        return None
    loyalty = context.measures.loyalty
    return loyalty.tier(loyalty.points(context.visitor)) or NO_TIER
