import pytest

from tests.support.words import DAY, FORGOTTEN, answer, arrived, person, refused, seen

SALE = person(arrived("/old", ago=9 * DAY), arrived("/sale/boots"))


@pytest.mark.parametrize("value", ["/sale/boots", "/sale/**", ["/x", "/sale/*"], {"not": "/"}, {"contains": "boot"}])
def test_the_landing_is_met(value: object) -> None:
    assert answer("landing.path", value, SALE) == "yes"


@pytest.mark.parametrize("value", ["/sale", "/old", "/", {"not": "/sale/**"}, {"starts_with": "/boots"}])
def test_the_landing_is_not_met(value: object) -> None:
    assert answer("landing.path", value, SALE) == "no"


@pytest.mark.parametrize("value", ["/sale", {"not": "/sale"}])
def test_the_landing_is_unknown_where_the_arrival_is(value: object) -> None:
    assert answer("landing.path", value, FORGOTTEN) == "unknown"


def test_what_is_no_path_is_refused() -> None:
    assert refused("landing.path", "sale") == {"not-a-path": 'a path begins with "/", such as /p/** or /basket'}


def test_the_trace_tells_the_landing() -> None:
    assert seen("landing.path", "/", SALE) == "landing.path = /sale/boots"
    assert seen("landing.path", "/", FORGOTTEN) == "the past is not known"
