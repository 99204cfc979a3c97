import math

import pytest

from scoring.model import MOST_TOLD, Contribution, clamped, sigmoid, strongest


def test_the_strongest_contributions_are_told_first() -> None:
    found = [Contribution("pages", 3.0, 1.0), Contribution("adds", 1.0, 12.0), Contribution("pause", 90.0, -4.0)]
    assert [each.name for each in strongest(found)] == ["adds", "pause", "pages"]


def test_what_moved_nothing_is_not_told() -> None:
    assert strongest([Contribution("pages", 3.0, 0.0)]) == ()


def test_no_more_is_told_than_somebody_reads() -> None:
    assert len(strongest(Contribution(str(number), 1.0, 1.0) for number in range(99))) == MOST_TOLD


@pytest.mark.parametrize(("points", "shown"), [(-5.0, 0.0), (42.0, 42.0), (117.0, 100.0)])
def test_points_stay_on_the_scale(points: float, shown: float) -> None:
    assert clamped(points) == shown


def test_log_odds_give_a_probability_however_far_out_they_are() -> None:
    assert sigmoid(0.0) == 0.5
    assert math.isclose(sigmoid(2.0) + sigmoid(-2.0), 1.0)
    assert (sigmoid(-1e6), sigmoid(1e6)) == (0.0, 1.0)
