"""A weather service on this machine that speaks Open-Meteo's documented format, and can be told to fail."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

MIDNIGHT = 1_763_766_000
"""The beginning of 2025-11-22 in Central Europe."""


def answer(code: int = 71, degrees: float = -1.5, days: tuple[int | None, ...] = (71, 3, 0)) -> dict[str, object]:
    """Return an answer as https://open-meteo.com/en/docs shows it."""
    return {
        "latitude": 51.5,
        "longitude": 0.0,
        "generationtime_ms": 0.04,
        "utc_offset_seconds": 3600,
        "timezone": "Europe/Berlin",
        "timezone_abbreviation": "CET",
        "elevation": 38.0,
        "current_units": {
            "time": "unixtime",
            "interval": "seconds",
            "temperature_2m": "°C",
            "weather_code": "wmo code",
        },
        "current": {"time": MIDNIGHT + 50_400, "interval": 900, "temperature_2m": degrees, "weather_code": code},
        "daily_units": {"time": "unixtime", "weather_code": "wmo code"},
        "daily": {"time": [MIDNIGHT + n * 86_400 for n in range(len(days))], "weather_code": list(days)},
    }


@dataclass
class Service:
    """What it was asked, in order, and how it answers: `body` is JSON, or text as it is; it waits `wait` seconds."""

    body: object = field(default_factory=answer)
    status: int = 200
    wait: float = 0.0
    asked: list[Mapping[str, str]] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)
    url: str = ""

    async def forecast(self, request: web.Request) -> web.Response:
        self.asked.append({"path": request.path, **request.query})
        self.headers = request.headers
        await asyncio.sleep(self.wait)
        if isinstance(self.body, str):
            return web.Response(status=self.status, text=self.body)
        return web.json_response(self.body, status=self.status)


@asynccontextmanager
async def serving() -> AsyncIterator[Service]:
    service = Service()
    application = web.Application()
    application.router.add_get("/{path:.*}", service.forecast)
    runner = web.AppRunner(application, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    service.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield service
    finally:
        await runner.cleanup()
