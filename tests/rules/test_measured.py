"""The numbers of a request: worked out once, by what the site measures, and unknown where the past is."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rules.context import Context
from rules.measured import hypothesis, score, stage, why
from scoring.additive import Additive, Signal
from scoring.measures import USUAL
from scoring.model import Score
from scoring.needs import Level, Need
from scoring.stage import Stage
from tests.support.words import FORGOTTEN, NOW


@dataclass
class Counting:
    """A model that notes what it was asked."""

    asked: list[Mapping[str, float]] = field(default_factory=list)
    name: str = "counting"

    def score(self, features: Mapping[str, float]) -> Score:
        self.asked.append(features)
        return Score(60.0, 0.2, self.name)


def test_a_model_is_asked_once_for_a_request_and_not_before_a_rule_asks() -> None:
    model = Counting()
    context = Context(NOW, measures=replace(USUAL, model=model))
    assert model.asked == []
    assert (score(context), stage(context)) == (Score(60.0, 0.2, "counting"), Stage.DECISION)
    assert hypothesis(context, Need) is not None
    assert len(model.asked) == 1


def test_a_model_sees_the_device() -> None:
    model = Counting()
    phone = Context(NOW, measures=replace(USUAL, model=model))
    score(replace(phone, request=replace(phone.request, device="phone")))
    assert model.asked[0]["device:phone"] == 1.0


def test_nothing_is_known_where_the_past_is_not() -> None:
    assert (score(FORGOTTEN), stage(FORGOTTEN), hypothesis(FORGOTTEN, Level)) == (None, None, None)


def test_a_trace_tells_the_four_strongest_and_whether_they_give_or_take() -> None:
    signals = tuple((name, Signal(points)) for name, points in (("a", 1.0), ("b", -9.0), ("c", 3.0), ("d", 2.0)))
    told = Additive(5.0, signals).score(dict.fromkeys("abcd", 1.0))
    assert why(told) == "b -9, start +5, c +3, d +2"
    assert why(Score(0.0, None, "none")) == "nothing counts yet"
