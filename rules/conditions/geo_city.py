"""`geo.city`: the English name of the city that the visitor's address belongs to."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.word import Word
from rules.operators import TextTest


@dataclass(frozen=True, slots=True)
class GeoCity(Word):
    word: ClassVar[str] = "geo.city"
    whole: ClassVar[bool] = True

    test: TextTest

    def answer(self, context: Context) -> Truth:
        return self.test.of(context.place.city)

    def seen(self, context: Context) -> str:
        return f"geo.city = {context.place.city or 'unknown'}"
