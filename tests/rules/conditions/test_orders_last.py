import pytest

from scoring.event import Kind
from tests.support.words import DAY, FORGOTTEN, answer, happened, person, refused, seen

TEN_DAYS_AGO = person(happened(Kind.ORDERED, "A-1", 90 * DAY), happened(Kind.ORDERED, "A-2", 10 * DAY))


@pytest.mark.parametrize(
    "value",
    [
        {"within": "10 days"},
        {"more_than": "9 days"},
        {"more_than": "1 week", "within": "2 weeks"},
        {"before": "2025-11-20"},
        {"after": "2025-11-01"},
        {"between": ["2025-11-12", "2025-11-12"]},
    ],
)
def test_the_last_order_lies_in_the_span(value: object) -> None:
    assert answer("orders.last", value, TEN_DAYS_AGO) == "yes"


@pytest.mark.parametrize(
    "value",
    [
        {"within": "9 days"},
        {"more_than": "10 days"},
        {"before": "2025-11-12"},
        {"after": "2025-11-12"},
        {"between": ["2025-08-01", "2025-09-01"]},
    ],
)
def test_the_last_order_lies_outside_the_span(value: object) -> None:
    assert answer("orders.last", value, TEN_DAYS_AGO) == "no"


@pytest.mark.parametrize("value", [{"within": "10 days"}, {"more_than": "1 day"}, {"before": "2030-01-01"}])
def test_who_never_ordered_does_not_match(value: object) -> None:
    assert answer("orders.last", value, person()) == "no"


def test_the_last_order_is_unknown_where_the_past_is() -> None:
    assert answer("orders.last", {"within": "10 days"}, FORGOTTEN) == "unknown"


def test_a_bare_duration_is_refused_with_what_to_write() -> None:
    assert list(refused("orders.last", "30 days")) == ["missing-operator"]


def test_the_trace_tells_when() -> None:
    assert seen("orders.last", {"within": "1 day"}, TEN_DAYS_AGO) == "orders.last = 10 days ago"
    assert seen("orders.last", {"within": "1 day"}, person()) == "orders.last = never"
    assert seen("orders.last", {"within": "1 day"}, FORGOTTEN) == "the past is not known"
