import pytest

from scoring.event import Kind
from tests.support.words import FORGOTTEN, answer, happened, person, refused, seen

FIFTY = person(happened(Kind.BASKET, items="2", value="50.00"))


@pytest.mark.parametrize("value", ["50 EUR", 50, {"at_least": "50 EUR"}, {"less_than": 50.01}, {"between": [20, 50]}])
def test_the_basket_is_worth_that(value: object) -> None:
    assert answer("cart.value", value, FIFTY) == "yes"


@pytest.mark.parametrize("value", [49.99, {"at_least": "50.01 EUR"}, {"less_than": 50}, {"between": [51, 60]}])
def test_the_basket_is_not_worth_that(value: object) -> None:
    assert answer("cart.value", value, FIFTY) == "no"


def test_a_new_visitor_has_a_basket_worth_nothing() -> None:
    assert answer("cart.value", 0, person()) == "yes"


def test_the_worth_is_unknown_where_the_past_is() -> None:
    assert answer("cart.value", {"at_least": 0}, FORGOTTEN) == "unknown"


def test_a_foreign_currency_is_refused_with_the_sites_own() -> None:
    assert refused("cart.value", {"at_least": "50 USD"}) == {
        "foreign-currency": "this site sells in EUR: write the amount in EUR"
    }


def test_the_trace_tells_the_worth() -> None:
    assert seen("cart.value", 1, FIFTY) == "cart.value = 50.00"
    assert seen("cart.value", 1, FORGOTTEN) == "the past is not known"
