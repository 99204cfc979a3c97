import pytest
from pydantic import ValidationError

from rules.beyond import Day, Weather
from rules.language.persona import Persona

NOON = 1_763_812_800.0
MIDNIGHT = NOON - 43_200


def weather(value: object) -> Weather | None:
    return Persona.model_validate({"weather": value}).beyond(NOON).weather


def test_a_lone_sky_is_the_sky_now() -> None:
    assert weather("snow") == Weather("snow", 15.0)


def test_a_forecast_begins_today() -> None:
    assert weather({"sky": "fog", "temperature": -2, "forecast": ["fog", "snow"]}) == Weather(
        "fog",
        -2.0,
        (Day(MIDNIGHT, MIDNIGHT + 86_400, "fog"), Day(MIDNIGHT + 86_400, MIDNIGHT + 172_800, "snow")),
    )


def test_what_is_not_said_or_said_to_be_unknown_is_unknown() -> None:
    assert weather("unknown") is None
    assert Persona().beyond(NOON).weather is None


@pytest.mark.parametrize("value", ["sunny", {"temperature": 99}, {"forecast": ["x"]}, {"sun": 1}, 3])
def test_what_is_no_weather_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        weather(value)
