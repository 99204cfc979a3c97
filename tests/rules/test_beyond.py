from rules.beyond import SKIES, Beyond, Weather
from rules.context import Context


def test_nothing_is_known_unless_it_was_told() -> None:
    assert Context(now=0.0).beyond == Beyond(weather=None, customer=None)


def test_without_consent_the_weather_is_left_and_the_customer_is_not() -> None:
    known = Context(now=0.0, beyond=Beyond(Weather(SKIES[0], 20.0), {"segment": "vip"}))
    assert known.first_request().beyond == Beyond(Weather(SKIES[0], 20.0))
