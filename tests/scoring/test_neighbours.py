import pytest

from scoring.neighbours import NEIGHBOURS, RECENT, Neighbours

COAT, BOOTS, SCARF, TENT, LAMP = range(5)


def index(*visits: tuple[int, ...]) -> Neighbours:
    """Return the index of visits, the oldest first."""
    return Neighbours.of(visits, 5)


def liked(neighbours: Neighbours, *met: int) -> list[int]:
    """Return the items by their scores, without those met."""
    scores = neighbours.scores(met)
    return sorted(scores.keys() - set(met), key=lambda item: -scores[item])


def test_the_items_of_visits_that_share_something_are_scored() -> None:
    assert liked(index((COAT, BOOTS), (TENT, LAMP)), COAT) == [BOOTS]


def test_what_was_met_has_a_score_too() -> None:
    assert index((COAT, BOOTS)).scores([COAT]).keys() == {COAT, BOOTS}


def test_a_visit_that_shares_more_counts_more() -> None:
    assert liked(index((COAT, BOOTS, SCARF), (BOOTS, TENT), (LAMP, COAT)), COAT, BOOTS)[0] == SCARF


def test_a_visit_that_shares_what_was_met_last_counts_more() -> None:
    assert liked(index((BOOTS, TENT), (COAT, SCARF), (LAMP, TENT, SCARF)), COAT, BOOTS) == [TENT, SCARF]


def test_what_every_visit_meets_counts_less_than_what_is_rare() -> None:
    assert liked(index((COAT, BOOTS, TENT), (BOOTS, LAMP), (BOOTS, SCARF)), COAT) == [TENT, BOOTS]


def test_an_item_that_no_visit_has_leads_nowhere() -> None:
    assert index((COAT, BOOTS)).scores([LAMP]) == {}


def test_the_nearest_share_the_most() -> None:
    near = index((COAT, LAMP), (BOOTS, TENT), (COAT, BOOTS), (TENT, LAMP)).nearest([BOOTS, COAT])
    assert [place for place, _ in sorted(near, key=lambda pair: -pair[1])] == [2, 1, 0]


@pytest.mark.parametrize("met", [[COAT], [COAT, BOOTS]])
def test_of_visits_that_share_as_much_the_latest_are_taken(met: list[int]) -> None:
    near = index(*[(COAT, SCARF)] * (2 * NEIGHBOURS), (BOOTS, COAT)).nearest(met)
    assert len(near) == NEIGHBOURS
    assert {place for place, _ in near} == set(range(NEIGHBOURS + 1, 2 * NEIGHBOURS + 1))


def test_a_near_visit_is_taken_however_old() -> None:
    near = index((COAT, BOOTS), *[(COAT, SCARF)] * (2 * NEIGHBOURS), (BOOTS, LAMP)).nearest([COAT, BOOTS])
    assert 0 in dict(near)
    assert len(near) == NEIGHBOURS


def test_old_visits_of_an_item_that_many_have_are_not_looked_at() -> None:
    assert len(index(*[(COAT, SCARF)] * (RECENT + 5)).having[COAT]) == RECENT
