import pytest

from rules.context import Context, Place
from tests.support.words import NOW, answer, refused, seen


def visitor_in(city: str | None) -> Context:
    return Context(NOW, place=Place(city=city))


@pytest.mark.parametrize(
    ("value", "city"),
    [
        ("London", "London"),
        ("london", "London"),
        (["Paris", "London"], "Paris"),
        ({"contains": "york"}, "New York"),
        ({"not": "Paris"}, "London"),
    ],
)
def test_the_city_is_met(value: object, city: str) -> None:
    assert answer("geo.city", value, visitor_in(city)) == "yes"


@pytest.mark.parametrize(
    ("value", "city"), [("London", "East London"), (["Paris", "Lyon"], "London"), ({"not": "London"}, "London")]
)
def test_the_city_is_not_met(value: object, city: str) -> None:
    assert answer("geo.city", value, visitor_in(city)) == "no"


@pytest.mark.parametrize("value", ["London", {"not": "London"}])
def test_an_unknown_city_is_neither(value: object) -> None:
    assert answer("geo.city", value, visitor_in(None)) == "unknown"


def test_nothing_written_is_refused() -> None:
    assert refused("geo.city", None) == {"missing-value": "a value is missing here"}


def test_the_trace_tells_the_city() -> None:
    assert seen("geo.city", "London", visitor_in("Paris")) == "geo.city = Paris"
