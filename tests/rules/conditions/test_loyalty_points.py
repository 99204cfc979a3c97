from dataclasses import replace
from decimal import Decimal

import pytest

from scoring.event import Kind
from scoring.loyalty import Loyalty
from scoring.measures import USUAL
from tests.support.words import FORGOTTEN, answer, happened, person, refused, seen

CLUB = replace(USUAL, loyalty=Loyalty(spent=Decimal(1), acts={"review": Decimal(20)}))

MEMBER = replace(person(happened(Kind.ORDERED, "A-1", value="49.90"), happened(Kind.ACTED, "review")), measures=CLUB)


@pytest.mark.parametrize("value", [69, {"at_least": 60}, [1, 69]])
def test_the_points_are_met(value: object) -> None:
    assert answer("loyalty.points", value, MEMBER) == "yes"


@pytest.mark.parametrize("value", [70, {"less_than": 69}])
def test_the_points_are_not_met(value: object) -> None:
    assert answer("loyalty.points", value, MEMBER) == "no"


def test_nothing_gives_points_where_site_yaml_says_nothing() -> None:
    assert answer("loyalty.points", 0, replace(MEMBER, measures=USUAL)) == "yes"


def test_points_are_unknown_where_the_past_is() -> None:
    assert answer("loyalty.points", 0, FORGOTTEN) == "unknown"


def test_points_are_numbers() -> None:
    assert "wrong-value" in refused("loyalty.points", "many")


def test_the_trace_tells_the_points() -> None:
    assert seen("loyalty.points", 1, MEMBER) == "loyalty.points = 69"
    assert seen("loyalty.points", 1, FORGOTTEN) == "the past is not known"
