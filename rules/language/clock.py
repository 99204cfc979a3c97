"""Reads days, moments and time zones as people write them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, PlainValidator
from pydantic_core import PydanticCustomError

_YEARS = range(2000, 2100)
"""Years that are no slip of the pen, and that every clock can tell."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day or a moment; without an offset of its own it is meant in the zone that is asked for."""

    at: datetime
    whole_day: bool

    def begin(self, zone: ZoneInfo) -> float:
        """Return the Unix time at which it begins, in seconds."""
        return _placed(self.at, zone).timestamp()

    def end(self, zone: ZoneInfo) -> float:
        """Return the Unix time at which it is over: a moment at once, a day at the next midnight there."""
        at = self.at + timedelta(days=1) if self.whole_day else self.at
        return _placed(at, zone).timestamp()


def _placed(at: datetime, zone: ZoneInfo) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=zone)


def _moment(value: object) -> Moment:
    text = str(value)
    try:
        at = datetime.fromisoformat(text)
    except ValueError as error:
        raise _wrong("not-a-date", 'write a day such as 2026-11-22, or a moment such as "2026-11-22 18:00"') from error
    if at.year not in _YEARS:
        raise _wrong("not-a-date", f"write a year from {_YEARS[0]} to {_YEARS[-1]}")
    return Moment(at, whole_day=len(text) <= len("2026-11-22"))


def _zone(value: object) -> str:
    try:
        return ZoneInfo(str(value)).key
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: "Europe" is a folder of zones
        raise _no_zone(value) from error


def _no_zone(value: object) -> PydanticCustomError:
    return _wrong("unknown-zone", f'"{value}" is no time zone; write one such as Europe/Paris')


def _wrong(code: str, message: str) -> PydanticCustomError:
    return PydanticCustomError(code, "{message}", {"message": message})


DayOrMoment = Annotated[Moment, PlainValidator(_moment)]

Zone = Annotated[str, BeforeValidator(_zone)]
"""The IANA name of a time zone."""
