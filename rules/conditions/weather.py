"""`weather`: the sky and the degrees where the visitor is, and the sky that is forecast there."""

from typing import Annotated, ClassVar

from pydantic import model_validator
from pydantic.dataclasses import dataclass

from rules import beyond
from rules.context import Context, Truth
from rules.language.operands import Given, choice, wrong
from rules.language.units import Duration
from rules.language.word import Word
from rules.logic import all_of, any_of
from rules.operators import NumberTest, TextOf

SkyName = Annotated[str, choice("sky", beyond.SKIES)]


@dataclass(frozen=True, slots=True)
class Weather(Word):
    """All that is asked must hold; `within` says how far ahead the forecast counts, the day of its end included."""

    word: ClassVar[str] = "weather"
    bare: ClassVar[str] = "sky"

    sky: Given[TextOf[SkyName]] = None
    temperature: Given[NumberTest] = None
    forecast: Given[TextOf[SkyName]] = None
    within: Given[Duration] = None

    @model_validator(mode="after")
    def _asks(self) -> "Weather":
        if self.sky is None and self.temperature is None and self.forecast is None:
            raise wrong("missing-value", "ask for a sky, a temperature or a forecast, such as { forecast: snow }")
        if self.within is not None and self.forecast is None:
            raise wrong("missing-value", "`within` says how far ahead a forecast counts: name its sky too")
        return self

    def answer(self, context: Context) -> Truth:
        weather = context.beyond.weather
        if weather is None:
            return Truth.UNKNOWN
        now = Truth.YES if self.sky is None else self.sky.of(weather.sky)
        degrees = Truth.YES if self.temperature is None else self.temperature.of(weather.temperature)
        return all_of((now, degrees, self._ahead(self.forecast, weather, context.now)))

    def seen(self, context: Context) -> str:
        weather = context.beyond.weather
        if weather is None:
            return "weather = unknown"
        ahead = f", then {', '.join(day.sky for day in weather.days)}" if self.forecast and weather.days else ""
        return f"weather = {weather.sky}, {weather.temperature:g} degrees{ahead}"

    def _ahead(self, forecast: TextOf[SkyName] | None, weather: beyond.Weather, now: float) -> Truth:
        if forecast is None:
            return Truth.YES
        last = now + self.within if self.within is not None else float("inf")
        skies = [day.sky for day in weather.days if day.end > now and day.begin <= last]
        return any_of(forecast.of(sky) for sky in skies) if skies else Truth.UNKNOWN
