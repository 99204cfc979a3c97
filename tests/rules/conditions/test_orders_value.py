import pytest

from scoring.event import Kind
from tests.support.words import DAY, FORGOTTEN, answer, happened, person, refused, seen

SIXTY = person(happened(Kind.ORDERED, "A-1", 9 * DAY, value="40.50"), happened(Kind.ORDERED, "A-2", DAY, value="19.50"))


@pytest.mark.parametrize("value", ["60 EUR", 60, {"at_least": "60 EUR"}, {"between": [50, 100]}])
def test_the_orders_are_worth_that(value: object) -> None:
    assert answer("orders.value", value, SIXTY) == "yes"


@pytest.mark.parametrize("value", [40.5, {"more_than": "60 EUR"}, {"less_than": 60}])
def test_the_orders_are_not_worth_that(value: object) -> None:
    assert answer("orders.value", value, SIXTY) == "no"


def test_the_worth_is_unknown_where_the_past_is() -> None:
    assert answer("orders.value", {"at_least": 0}, FORGOTTEN) == "unknown"


def test_a_foreign_currency_is_refused() -> None:
    assert list(refused("orders.value", {"between": ["1 EUR", "9 GBP"]})) == ["foreign-currency"]


def test_the_trace_tells_the_worth() -> None:
    assert seen("orders.value", 1, SIXTY) == "orders.value = 60.00"
    assert seen("orders.value", 1, FORGOTTEN) == "the past is not known"
