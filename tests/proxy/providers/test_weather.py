"""The weather by a real server that speaks the documented format: remembered, refreshed, and unknown where it fails."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from proxy.metrics import Metrics
from proxy.providers.guard import Guard
from proxy.providers.weather import FRESH, PAUSE, STALE, Forecasts, weather_of
from proxy.providers.web import AnswerError, Web
from rules.beyond import Day, Weather
from tests.proxy.providers.test_guard import failures
from tests.support.openmeteo import MIDNIGHT, Service, answer, serving

LONDON = (51.5, 0.0)
DAYS = ("snow", "cloudy", "clear")
SNOW = Weather(
    "snow", -1.5, tuple(Day(MIDNIGHT + n * 86_400, MIDNIGHT + (n + 1) * 86_400, sky) for n, sky in enumerate(DAYS))
)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with serving() as service:
        yield service


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
async def forecasts(service: Service, clock: Clock, metrics: Metrics) -> AsyncIterator[Forecasts]:
    forecasts = Forecasts(service.url, "", Web(2.0), Guard(metrics), clock)
    yield forecasts
    await forecasts.close()


async def settled(forecasts: Forecasts) -> None:
    """Wait until no question is on its way."""
    await asyncio.gather(*forecasts._asking.values())


async def test_the_weather_of_a_region_is_what_the_service_says(forecasts: Forecasts, service: Service) -> None:
    assert await forecasts.at(LONDON) == SNOW
    assert service.asked == [
        {
            "path": "/v1/forecast",
            "latitude": "51.5",
            "longitude": "0.0",
            "current": "temperature_2m,weather_code",
            "daily": "weather_code",
            "forecast_days": "7",
            "timezone": "auto",
            "timeformat": "unixtime",
        }
    ]


async def test_a_region_is_asked_for_once_while_its_answer_is_fresh(
    forecasts: Forecasts, service: Service, clock: Clock
) -> None:
    await asyncio.gather(*(forecasts.at(LONDON) for _ in range(50)))
    clock.now = FRESH - 1
    await forecasts.at(LONDON)
    await forecasts.at((48.0, 2.5))
    assert len(service.asked) == 2


async def test_an_older_answer_is_given_at_once_while_a_new_one_is_on_its_way(
    forecasts: Forecasts, service: Service, clock: Clock
) -> None:
    await forecasts.at(LONDON)
    clock.now, service.wait, service.body = FRESH + 1, 0.2, answer(code=0)
    assert await forecasts.at(LONDON) == SNOW
    await settled(forecasts)
    assert (await forecasts.at(LONDON) or SNOW).sky == "clear"


async def test_an_old_answer_is_none(forecasts: Forecasts, service: Service, clock: Clock) -> None:
    await forecasts.at(LONDON)
    clock.now, service.body = STALE + 1, answer(code=95)
    assert (await forecasts.at(LONDON) or SNOW).sky == "thunderstorm"


async def test_who_stops_waiting_does_not_stop_the_question(forecasts: Forecasts, service: Service) -> None:
    service.wait = 0.2
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.02):
            await forecasts.at(LONDON)
    await settled(forecasts)
    assert await forecasts.at(LONDON) == SNOW
    assert len(service.asked) == 1


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, {"error": True, "reason": "Latitude must be in range of -90 to 90 degrees. Given: 300.5."}),
        (429, {"error": True, "reason": "Daily API request limit exceeded."}),
        (500, "oops"),
        (301, "elsewhere"),
        (200, ""),
        (200, "not json"),
        (200, "[" * 100_000),
        (200, "x" * 1_000_000),
        (200, {}),
        (200, []),
        (200, {"current": None, "daily": None}),
        (200, answer() | {"current": {"temperature_2m": "cold", "weather_code": 3}}),
        (200, answer() | {"current": {"temperature_2m": 1, "weather_code": 4711}}),
        (200, answer() | {"current": {"temperature_2m": float("nan"), "weather_code": 3}}),
        (200, answer() | {"daily": {"time": "now", "weather_code": [1]}}),
    ],
)
async def test_an_answer_of_no_use_is_unknown_and_counted(
    forecasts: Forecasts, service: Service, metrics: Metrics, status: int, body: object
) -> None:
    service.status, service.body = status, body
    assert await forecasts.at(LONDON) is None
    assert failures(metrics, "forecast", "AnswerError") == 1


async def test_a_service_that_fails_is_left_alone_for_a_while(
    forecasts: Forecasts, service: Service, clock: Clock
) -> None:
    service.status = 500
    for _ in range(3):
        assert await forecasts.at(LONDON) is None
    assert len(service.asked) == 1
    clock.now, service.status = PAUSE + 1, 200
    assert await forecasts.at(LONDON) == SNOW


async def test_a_service_that_fails_leaves_the_older_answer_in_use(
    forecasts: Forecasts, service: Service, clock: Clock
) -> None:
    await forecasts.at(LONDON)
    service.status = 500
    for clock.now in (FRESH + 1, FRESH + 2, FRESH + PAUSE + 5, STALE - 1):
        assert await forecasts.at(LONDON) == SNOW
        await settled(forecasts)
    clock.now = STALE + PAUSE
    assert await forecasts.at(LONDON) is None


async def test_a_service_that_is_slow_is_given_up_and_counted(service: Service, clock: Clock, metrics: Metrics) -> None:
    service.wait = 5.0
    forecasts = Forecasts(service.url, "", Web(0.05), Guard(metrics), clock)
    assert await forecasts.at(LONDON) is None
    await forecasts.close()
    assert failures(metrics, "forecast", "late") + failures(metrics, "forecast", "ConnectionTimeoutError") == 1


async def test_a_service_that_is_not_there_is_unknown(clock: Clock, metrics: Metrics) -> None:
    forecasts = Forecasts("http://127.0.0.1:9", "", Web(2.0), Guard(metrics), clock)
    assert await forecasts.at(LONDON) is None
    await forecasts.close()
    assert failures(metrics, "forecast", "ClientConnectorError") == 1


async def test_a_slow_service_is_not_asked_for_every_region_at_once(forecasts: Forecasts, service: Service) -> None:
    service.wait = 0.2
    found = await asyncio.gather(*(forecasts.at((10.0 + n, 0.0)) for n in range(40)))
    assert len(service.asked) == 8
    assert found.count(None) == 32


async def test_the_key_is_sent_and_never_logged(
    service: Service, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    service.status = 403
    forecasts = Forecasts(service.url, "s3cret", Web(2.0), Guard(Metrics()), clock)
    await forecasts.at(LONDON)
    await forecasts.close()
    assert service.asked[0]["apikey"] == "s3cret"
    assert "forecast" in caplog.text
    assert "s3cret" not in caplog.text


def test_a_day_without_a_code_is_left_out() -> None:
    assert [day.sky for day in weather_of(answer(days=(71, None, 0))).days] == ["snow", "clear"]


@pytest.mark.parametrize(
    ("code", "sky"),
    [
        (0, "clear"),
        (2, "cloudy"),
        (45, "fog"),
        (56, "drizzle"),
        (66, "rain"),
        (82, "rain"),
        (77, "snow"),
        (99, "thunderstorm"),
    ],
)
def test_a_code_is_told_by_its_sky(code: int, sky: str) -> None:
    assert weather_of(answer(code)).sky == sky


@pytest.mark.parametrize("code", [True, 1.5, -1, "0", None, 4])
def test_what_is_no_code_is_refused(code: object) -> None:
    with pytest.raises(AnswerError):
        weather_of(answer() | {"current": {"temperature_2m": 1.0, "weather_code": code}})
