import json
import random

from scoring.figures import auc, calibration, calibration_error
from scoring.learner import Learner
from tests.support.shoppers import shoppers


def test_it_tells_buyers_apart_after_one_pass() -> None:
    learner = Learner()
    visits = list(shoppers())
    random.Random(1).shuffle(visits)
    said = [learner.learn(visit.features, visit.bought) for visit in visits]
    bought = [visit.bought for visit in visits]
    assert auc(said[400:], bought[400:]) > 0.85
    assert calibration_error(calibration(said[400:], bought[400:])) < 0.06


def test_what_is_thought_is_thought_before_the_outcome_is_known() -> None:
    learner = Learner()
    before = learner.probability({"pages": 3.0})
    assert learner.learn({"pages": 3.0}, bought=True) == before
    assert learner.probability({"pages": 3.0}) > before


def test_an_outcome_moves_a_stranger_more_than_an_old_acquaintance() -> None:
    learner = Learner()
    for number in range(400):
        learner.learn({"old": 1.0}, bought=number % 2 == 0)
    old = learner.probability({"old": 1.0})
    new = learner.probability({"new": 1.0})
    learner.learn({"old": 1.0, "new": 1.0}, bought=True)
    assert learner.probability({"new": 1.0}) - new > learner.probability({"old": 1.0}) - old > 0.0


def test_tastes_change_and_are_learned_anew() -> None:
    learner = Learner()
    for number in range(20_000):
        learner.learn({"red": 1.0} if number % 2 else {}, bought=(number % 2 == 1) == (number < 5_000))
    assert learner.probability({"red": 1.0}) < 0.2


def test_it_goes_on_from_what_it_kept() -> None:
    learner, *visits = Learner(), *shoppers()[:50]
    for visit in visits:
        learner.learn(visit.features, visit.bought)
    again = Learner.of(**json.loads(json.dumps(learner.kept())))
    assert again.kept() == learner.kept()
    assert again.probability(visits[0].features) == learner.probability(visits[0].features)
