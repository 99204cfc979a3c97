import pytest

from scoring.event import Kind
from tests.support.words import DAY, FORGOTTEN, answer, happened, person, seen

TWICE = person(
    happened(Kind.ORDERED, "A-1", 9 * DAY), happened(Kind.ORDERED, "A-2", DAY), happened(Kind.ORDERED, "A-2", 0.0)
)


@pytest.mark.parametrize("value", [2, {"at_least": 1}, {"at_most": 2}])
def test_that_many_orders_were_confirmed(value: object) -> None:
    assert answer("orders.count", value, TWICE) == "yes"


@pytest.mark.parametrize("value", [0, 3, {"at_least": 3}, {"less_than": 2}])
def test_another_number_of_orders_was_confirmed(value: object) -> None:
    assert answer("orders.count", value, TWICE) == "no"


def test_a_new_visitor_has_no_orders() -> None:
    assert answer("orders.count", 0, person()) == "yes"
    assert answer("orders.count", {"at_least": 1}, person()) == "no"


def test_orders_are_unknown_where_the_past_is() -> None:
    assert answer("orders.count", 0, FORGOTTEN) == "unknown"


def test_the_trace_counts_the_orders() -> None:
    assert seen("orders.count", 1, TWICE) == "orders.count = 2"
    assert seen("orders.count", 1, FORGOTTEN) == "the past is not known"
