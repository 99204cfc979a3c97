import pytest

from scoring.event import Kind
from tests.support.words import DAY, FORGOTTEN, HOUR, MINUTE, answer, happened, person, refused, seen

THREE_VISITS = person(
    *(happened(Kind.SEEN, "/", ago) for ago in (2 * DAY, 2 * DAY - 10 * MINUTE, DAY, 29 * MINUTE, 0.0))
)


@pytest.mark.parametrize("value", [3, {"at_least": 3}, {"between": [2, 4]}, {"more_than": 2}, [1, 3]])
def test_the_visits_are_met(value: object) -> None:
    assert answer("visits", value, THREE_VISITS) == "yes"


@pytest.mark.parametrize("value", [2, {"at_least": 4}, {"less_than": 3}, [1, 2]])
def test_the_visits_are_not_met(value: object) -> None:
    assert answer("visits", value, THREE_VISITS) == "no"


def test_a_new_visitor_is_in_the_first_visit() -> None:
    assert answer("visits", 1, person(happened(Kind.SEEN, "/", 0.0))) == "yes"
    assert answer("visits", {"at_least": 2}, person(happened(Kind.SEEN, "/", HOUR))) == "no"


def test_visits_are_unknown_where_the_past_is() -> None:
    assert answer("visits", {"at_least": 0}, FORGOTTEN) == "unknown"


def test_a_misspelt_operator_is_told_the_right_one() -> None:
    assert refused("visits", {"at_last": 3}) == {
        "unknown-operator": 'there is no "at_last" here. Did you mean "at_least"?'
    }


def test_the_trace_counts_the_visits() -> None:
    assert seen("visits", 1, THREE_VISITS) == "visits = 3"
    assert seen("visits", 1, FORGOTTEN) == "the past is not known"
