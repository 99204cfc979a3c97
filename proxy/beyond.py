"""Asks others what rules want to know of a visitor, side by side and under the deadline of the page."""

from collections.abc import Callable
from dataclasses import dataclass

from proxy.providers.guard import Guard
from proxy.providers.weather import Forecasts, Spot
from proxy.sparing import blurred
from proxy.track import Asked
from rules.beyond import Beyond, Weather
from rules.privacy import Grain
from rules.rulebook import Mode, Site

_FINE = frozenset({Grain.CITY, Grain.REGION})
"""Grains of place under which the weather of a region may be asked for."""


@dataclass(frozen=True, slots=True)
class Sky:
    """Where weather comes from: `spot` rounds where an address is, `forecasts` tell the weather there."""

    spot: Callable[[str], Spot | None]
    forecasts: Forecasts


@dataclass(frozen=True, slots=True)
class Lookups:
    """Who is asked, None where there is nobody to ask, and for how many seconds a page waits."""

    guard: Guard
    deadline: float
    sky: Sky | None = None

    def wanted(self, site: Site) -> bool:
        """Tell whether a live rule asks for any of it."""
        return self.sky is not None and "weather" in site.asks

    async def of(self, it: Asked) -> Beyond:
        """Return what the live rules ask for, as far as it is known in time."""
        return Beyond(weather=await self._weather(it))

    async def close(self) -> None:
        if self.sky is not None:
            await self.sky.forecasts.close()

    async def _weather(self, it: Asked) -> Weather | None:
        if self.sky is None or it.site.privacy.place not in _FINE:
            return None
        spot = self.sky.spot(blurred(it.head.address) if it.site.mode is Mode.MEASURE else it.head.address)
        return await self.guard.guarded(self.sky.forecasts.at(spot), self.deadline, "weather") if spot else None
