from dataclasses import replace

import pytest

from rules.meaning import Offer
from scoring.event import Kind
from tests.support.words import DAY, FORGOTTEN, HOUR, NAMES, answer, happened, person, refused, seen

OFFERS = {"call": ("advice", "gift"), "colour": ("red", "blue")}
OFFERED = replace(NAMES, choices={name: Offer(name, dict.fromkeys(of, ())) for name, of in OFFERS.items()})

CHOSEN = person(
    happened(Kind.CHOSE, "call", 3 * DAY, option="advice"),
    happened(Kind.CHOSE, "call", 2 * DAY, option="gift"),
    happened(Kind.CHOSE, "colour", HOUR, option="red"),
)


@pytest.mark.parametrize(
    "value",
    [
        "gift",
        ["advice", "red"],
        {"option": "gift", "within": "3 days"},
        {"choice": "call", "option": "gift"},
        {"choice": "colour"},
        {"choice": "colour", "option": {"not": "blue"}},
    ],
)
def test_the_option_was_chosen(value: object) -> None:
    assert answer("chose", value, CHOSEN, OFFERED) == "yes"


@pytest.mark.parametrize(
    "value",
    [
        "advice",
        {"option": "gift", "within": "1 day"},
        {"choice": "colour", "option": "gift"},
        {"choice": "call", "within": "1 day"},
    ],
)
def test_the_option_was_not_chosen_or_not_last(value: object) -> None:
    assert answer("chose", value, CHOSEN, OFFERED) == "no"


def test_a_new_visitor_chose_nothing() -> None:
    assert answer("chose", "gift", person(), OFFERED) == "no"


def test_choices_are_unknown_where_the_past_is() -> None:
    assert answer("chose", "gift", FORGOTTEN, OFFERED) == "unknown"


def test_an_option_that_is_not_offered_is_refused() -> None:
    assert refused("chose", "gifts", OFFERED) == {
        "unknown-option": 'there is no option "gifts". Did you mean "gift"?',
    }
    assert "unknown-choice" in refused("chose", {"choice": "size"}, OFFERED)
    assert "missing-value" in refused("chose", {"within": "3 days"}, OFFERED)


def test_the_trace_tells_what_was_chosen() -> None:
    assert seen("chose", {"choice": "colour"}, CHOSEN, OFFERED) == "colour: red, 1 hour ago"
    assert seen("chose", "gift", CHOSEN, OFFERED) == "call: gift, 2 days ago; colour: red, 1 hour ago"
    assert seen("chose", "gift", person(), OFFERED) == "never chose"
    assert seen("chose", "gift", FORGOTTEN, OFFERED) == "the past is not known"
