from dataclasses import replace

import pytest

from rules.context import Context
from scoring.additive import Additive, Signal
from scoring.event import Event, Kind
from scoring.measures import USUAL
from tests.support.words import FORGOTTEN, MINUTE, answer, happened, person, refused, seen

KEEN = person(
    happened(Kind.SEEN, "/p/1", 3 * MINUTE, product="1"),
    happened(Kind.ADDED, "1", 2 * MINUTE),
    happened(Kind.SEEN, "/p/2", 0.0, product="2"),
)
"""Two pages (4), two products (6), a basket that grew (20), three minutes (3), a desktop (3), over the start of 20."""


@pytest.mark.parametrize("value", [56, {"at_least": 50}, {"between": [50, 60]}, {"less_than": 57}])
def test_the_points_are_met(value: object) -> None:
    assert answer("score", value, KEEN) == "yes"


@pytest.mark.parametrize("value", [50, {"at_least": 57}, {"less_than": 56}])
def test_the_points_are_not_met(value: object) -> None:
    assert answer("score", value, KEEN) == "no"


def test_the_points_are_those_of_the_site() -> None:
    shop = replace(USUAL, model=Additive(0.0, (("pages", Signal(40.0)),)))
    assert answer("score", 80, replace(KEEN, measures=shop)) == "yes"


def test_the_page_that_is_asked_for_counts() -> None:
    assert KEEN.visitor is not None
    more = KEEN.visitor.after(Event(Kind.ADDED, "2", KEEN.now))
    assert answer("score", {"more_than": 50}, Context(KEEN.now, visitor=more)) == "yes"
    assert answer("score", {"more_than": 56}, KEEN) == "no"


def test_the_score_is_unknown_where_the_past_is() -> None:
    assert answer("score", {"at_least": 0}, FORGOTTEN) == "unknown"


def test_the_trace_tells_what_counted_most() -> None:
    assert seen("score", 1, KEEN) == "score = 56 (additive: add_to_basket +20, start +20, products +6, pages +4)"
    assert seen("score", 1, FORGOTTEN) == "the past is not known"


def test_points_are_numbers() -> None:
    assert refused("score", "high") == {
        "wrong-value": "write a number here, such as 3, or a comparison in words, such as { at_least: 3 }"
    }
