"""The weather that a persona has, as a person writes it."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from rules.beyond import Day, Weather
from rules.conditions.weather import SkyName

_DAY = 86_400.0


def _several(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _sky_alone(value: object) -> object:
    """Return a lone sky as the whole of the weather, and None where the weather is said to be unknown."""
    if value == "unknown":
        return None
    return {"sky": value} if isinstance(value, str) else value


class WeatherThere(BaseModel):
    """The sky and the degrees now, and the skies of the days to come, today first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sky: SkyName = "clear"
    temperature: Annotated[float, Field(ge=-90, le=60)] = 15.0
    forecast: Annotated[list[SkyName], BeforeValidator(_several), Field(max_length=16)] = []

    def from_day(self, now: float) -> Weather:
        """Return it with the first day of the forecast being the one that holds a Unix time."""
        begin = now - now % _DAY
        days = (Day(begin + n * _DAY, begin + (n + 1) * _DAY, sky) for n, sky in enumerate(self.forecast))
        return Weather(self.sky, self.temperature, tuple(days))


Given = Annotated[WeatherThere | None, BeforeValidator(_sky_alone)]
"""The weather as a persona has it, None for unknown."""
