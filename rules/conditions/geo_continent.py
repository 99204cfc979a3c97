"""`geo.continent`: the continent that the visitor's address belongs to, by two letters such as `EU`."""

from typing import Annotated, ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.operands import choice
from rules.language.word import Word
from rules.operators import TextOf

Continent = Annotated[str, choice("continent", ("AF", "AN", "AS", "EU", "NA", "OC", "SA"))]


@dataclass(frozen=True, slots=True)
class GeoContinent(Word):
    word: ClassVar[str] = "geo.continent"
    whole: ClassVar[bool] = True

    test: TextOf[Continent]

    def answer(self, context: Context) -> Truth:
        return self.test.of(context.place.continent)

    def seen(self, context: Context) -> str:
        return f"geo.continent = {context.place.continent or 'unknown'}"
