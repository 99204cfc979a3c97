import pytest

from scoring.foreseen import Foreseen, foreseen
from scoring.learned import learned
from scoring.recommend import Recommender

RECOMMENDER = Recommender.of(learned([["coat", "boots"], ["coat", "boots"], ["coat", "scarf"]]))


def test_every_next_item_counts_by_its_rank() -> None:
    found = foreseen(RECOMMENDER, [["coat", "boots"], ["coat", "scarf"], ["coat", "tent"]])
    assert found.count == 3
    assert found.hits == pytest.approx(2 / 3)
    assert found.rank == pytest.approx((1 + 1 / 2) / 3)


def test_every_step_of_a_visit_is_foreseen() -> None:
    assert foreseen(RECOMMENDER, [["boots", "coat", "boots"]]) == Foreseen(2, 1.0, 1.0)


@pytest.mark.parametrize("visits", [[], [["coat"]], [[]]])
def test_a_visit_without_a_next_item_counts_nothing(visits: list[list[str]]) -> None:
    assert foreseen(RECOMMENDER, visits) == Foreseen(0, 0.0, 0.0)
