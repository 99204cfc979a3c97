import pytest

from rules.context import Context, Place
from tests.support.words import NOW, answer, seen


def visitor_in(region: str | None, country: str | None = "GB") -> Context:
    return Context(NOW, place=Place(country=country, region=region))


@pytest.mark.parametrize("region", ["ENG", "GB-ENG"])
@pytest.mark.parametrize("value", ["ENG", "eng", "GB-ENG", ["SCT", "ENG"], {"not": "SCT"}])
def test_the_region_is_met_with_or_without_its_country(value: object, region: str) -> None:
    assert answer("geo.region", value, visitor_in(region)) == "yes"


@pytest.mark.parametrize("region", ["ENG", "GB-ENG"])
@pytest.mark.parametrize("value", ["SCT", "US-ENG", "GB", "EN", {"not": "GB-ENG"}, {"not": "ENG"}])
def test_the_region_is_not_met(value: object, region: str) -> None:
    assert answer("geo.region", value, visitor_in(region)) == "no"


def test_an_unknown_region_is_neither() -> None:
    assert answer("geo.region", "ENG", visitor_in(None)) == "unknown"
    assert answer("geo.region", {"not": "ENG"}, visitor_in(None)) == "unknown"


def test_the_trace_tells_the_region() -> None:
    assert seen("geo.region", "ENG", visitor_in("SCT")) == "geo.region = SCT"
    assert seen("geo.region", "ENG", visitor_in(None)) == "geo.region = unknown"
