import pytest

from scoring.event import Kind
from tests.support.words import FORGOTTEN, HOUR, MINUTE, answer, happened, person, refused, seen

THREE_PAGES = person(
    happened(Kind.SEEN, "/old", 2 * HOUR),
    happened(Kind.SEEN, "/", 20 * MINUTE),
    happened(Kind.ADDED, "boots", 15 * MINUTE),
    happened(Kind.SEEN, "/p", 10 * MINUTE),
    happened(Kind.SEEN, "/basket", 0.0),
)


@pytest.mark.parametrize(
    "value",
    [
        3,
        {"pages": 3},
        {"pages": {"at_least": 3}},
        {"duration": {"at_least": "20 minutes"}},
        {"duration": {"less_than": "1 hour"}},
        {"pages": {"at_least": 2}, "duration": {"more_than": "2 minutes"}},
    ],
)
def test_the_visit_is_met(value: object) -> None:
    assert answer("visit", value, THREE_PAGES) == "yes"


@pytest.mark.parametrize(
    "value",
    [
        4,
        {"pages": {"at_least": 4}},
        {"duration": {"more_than": "20 minutes"}},
        {"pages": {"at_least": 2}, "duration": {"more_than": "2 hours"}},
        {"pages": {"at_least": 5}, "duration": {"more_than": "2 minutes"}},
    ],
)
def test_the_visit_is_not_met(value: object) -> None:
    assert answer("visit", value, THREE_PAGES) == "no"


def test_a_visit_that_has_not_begun_is_empty() -> None:
    assert answer("visit", 0, person()) == "yes"
    assert answer("visit", {"duration": {"more_than": "1 second"}}, person()) == "no"
    assert answer("visit", 0, person(happened(Kind.SEEN, "/", HOUR))) == "yes"


def test_a_visit_is_unknown_where_the_past_is() -> None:
    assert answer("visit", {"pages": {"at_least": 0}}, FORGOTTEN) == "unknown"


@pytest.mark.parametrize("value", [{}, {"pages": None, "duration": None}])
def test_a_visit_with_nothing_asked_is_refused(value: object) -> None:
    assert "missing-value" in refused("visit", value)


def test_a_duration_needs_its_unit() -> None:
    assert list(refused("visit", {"duration": {"at_least": 2}})) == ["not-a-duration"]


def test_the_trace_tells_pages_and_duration() -> None:
    assert seen("visit", 3, THREE_PAGES) == "visit = 3 pages in 20 minutes"
    assert seen("visit", 3, person(happened(Kind.SEEN, "/", 0.0))) == "visit = 1 page in 0 seconds"
    assert seen("visit", 3, FORGOTTEN) == "the past is not known"
