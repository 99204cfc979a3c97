import pytest

from scoring.event import Kind
from tests.support.words import FORGOTTEN, HOUR, MINUTE, answer, happened, person, seen

TWO_ITEMS = person(happened(Kind.BASKET, items="5", ago=HOUR), happened(Kind.BASKET, items="2"))


@pytest.mark.parametrize("value", [2, {"at_least": 1}, {"between": [1, 3]}, {"less_than": 5}])
def test_the_basket_holds_that_many(value: object) -> None:
    assert answer("cart.items", value, TWO_ITEMS) == "yes"


@pytest.mark.parametrize("value", [0, 5, {"at_least": 3}, {"more_than": 2}])
def test_the_basket_does_not_hold_that_many(value: object) -> None:
    assert answer("cart.items", value, TWO_ITEMS) == "no"


def test_a_new_visitor_has_an_empty_basket() -> None:
    assert answer("cart.items", 0, person()) == "yes"


def test_an_order_empties_the_basket() -> None:
    bought = person(happened(Kind.BASKET, items="2", ago=HOUR), happened(Kind.ORDERED, "A-1", MINUTE))
    assert answer("cart.items", 0, bought) == "yes"


def test_the_basket_is_unknown_where_the_past_is() -> None:
    assert answer("cart.items", 0, FORGOTTEN) == "unknown"


def test_the_trace_counts_the_items() -> None:
    assert seen("cart.items", 1, TWO_ITEMS) == "cart.items = 2"
    assert seen("cart.items", 1, FORGOTTEN) == "the past is not known"
