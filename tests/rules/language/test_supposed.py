"""What a persona says of its own numbers stands in place of what the site would measure; the rest is the site's."""

import pytest

from rules.language.supposed import Supposed
from scoring.loyalty import Loyalty
from scoring.measures import USUAL, Measures
from scoring.needs import Level, Need, likeliest
from scoring.stage import Stage
from scoring.visitor import Visitor


def test_who_says_nothing_is_measured_as_anybody() -> None:
    assert Supposed().over(USUAL) == USUAL


def test_a_score_that_is_said_is_the_score() -> None:
    said = Supposed(score=62.0).over(USUAL).model.score({"pages": 3.0})
    assert (said.value, said.probability, said.model) == (62.0, None, "given")


@pytest.mark.parametrize("stage", Stage)
def test_a_stage_that_is_said_is_the_stage(stage: Stage) -> None:
    measures = Supposed(stage=stage).over(USUAL)
    assert measures.cuts.stage(measures.model.score({"adds": 9.0}).value) is stage


def test_a_score_counts_above_a_stage() -> None:
    assert Supposed(score=10.0, stage=Stage.READY_TO_BUY).over(USUAL).model.score({}).value == 10.0


def test_a_probability_leaves_the_score_as_it_is_measured() -> None:
    said = Supposed(conversion=0.4).over(USUAL).model.score({"pages": 1.0})
    assert (said.value, said.probability) == (22.0, 0.4)


def test_a_rank_is_told_by_the_share_above() -> None:
    assert Supposed(top=0.25).over(USUAL).model.score({}).rank == 0.75


def test_needs_that_are_said_are_nearly_sure() -> None:
    needs = Supposed(needs=("thrill", "safety")).over(USUAL).needs
    for stage in Stage:
        weights = needs.weigh(Visitor(), stage, 0.0)
        found = [likeliest(weights, Need), likeliest(weights, Level)]
        assert [each.name for each in found if each] == ["thrill", "safety"]
        assert all(each.confidence > 0.9 for each in found if each)


def test_points_that_are_said_reach_the_tiers_of_the_site() -> None:
    club = Measures(loyalty=Loyalty(7, tiers=(("silver", 100),)))
    loyalty = Supposed(points=120).over(club).loyalty
    assert loyalty.points(Visitor()) == 120
    assert loyalty.tier(120) == "silver"
