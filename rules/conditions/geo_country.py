"""`geo.country`: the ISO 3166 code of the visitor's country, by the address of the client."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.word import Word
from rules.operators import TextTest


@dataclass(frozen=True, slots=True)
class GeoCountry(Word):
    word: ClassVar[str] = "geo.country"
    whole: ClassVar[bool] = True

    test: TextTest

    def answer(self, context: Context) -> Truth:
        return self.test.of(context.place.country)

    def seen(self, context: Context) -> str:
        return f"geo.country = {context.place.country or 'unknown'}"
