import pytest

from rules.context import Context, Place
from tests.support.words import NOW, answer, refused, seen


def visitor_in(country: str | None) -> Context:
    return Context(NOW, place=Place(country=country))


@pytest.mark.parametrize(
    ("value", "country"),
    [
        ("GB", "GB"),
        ("gb", "GB"),
        (["FR", "GB"], "GB"),
        ("NO", "NO"),
        ({"not": "FR"}, "GB"),
        ({"starts_with": "g"}, "GB"),
    ],
)
def test_the_country_is_met(value: object, country: str) -> None:
    assert answer("geo.country", value, visitor_in(country)) == "yes"


@pytest.mark.parametrize(
    ("value", "country"),
    [("GB", "FR"), (["FR", "DE"], "GB"), ({"not": ["FR", "GB"]}, "GB"), ({"starts_with": "g"}, "FR")],
)
def test_the_country_is_not_met(value: object, country: str) -> None:
    assert answer("geo.country", value, visitor_in(country)) == "no"


@pytest.mark.parametrize("value", ["GB", {"not": "GB"}])
def test_an_unknown_country_is_neither(value: object) -> None:
    assert answer("geo.country", value, visitor_in(None)) == "unknown"


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        ("UK", 'Did you mean "GB"?'),
        (["FR", "uk"], 'Did you mean "GB"?'),
        ({"not": "EL"}, 'Did you mean "GR"?'),
        ("Germany", 'Did you mean "DE"?'),
        ("Germny", 'Did you mean "DE"?'),
        ("EU", "For a continent write geo.continent: EU."),
        ("QQ", "Write two letters such as GB or FR."),
        ("somewhere far away", "Write two letters such as GB or FR."),
        (44, "Write two letters such as GB or FR."),
    ],
)
def test_what_is_no_iso_code_is_refused_with_the_likely_one(value: object, hint: str) -> None:
    problems = refused("geo.country", value)
    assert list(problems) == ["country-not-iso"]
    assert problems["country-not-iso"].endswith(f"is no ISO 3166 country code. {hint}")


def test_the_trace_tells_the_country() -> None:
    assert seen("geo.country", "GB", visitor_in("FR")) == "geo.country = FR"
    assert seen("geo.country", "GB", visitor_in(None)) == "geo.country = unknown"
