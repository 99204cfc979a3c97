from dataclasses import replace

import pytest

from rules.context import Context
from scoring.loyalty import Loyalty
from scoring.measures import USUAL
from tests.support.words import FORGOTTEN, NAMES, NOW, answer, refused, seen

CLUB = replace(NAMES, tiers=("silver", "gold"))


def member(points: int) -> Context:
    loyalty = Loyalty(points, tiers=(("silver", 100), ("gold", 500)))
    return Context(NOW, measures=replace(USUAL, loyalty=loyalty))


@pytest.mark.parametrize(
    ("points", "value"),
    [(0, "none"), (100, "silver"), (499, "silver"), (500, "gold"), (600, ["silver", "gold"]), (0, {"not": "gold"})],
)
def test_the_tier_is_met(points: int, value: object) -> None:
    assert answer("loyalty.tier", value, member(points), CLUB) == "yes"


@pytest.mark.parametrize(("points", "value"), [(99, "silver"), (500, "silver"), (100, "none"), (600, {"not": "gold"})])
def test_the_tier_is_not_met(points: int, value: object) -> None:
    assert answer("loyalty.tier", value, member(points), CLUB) == "no"


def test_the_tier_is_unknown_where_the_past_is() -> None:
    assert answer("loyalty.tier", "none", FORGOTTEN, CLUB) == "unknown"


def test_a_tier_that_there_is_not_is_refused() -> None:
    assert refused("loyalty.tier", "golden", CLUB) == {
        "unknown-tier": 'there is no tier "golden". Did you mean "gold"?'
    }


def test_the_trace_tells_the_tier() -> None:
    assert seen("loyalty.tier", "gold", member(120), CLUB) == "loyalty.tier = silver"
    assert seen("loyalty.tier", "gold", FORGOTTEN, CLUB) == "the past is not known"
