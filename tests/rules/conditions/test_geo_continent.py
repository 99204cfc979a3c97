import pytest

from rules.context import Context, Place
from tests.support.words import NOW, answer, refused, seen


def visitor_in(continent: str | None) -> Context:
    return Context(NOW, place=Place(continent=continent))


@pytest.mark.parametrize("value", ["EU", "eu", ["AF", "EU"], {"not": "AS"}])
def test_the_continent_is_met(value: object) -> None:
    assert answer("geo.continent", value, visitor_in("EU")) == "yes"


@pytest.mark.parametrize("value", ["AS", ["AF", "NA"], {"not": "EU"}])
def test_the_continent_is_not_met(value: object) -> None:
    assert answer("geo.continent", value, visitor_in("EU")) == "no"


@pytest.mark.parametrize("value", ["EU", {"not": "EU"}])
def test_an_unknown_continent_is_neither(value: object) -> None:
    assert answer("geo.continent", value, visitor_in(None)) == "unknown"


def test_what_is_no_continent_is_refused() -> None:
    assert refused("geo.continent", "Europe") == {
        "unknown-continent": 'there is no continent "Europe". Known: AF, AN, AS, EU, NA, OC, SA.'
    }


def test_the_trace_tells_the_continent() -> None:
    assert seen("geo.continent", "EU", visitor_in("AS")) == "geo.continent = AS"
