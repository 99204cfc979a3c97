"""Reads durations and money as people write them: `30 days`, `8 seconds`, `50 EUR`."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from scoring.visitor import KEPT_SHOWN

_SECONDS = {
    "second": 1,
    "minute": 60,
    "hour": 3600,
    "day": 86_400,
    "week": 7 * 86_400,
    "month": 30 * 86_400,
    "year": 365 * 86_400,
}
MAX_SECONDS = 100 * 365 * 86_400
"""A hundred years: from now, they end on days that every clock can tell."""

_DURATION = re.compile(r"(\d{1,6}(?:\.\d{1,3})?) *([a-z]+?)s?", re.ASCII)
_MONEY = re.compile(r"(-?\d{1,12}(?:\.\d{1,4})?)(?: *([A-Z]{3}))?", re.ASCII)
_FREQUENCY = re.compile(r"(\d{1,4}) per (visit|(?:\d{1,6} )?[a-z]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Money:
    """An amount; currency is ISO 4217, "" where the writer left it to the site."""

    amount: Decimal
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Frequency:
    """How often: `times` within `seconds`; seconds None means within one visit."""

    times: int
    seconds: float | None


def seconds(value: object) -> float:
    match = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None or match[2] not in _SECONDS:
        raise PydanticCustomError("not-a-duration", 'write a duration such as "30 days", "8 hours" or "15 minutes"')
    length = float(match[1]) * _SECONDS[match[2]]
    if length > MAX_SECONDS:
        raise PydanticCustomError("not-a-duration", "write a duration of at most 100 years")
    return length


def money(value: object) -> Money:
    match = _MONEY.fullmatch(str(value).strip()) if isinstance(value, str | int | float) else None
    if match is None or isinstance(value, bool):
        raise PydanticCustomError("not-money", 'write an amount such as "50 EUR" or 49.90')
    return Money(Decimal(match[1]), match[2] or "")


def frequency(value: object) -> Frequency:
    match = _FREQUENCY.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise PydanticCustomError("not-a-limit", 'write a limit such as "1 per 14 days", "3 per week" or "1 per visit"')
    times, span = int(match[1]), match[2]
    length = None if span == "visit" else seconds(span if span[0].isdigit() else f"1 {span}")
    if not 1 <= times <= KEPT_SHOWN or length == 0:
        raise PydanticCustomError("not-a-limit", f"write a limit of 1 to {KEPT_SHOWN} times in at least a second")
    return Frequency(times, length)


Duration = Annotated[float, BeforeValidator(seconds)]
"""A length of time, in seconds."""

Amount = Annotated[Money, BeforeValidator(money)]
"""An amount of money."""

Often = Annotated[Frequency, BeforeValidator(frequency)]
"""A limit in time."""


def spoken(span: float) -> str:
    """Return seconds as a person says them: the largest unit that leaves at least one, whole."""
    for unit in ("day", "hour", "minute"):
        count = int(span // _SECONDS[unit])
        if count >= 1:
            return f"{count} {unit}{'s' if count > 1 else ''}"
    return f"{int(span)} seconds"
