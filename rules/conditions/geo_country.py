"""`geo.country`: the ISO 3166 code of the country that the visitor's address belongs to."""

from difflib import get_close_matches
from typing import Annotated, ClassVar

from pydantic import BeforeValidator
from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.countries import COUNTRIES
from rules.language.operands import wrong
from rules.language.word import Word
from rules.operators import TextOf

_MEANT = {
    "UK": "GB", "EN": "GB", "BRITAIN": "GB", "GREAT BRITAIN": "GB", "ENGLAND": "GB", "SCOTLAND": "GB", "WALES": "GB",
    "USA": "US", "AMERICA": "US", "HOLLAND": "NL", "EL": "GR", "SP": "ES", "SW": "SE", "JA": "JP",
}  # fmt: skip
"""What people write for a country, mostly its language, its internet domain or its own name."""

_CODES = {name.lower(): code for code, name in COUNTRIES.items()}


def _country(value: object) -> str:
    if isinstance(value, str) and value.upper() in COUNTRIES:
        return value.upper()
    raise wrong("country-not-iso", f'"{value}" is no ISO 3166 country code. {_hint(str(value))}')


def _hint(written: str) -> str:
    if written.upper() == "EU":
        return "For a continent write geo.continent: EU."
    near = get_close_matches(written.lower(), _CODES, n=1, cutoff=0.8)
    code = _MEANT.get(written.upper()) or (_CODES[near[0]] if near else None)
    return f'Did you mean "{code}"?' if code else "Write two letters such as GB or FR."


Country = Annotated[str, BeforeValidator(_country)]


@dataclass(frozen=True, slots=True)
class GeoCountry(Word):
    word: ClassVar[str] = "geo.country"
    whole: ClassVar[bool] = True

    test: TextOf[Country]

    def answer(self, context: Context) -> Truth:
        return self.test.of(context.place.country)

    def seen(self, context: Context) -> str:
        return f"geo.country = {context.place.country or 'unknown'}"
