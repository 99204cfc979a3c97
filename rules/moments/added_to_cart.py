"""`added_to_cart`: something has gone into the basket while the page was open."""

from typing import ClassVar, Literal

from pydantic.dataclasses import dataclass

from rules.decision import Trigger
from rules.language.word import Word


@dataclass(frozen=True, slots=True)
class AddedToCart(Word):
    word: ClassVar[str] = "added_to_cart"
    bare: ClassVar[str] = "test"
    whole: ClassVar[bool] = True

    test: Literal[True]

    def trigger(self) -> Trigger:
        """Return a trigger that needs nothing more told."""
        return Trigger(self.word, {}, ("added_to_cart",))
