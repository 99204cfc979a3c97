import pytest

from scoring.event import Kind
from tests.support.words import FORGOTTEN, HOUR, MINUTE, answer, happened, person, refused, seen

LOST = person(*(happened(Kind.SEARCHED, words, ago * MINUTE) for ago, words in ((4, "a"), (3, "b"), (2, "c"))))


@pytest.mark.parametrize("value", ["searching", ["hesitating", "searching"]])
def test_somebody_is_stuck(value: object) -> None:
    assert answer("friction", value, LOST) == "yes"


@pytest.mark.parametrize("value", ["hesitating", ["to_and_fro", "hesitating"]])
def test_somebody_is_not_stuck_in_another_way(value: object) -> None:
    assert answer("friction", value, LOST) == "no"


def test_what_was_hard_in_an_earlier_visit_is_over() -> None:
    earlier = [happened(Kind.SEARCHED, "a", 2 * HOUR + n) for n in range(3)]
    assert answer("friction", "searching", person(*earlier)) == "no"


def test_friction_is_unknown_where_the_past_is() -> None:
    assert answer("friction", "searching", FORGOTTEN) == "unknown"


def test_friction_that_there_is_not_is_refused() -> None:
    assert "unknown-friction" in refused("friction", "angry")
    assert refused("friction", []) == {"missing-value": "the list is empty"}


def test_the_trace_tells_what_was_found() -> None:
    assert seen("friction", "searching", LOST) == "friction = searching"
    assert seen("friction", "searching", person()) == "friction = none"
    assert seen("friction", "searching", FORGOTTEN) == "the past is not known"
