"""Asks others what rules want to know of a visitor, side by side and under the deadline of the page."""

from asyncio import gather
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from proxy.logins import Logins
from proxy.message import cookies
from proxy.providers.crm import Customers, Question
from proxy.providers.guard import Guard
from proxy.providers.weather import Forecasts, Spot
from proxy.sparing import blurred
from proxy.track import Asked
from rules.beyond import Beyond, Weather
from rules.context import Consent
from rules.privacy import Grain
from rules.rulebook import Mode, Site

_FAMILY = "crm."

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
    customers: Customers | None = None
    logins: Logins = field(default_factory=Logins)

    def wanted(self, site: Site) -> bool:
        """Tell whether a live rule asks for any of it."""
        return self._sky_is_asked(site) or (site.customers is not None and bool(columns(site.asks)))

    async def of(self, it: Asked, consent: Consent, who: str) -> Beyond:
        """Return what the live rules ask for, as far as it is known in time and may be looked up.

        `who` is the visitor's id in the store, "" for who has none.
        """
        return Beyond(*await gather(self._weather(it), self._customer(it, consent, who)))

    async def close(self) -> None:
        if self.sky is not None:
            await self.sky.forecasts.close()
        if self.customers is not None:
            await self.customers.close()

    def _sky_is_asked(self, site: Site) -> bool:
        return self.sky is not None and "weather" in site.asks

    async def _customer(self, it: Asked, consent: Consent, who: str) -> Mapping[str, str] | None:
        of, asked = it.site.customers, columns(it.site.asks)
        if self.customers is None or of is None or not asked or of.purpose not in consent.granted:
            return None
        question = Question(of, self._login(it, of.cookie, who), asked)
        return await self.guard.guarded(self.customers.find(question), self.deadline, "crm")

    def _login(self, it: Asked, cookie: str, who: str) -> str:
        """Return the login id, "" for nobody's; a cookie that says two things may be another's (RFC 6265, 8.6)."""
        if not cookie:
            return self.logins.of(who)
        said = {value for name, value in cookies(it.head.headers) if name == cookie}
        return said.pop() if len(said) == 1 else ""

    async def _weather(self, it: Asked) -> Weather | None:
        if self.sky is None or "weather" not in it.site.asks or it.site.privacy.place not in _FINE:
            return None
        spot = self.sky.spot(blurred(it.head.address) if it.site.mode is Mode.MEASURE else it.head.address)
        return await self.guard.guarded(self.sky.forecasts.at(spot), self.deadline, "weather") if spot else None


@lru_cache(8)
def columns(asks: frozenset[str]) -> frozenset[str]:
    """Return the columns of customers among the words that live rules ask."""
    return frozenset(word.removeprefix(_FAMILY) for word in asks if word.startswith(_FAMILY))
