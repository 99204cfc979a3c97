"""What others know and we ask them for: the weather where the visitor is, and the shop's own file of customers."""

from collections.abc import Mapping
from dataclasses import dataclass

SKIES = ("clear", "cloudy", "fog", "drizzle", "rain", "snow", "thunderstorm")
"""The words for a sky."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the forecast where the visitor is: when it begins and ends in Unix seconds, and its worst sky."""

    begin: float
    end: float
    sky: str


@dataclass(frozen=True, slots=True)
class Weather:
    """The weather in the region of a visitor: the sky now, degrees Celsius, and the days to come, today first."""

    sky: str
    temperature: float
    days: tuple[Day, ...] = ()


@dataclass(frozen=True, slots=True)
class Beyond:
    """What was answered in time; None is unknown.

    `customer` holds the columns that rules ask for, no others; it is empty for a customer who is in no row.
    `empty` names the pools that have no code left.
    """

    weather: Weather | None = None
    customer: Mapping[str, str] | None = None
    empty: frozenset[str] = frozenset()


NOTHING_BEYOND = Beyond()
