import pytest

from scoring.event import Kind
from tests.support.words import DAY, FORGOTTEN, HOUR, answer, happened, person, refused, seen

BUYER = person(
    happened(Kind.ADDED, "1", 3 * DAY),
    happened(Kind.ADDED, "2", 2 * HOUR),
    happened(Kind.ORDERED, "A-1", 2 * DAY, value="50"),
)


@pytest.mark.parametrize(
    "value",
    [
        "ordered",
        "Added",
        {"event": "added", "times": 2},
        {"event": "added", "within": "1 day"},
        {"event": "added", "times": {"less_than": 2}, "within": "1 day"},
        {"event": "searched", "times": 0},
    ],
)
def test_it_has_happened(value: object) -> None:
    assert answer("did", value, BUYER) == "yes"


@pytest.mark.parametrize(
    "value",
    [
        "searched",
        {"event": "added", "times": {"at_least": 3}},
        {"event": "ordered", "within": "1 day"},
        {"event": "added", "times": 2, "within": "1 day"},
    ],
)
def test_it_has_not_happened(value: object) -> None:
    assert answer("did", value, BUYER) == "no"


def test_what_happened_is_unknown_where_the_past_is() -> None:
    assert answer("did", "ordered", FORGOTTEN) == "unknown"
    assert answer("did", {"event": "ordered", "times": 0}, FORGOTTEN) == "unknown"


def test_an_event_that_does_not_exist_is_refused_with_the_nearest() -> None:
    assert refused("did", "order") == {"unknown-event": 'there is no event "order". Did you mean "ordered"?'}


def test_the_trace_counts_the_events() -> None:
    assert seen("did", "added", BUYER) == "added 2 times, last 2 hours ago"
    assert seen("did", "searched", BUYER) == "never searched"
    assert seen("did", "searched", FORGOTTEN) == "the past is not known"
