"""`geo.region`: the ISO 3166-2 code of the visitor's region, with or without its country: `ENG` or `GB-ENG`."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.word import Word
from rules.operators import TextTest


@dataclass(frozen=True, slots=True)
class GeoRegion(Word):
    word: ClassVar[str] = "geo.region"
    whole: ClassVar[bool] = True

    test: TextTest

    def answer(self, context: Context) -> Truth:
        region = context.place.region
        if region is None:
            return Truth.UNKNOWN
        short = region.rpartition("-")[2]
        return self.test.of_any((short, f"{context.place.country}-{short}"))

    def seen(self, context: Context) -> str:
        return f"geo.region = {context.place.region or 'unknown'}"
