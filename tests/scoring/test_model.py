import math

import pytest

from scoring.model import MOST_TOLD, Contribution, Score, Told, clamped, sigmoid, strongest


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


def test_contributions_are_worked_out_when_they_are_read_and_then_once() -> None:
    asked: list[str] = []

    def tell() -> tuple[Contribution, ...]:
        asked.append("why")
        return (Contribution("pages", 3.0, 1.0),)

    told = Told(tell)
    score = Score(51.0, 0.1, "m", told)
    assert not asked
    assert score == Score(51.0, 0.1, "m", (Contribution("pages", 3.0, 1.0),))
    assert (len(told), told[0].name, told[:9][0].points) == (1, "pages", 1.0)
    assert asked == ["why"]
