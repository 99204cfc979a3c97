from dataclasses import replace

import pytest

from rules.context import Context
from rules.language.supposed import Supposed
from scoring.measures import USUAL
from tests.support.words import FORGOTTEN, NOW, answer, person, refused, seen


def likely(share: float) -> Context:
    return Context(NOW, measures=Supposed(conversion=share).over(USUAL))


@pytest.mark.parametrize("value", ["30%", {"at_least": "30%"}, {"between": ["0%", "50 %"]}, {"more_than": "29.9%"}])
def test_the_probability_is_met(value: object) -> None:
    assert answer("conversion", value, likely(0.3)) == "yes"


@pytest.mark.parametrize("value", [{"at_least": "31%"}, {"less_than": "30%"}])
def test_the_probability_is_not_met(value: object) -> None:
    assert answer("conversion", value, likely(0.3)) == "no"


def among(share: float) -> Context:
    return Context(NOW, measures=Supposed(conversion=0.3, top=share).over(USUAL))


@pytest.mark.parametrize(
    ("share", "value", "truth"),
    [
        (0.1, {"top": "10%"}, "yes"),
        (0.07, {"top": "7%"}, "yes"),
        (0.11, {"top": "10%"}, "no"),
        (0.05, {"top": "10%", "at_least": "30%"}, "yes"),
        (0.05, {"top": "10%", "at_least": "31%"}, "no"),
    ],
)
def test_the_likeliest_are_a_share_of_all_visits(share: float, value: object, truth: str) -> None:
    assert answer("conversion", value, among(share)) == truth


def test_a_model_that_knows_no_ranks_leaves_them_unknown() -> None:
    assert answer("conversion", {"top": "10%"}, likely(0.9)) == "unknown"
    assert answer("conversion", {"top": "10%", "less_than": "50%"}, likely(0.9)) == "no"


def test_without_a_trained_model_no_probability_is_known() -> None:
    assert answer("conversion", {"at_least": "0%"}, person()) == "unknown"
    assert seen("conversion", "1%", person()) == "conversion is not known: site.yaml names no trained model"


def test_the_probability_is_unknown_where_the_past_is() -> None:
    assert answer("conversion", {"at_least": "0%"}, replace(likely(0.3), visitor=FORGOTTEN.visitor)) == "unknown"
    assert seen("conversion", "1%", FORGOTTEN) == "the past is not known"


@pytest.mark.parametrize("value", [30, 0.3, "30", "101%", "-1%", "x%", True])
def test_a_probability_is_written_as_a_percentage(value: object) -> None:
    assert refused("conversion", value) == {"wrong-value": "write a percentage from 0% to 100%, such as 30%"}


def test_the_trace_tells_the_probability_and_the_model() -> None:
    assert seen("conversion", "1%", likely(0.123)).startswith("conversion = 12.3% (given: start +20")
    assert seen("conversion", {"top": "1%"}, among(0.25)).startswith("conversion = 30.0%, top 25% (given: ")


@pytest.mark.parametrize("value", [{}, None, {"top": 10}, {"top": None}])
def test_what_says_nothing_is_refused(value: object) -> None:
    assert refused("conversion", value)
