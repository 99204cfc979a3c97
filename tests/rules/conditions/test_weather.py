import pytest

from rules.beyond import Beyond, Day, Weather
from rules.context import Context
from tests.support.words import DAY, HOUR, NOW, answer, refused, seen


def there(sky: str = "rain", degrees: float = 4.5, *days: str) -> Context:
    """Return a request from where the weather is so; the first day is the one that began two hours ago."""
    begin = NOW - 2 * HOUR
    ahead = tuple(Day(begin + n * DAY, begin + (n + 1) * DAY, each) for n, each in enumerate(days))
    return Context(NOW, beyond=Beyond(weather=Weather(sky, degrees, ahead)))


SNOW_IN_TWO_DAYS = there("cloudy", 4.5, "cloudy", "rain", "snow", "clear")


@pytest.mark.parametrize(
    "value",
    [
        "rain",
        "Rain",
        ["snow", "rain"],
        {"sky": {"not": "clear"}},
        {"temperature": {"at_most": 5}},
        {"temperature": 4.5},
        {"sky": "rain", "temperature": {"between": [0, 10]}},
    ],
)
def test_the_weather_is_met(value: object) -> None:
    assert answer("weather", value, there()) == "yes"


@pytest.mark.parametrize(
    "value",
    [
        "snow",
        ["snow", "fog"],
        {"sky": {"not": "rain"}},
        {"temperature": {"more_than": 5}},
        {"sky": "rain", "temperature": 5},
    ],
)
def test_the_weather_is_not_met(value: object) -> None:
    assert answer("weather", value, there()) == "no"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"forecast": "snow"}, "yes"),
        ({"forecast": "snow", "within": "3 days"}, "yes"),
        ({"forecast": "snow", "within": "46 hours"}, "yes"),
        ({"forecast": "snow", "within": "45 hours"}, "no"),
        ({"forecast": "snow", "within": "1 day"}, "no"),
        ({"forecast": "cloudy", "within": "1 hour"}, "yes"),
        ({"forecast": ["fog", "snow"]}, "yes"),
        ({"forecast": "thunderstorm"}, "no"),
        ({"sky": "cloudy", "forecast": "snow"}, "yes"),
        ({"sky": "clear", "forecast": "snow"}, "no"),
    ],
)
def test_the_forecast_counts_by_its_days(value: object, expected: str) -> None:
    assert answer("weather", value, SNOW_IN_TWO_DAYS) == expected


@pytest.mark.parametrize("value", ["rain", {"temperature": {"at_most": 5}}, {"forecast": "snow"}])
def test_the_weather_is_unknown_where_nobody_told_it(value: object) -> None:
    assert answer("weather", value, Context(NOW)) == "unknown"


def test_a_forecast_without_days_is_unknown_unless_the_rest_says_no() -> None:
    assert answer("weather", {"forecast": "snow"}, there()) == "unknown"
    assert answer("weather", {"sky": "snow", "forecast": "snow"}, there()) == "no"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("sunny", "unknown-sky"),
        ({"temperature": "cold"}, "wrong-value"),
        ({"within": "3 days"}, "missing-value"),
        ({"sky": "rain", "within": "3 days"}, "missing-value"),
        ({}, "missing-value"),
        ({"forecast": "snow", "within": 3}, "not-a-duration"),
    ],
)
def test_what_makes_no_sense_is_refused(value: object, code: str) -> None:
    assert list(refused("weather", value)) == [code]


def test_the_trace_tells_the_weather() -> None:
    assert seen("weather", "rain", there()) == "weather = rain, 4.5 degrees"
    assert seen("weather", {"forecast": "snow"}, there("fog", -3.0, "snow", "clear")) == (
        "weather = fog, -3 degrees, then snow, clear"
    )
    assert seen("weather", "rain", Context(NOW)) == "weather = unknown"
