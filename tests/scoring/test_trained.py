import math

import pytest

from scoring.logistic import Logistic, Term
from scoring.model import MIDDLE
from scoring.trained import POINTS, Calibration, Trained

ODDS = Logistic(-2.0, (Term("pages", math.log(2.0)), Term("adds", 3.0), Term("pause", -1.0)))
MODEL = Trained("spring", ODDS)


def test_the_average_visitor_has_the_middle_of_the_scale() -> None:
    score = MODEL.score({})
    assert (score.value, score.model, score.contributions) == (MIDDLE, "spring", ())


def test_twice_the_odds_are_ten_points_more() -> None:
    one, none = MODEL.score({"pages": 1.0}), MODEL.score({})
    assert one.value - none.value == pytest.approx(10.0)
    assert one.probability is not None
    assert none.probability is not None
    assert one.probability / (1 - one.probability) == pytest.approx(2 * none.probability / (1 - none.probability))


def test_a_score_explains_itself_to_the_last_point() -> None:
    score = MODEL.score({"pages": 2.0, "adds": 1.0, "pause": 1.5})
    assert [each.name for each in score.contributions] == ["adds", "pause", "pages"]
    assert MIDDLE + sum(each.points for each in score.contributions) == pytest.approx(score.value)
    assert [each.value for each in score.contributions] == [1.0, 1.5, 2.0]


def test_points_end_at_0_and_100() -> None:
    assert MODEL.score({"adds": 9.0}).value == 100.0
    assert MODEL.score({"pause": 999.0}).value == 0.0


def test_a_rank_is_the_share_of_past_visits_below() -> None:
    ranked = Trained("spring", ODDS, quantiles=(-2.5, -2.0, -1.0))
    ranks = [ranked.score(features).rank for features in ({"pause": 9.0}, {}, {"pages": 1.0}, {"adds": 1.0})]
    assert ranks == [0.0, 0.5, 0.5, 0.75]
    assert MODEL.score({}).rank is None


def test_the_season_moves_the_probability_and_leaves_the_points() -> None:
    autumn = Trained("spring", ODDS, Calibration(slope=1.0, shift=math.log(3.0)))
    before, after = MODEL.score({"pages": 1.0}), autumn.score({"pages": 1.0})
    assert after.value == before.value
    assert before.probability is not None
    assert after.probability is not None
    assert after.probability > before.probability
    assert autumn.logit({"pages": 1.0}) == MODEL.logit({"pages": 1.0}) == pytest.approx(-2.0 + 10.0 / POINTS)
