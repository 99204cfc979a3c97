"""Tells the weather of a region by Open-Meteo's API, or a server of one's own that speaks it.

The service is told the half degree that a place lies in, some fifty kilometres: never an address, a visitor or a page.
"""

from asyncio import Task, create_task, shield
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from proxy.providers.guard import Guard
from proxy.providers.web import AnswerError, Web
from rules.beyond import Day, Weather

Spot = tuple[float, float]
"""A latitude and a longitude, rounded to half a degree."""

OPEN_METEO = "open-meteo"
_FREE, _PAID = "https://api.open-meteo.com", "https://customer-api.open-meteo.com"

FRESH = 30 * 60.0
"""Seconds after which a region is asked for anew; the service counts quarters of an hour and longer."""

STALE = 6 * 3600.0
"""Seconds for which an old answer is better than none, while a new one is on its way or does not come."""

PAUSE = 60.0
"""Seconds until a region is asked for again after the service failed."""

_REGIONS = 2048
_AT_ONCE = 8
"""Questions on their way: a service that is slow is not made slower."""

_DAYS = 7
_DAY = 86_400

_SKIES: Mapping[str, Sequence[int]] = {
    "clear": (0, 1),
    "cloudy": (2, 3),
    "fog": (45, 48),
    "drizzle": (51, 53, 55, 56, 57),
    "rain": (61, 63, 65, 66, 67, 80, 81, 82),
    "snow": (71, 73, 75, 77, 85, 86),
    "thunderstorm": (95, 96, 99),
}
_SKY = {code: sky for sky, codes in _SKIES.items() for code in codes}
"""Skies by the codes of the World Meteorological Organization that the service uses (WMO 4677)."""


@dataclass(frozen=True, slots=True)
class _Kept:
    weather: Weather | None
    since: float
    again: float


@dataclass(slots=True)
class Forecasts:
    """Weather by region, asked for in the background and remembered; `clock` counts seconds and never leaps."""

    address: str
    key: str
    web: Web
    guard: Guard
    clock: Callable[[], float]
    _kept: OrderedDict[Spot, _Kept] = field(default_factory=OrderedDict, init=False)
    _asking: dict[Spot, Task[Weather | None]] = field(default_factory=dict, init=False)

    async def at(self, spot: Spot) -> Weather | None:
        """Return the weather of a region at once where it is remembered, else when it has come; None is unknown.

        Who stops waiting does not stop the question.
        """
        kept, now = self._kept.get(spot), self.clock()
        if kept is not None and now < kept.again:
            return kept.weather
        asking = self._asked(spot)
        if kept is not None and kept.weather is not None and now - kept.since < STALE:
            return kept.weather
        return await shield(asking) if asking else None

    async def close(self) -> None:
        for task in tuple(self._asking.values()):
            task.cancel()
        await self.web.close()

    def _asked(self, spot: Spot) -> Task[Weather | None] | None:
        if spot not in self._asking and len(self._asking) < _AT_ONCE:
            task = self._asking[spot] = create_task(self._ask(spot))
            task.add_done_callback(lambda _: self._asking.pop(spot, None))
        return self._asking.get(spot)

    async def _ask(self, spot: Spot) -> Weather | None:
        weather = await self.guard.guarded(self._answer(spot), self.web.seconds, "forecast")
        now, before = self.clock(), self._kept.pop(spot, None)
        if weather is None and before is not None and now - before.since < STALE:
            self._kept[spot] = _Kept(before.weather, before.since, now + PAUSE)
        else:
            self._kept[spot] = _Kept(weather, now, now + (FRESH if weather else PAUSE))
        if len(self._kept) > _REGIONS:
            self._kept.popitem(last=False)
        return self._kept[spot].weather if spot in self._kept else weather

    async def _answer(self, spot: Spot) -> Weather:
        address = self.address if self.address != OPEN_METEO else (_PAID if self.key else _FREE)
        latitude, longitude = spot
        asked = {
            "latitude": f"{latitude:.1f}",
            "longitude": f"{longitude:.1f}",
            "current": "temperature_2m,weather_code",
            "daily": "weather_code",
            "forecast_days": str(_DAYS),
            "timezone": "auto",
            "timeformat": "unixtime",
            **({"apikey": self.key} if self.key else {}),
        }
        status, answer = await self.web.asked(f"{address}/v1/forecast", asked)
        if status != 200:
            raise AnswerError(f"the status is {status}")
        return weather_of(answer)


def weather_of(answer: object) -> Weather:
    """Return what the service's JSON says; raise AnswerError where it is not as its documentation has it."""
    current, daily = _part(answer, "current"), _part(answer, "daily")
    days = zip(_list(daily, "time"), _list(daily, "weather_code"), strict=False)
    return Weather(
        sky=_sky(current.get("weather_code")),
        temperature=_number(current.get("temperature_2m")),
        days=tuple(Day(_number(begin), _number(begin) + _DAY, _sky(code)) for begin, code in days if code is not None),
    )


def _part(answer: object, name: str) -> Mapping[str, object]:
    part = answer.get(name) if isinstance(answer, dict) else None
    if not isinstance(part, dict):
        raise AnswerError(f"it has no {name}")
    return part


def _list(part: Mapping[str, object], name: str) -> Sequence[object]:
    found = part.get(name)
    if not isinstance(found, list):
        raise AnswerError(f"its days have no {name}")
    return found


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e12:
        raise AnswerError("a number is missing")
    return float(value)


def _sky(code: object) -> str:
    sky = _SKY.get(code) if isinstance(code, int) and not isinstance(code, bool) else None
    if sky is None:
        raise AnswerError("a weather code is not known")
    return sky
