"""`time`: the time of day and the weekday where the visitor is, or by the site's clock where that is not known."""

import re
from datetime import datetime
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, Field, ValidationInfo, model_validator
from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.names import names_of
from rules.language.operands import Given, choice, several, wrong
from rules.language.word import Word

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")


def _minute(value: object) -> int:
    """Return the minute of the day; 24:00 is its end."""
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    minute = int(match[1]) * 60 + int(match[2]) if match else -1
    if not 0 <= minute <= 24 * 60:
        raise wrong("not-a-time", 'write a time of day such as "18:00"')
    return minute


def _site_zone(value: object, info: ValidationInfo) -> str:
    if value != "":
        raise wrong("unknown-key", "the zone is the visitor's; set the site's with `timezone` in site.yaml")
    return names_of(info).zone


Minute = Annotated[int, BeforeValidator(_minute)]
Weekdays = Annotated[tuple[Annotated[str, choice("weekday", _DAYS)], ...], BeforeValidator(several)]
SiteZone = Annotated[str, BeforeValidator(_site_zone)]


@dataclass(frozen=True, slots=True)
class Time(Word):
    """`between` begins with its first minute and ends before its second; it may reach over midnight."""

    word: ClassVar[str] = "time"
    bare: ClassVar[str] = "between"

    between: Given[tuple[Minute, Minute]] = None
    weekday: Weekdays = _DAYS
    zone: SiteZone = Field(default="", validate_default=True)

    @model_validator(mode="after")
    def _something(self) -> "Time":
        if self.between is None and self.weekday == _DAYS:
            raise wrong("missing-value", 'say when: between: ["18:00", "23:00"] or weekday: [saturday, sunday]')
        return self

    def answer(self, context: Context) -> Truth:
        local = self._local(context)
        if _DAYS[local.weekday()] not in self.weekday:
            return Truth.NO
        return Truth.of(self.between is None or _within(self.between, local.hour * 60 + local.minute))

    def seen(self, context: Context) -> str:
        local = self._local(context)
        return f"time = {_DAYS[local.weekday()]} {local:%H:%M} {local.tzinfo}"

    def _local(self, context: Context) -> datetime:
        return datetime.fromtimestamp(context.now, _zone(context.place.zone or self.zone, self.zone))


def _within(span: tuple[int, int], minute: int) -> bool:
    begin, end = span
    return begin <= minute < end if begin <= end else minute >= begin or minute < end


def _zone(name: str, otherwise: str) -> ZoneInfo:
    """Return a zone by name; the geo database may name one that this machine does not know yet."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(otherwise)
