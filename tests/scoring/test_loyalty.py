"""Points from orders and acts, and the tier they reach."""

from decimal import Decimal

import pytest

from scoring.event import Event, Kind
from scoring.loyalty import Loyalty
from scoring.visitor import Visitor

CLUB = Loyalty(
    order=Decimal(10),
    spent=Decimal("0.5"),
    acts={"review": Decimal(20)},
    tiers=(("silver", 30), ("gold", 100)),
)


def ordered(number: str, value: str) -> Event:
    return Event(Kind.ORDERED, number, 0.0, {"value": value})


def test_nobody_has_points_where_nothing_gives_any() -> None:
    assert Loyalty().points(Visitor().after(ordered("A-1", "99"))) == 0


def test_orders_and_acts_add_up_and_a_part_of_a_point_is_none() -> None:
    visitor = Visitor().after_all([ordered("A-1", "19.90"), ordered("A-1", "19.90"), Event(Kind.ACTED, "review", 1.0)])
    assert CLUB.points(visitor) == 10 + 9 + 20


def test_an_act_that_gives_nothing_gives_nothing() -> None:
    assert CLUB.points(Visitor().after(Event(Kind.ACTED, "share", 1.0))) == 0


@pytest.mark.parametrize(("points", "tier"), [(0, ""), (29, ""), (30, "silver"), (99, "silver"), (100, "gold")])
def test_a_tier_begins_with_its_points(points: int, tier: str) -> None:
    assert CLUB.tier(points) == tier
