"""Reads what stands behind an operator: text, a number, a price, a day; and says what is wrong with it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Annotated, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, ValidationError, ValidationInfo
from pydantic_core import InitErrorDetails, PydanticCustomError

from rules.language.names import names_of
from rules.language.problem import nearest
from rules.language.units import money

T = TypeVar("T")

_PERCENT = re.compile(r"(\d{1,3}(?:\.\d{1,3})?) *%", re.ASCII)

_MEANT = {
    "equals": "is",
    "in": "is",
    "one_of": "is",
    "over": "more_than",
    "above": "more_than",
    "under": "less_than",
    "below": "less_than",
    "min": "at_least",
    "max": "at_most",
    "less_than": "within",
    "at_most": "within",
    "at_least": "more_than",
    "have": "has",
    "begins_with": "starts_with",
    "includes": "contains",
}
"""What people write for an operator that looks nothing like it, or looks like its opposite."""


@dataclass(frozen=True, slots=True)
class Day:
    """The Unix times at which a date begins and ends; a moment begins and ends at once."""

    begin: float
    end: float


def wrong(code: str, message: str) -> PydanticCustomError:
    return PydanticCustomError(code, "{message}", {"message": message})


def written(value: object, operators: Iterable[str], bare: str = "is", *, listed: str = "is") -> Mapping[str, object]:
    """Return operands by operator, a lone value under `bare` and a list under `listed`; raise for strange operators."""
    if value is None or value in ([], {}):
        raise wrong("missing-value", "a value is missing here")
    if not isinstance(value, Mapping):
        return {listed if isinstance(value, list) else bare: value}
    known = frozenset(operators)
    strange = [
        InitErrorDetails(type=_strange(str(key), known), loc=(key,), input=key) for key in value if key not in known
    ]
    if strange:
        raise ValidationError.from_exception_data("operators", strange)
    return value


def _strange(name: str, known: frozenset[str]) -> PydanticCustomError:
    meant = _MEANT.get(name)
    hint = f'Did you mean "{meant}"?' if meant in known else nearest(name, known)
    return wrong("unknown-operator", f'there is no "{name}" here. {hint}')


def choice(noun: str, names: Iterable[str]) -> BeforeValidator:
    """Return the check that a value is one of some names, whatever its case."""
    known = {name.lower(): name for name in names}

    def read(value: object) -> str:
        if isinstance(value, str) and value.lower() in known:
            return known[value.lower()]
        hint = nearest(str(value), known.values())
        raise wrong(f"unknown-{noun.replace(' ', '-')}", f'there is no {noun} "{value}". {hint}')

    return BeforeValidator(read)


def several(value: object) -> object:
    """Return a lone value as a list of one; an empty list could never match, so it is refused."""
    if value == []:
        raise wrong("missing-value", "the list is empty")
    return value if isinstance(value, list) else [value]


def folded(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text.casefold() for text in texts)


def _text(value: object) -> str:
    if isinstance(value, float):
        raise wrong("wrong-value", f'write it in quotes, else "{value}" is a number and loses its zeros')
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, str | int):
        raise wrong("wrong-value", "write text here, such as boots or [boots, sandals]")
    return str(value)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise wrong("wrong-value", "write a number here, such as 3, or a comparison in words, such as { at_least: 3 }")
    return value


def _percent(value: object) -> float:
    match = _PERCENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or float(match[1]) > 100.0:
        raise wrong("wrong-value", "write a percentage from 0% to 100%, such as 30%")
    return float(match[1]) / 100.0


def _price(value: object, info: ValidationInfo) -> Decimal:
    """Return an amount in the site's currency: rates change, so a foreign one has no fixed meaning."""
    price, currency = money(value), names_of(info).currency
    if price.currency not in {"", currency}:
        raise wrong("foreign-currency", f"this site sells in {currency}: write the amount in {currency}")
    return price.amount


def _day(value: object, info: ValidationInfo) -> Day:
    try:
        begin = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        begin = None
    if begin is None or not isinstance(value, str):
        raise wrong("not-a-date", 'write a date such as 2026-11-22 or "2026-11-22 18:00"')
    zone = ZoneInfo(names_of(info).zone)
    end = begin if ":" in value else begin + timedelta(days=1)
    return Day(*(moment.replace(tzinfo=moment.tzinfo or zone).timestamp() for moment in (begin, end)))


def _given(value: object) -> object:
    if value is None:
        raise wrong("missing-value", "a value is missing here")
    return value


Given = Annotated[T | None, BeforeValidator(_given)]
"""What may be left out, but not written without a value; None when it is left out."""

Text = Annotated[str, BeforeValidator(_text)]
"""Text as a person writes it: a whole number or a yes-or-no is taken by its letters."""

Number = Annotated[float, BeforeValidator(_number)]

Percent = Annotated[float, BeforeValidator(_percent)]
"""A percentage, as a share from 0 to 1."""

Price = Annotated[Decimal, BeforeValidator(_price)]
"""An amount in the site's currency; a bare number means that currency."""

When = Annotated[Day, BeforeValidator(_day)]
"""A date of the site's zone, or a moment."""
