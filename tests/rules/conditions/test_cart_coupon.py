import pytest

from scoring.event import Kind
from tests.support.words import FORGOTTEN, answer, happened, person, seen

WITH_CODE = person(happened(Kind.BASKET, items="1", coupon="SPRING10"))
WITHOUT = person(happened(Kind.BASKET, items="1", coupon=""))


@pytest.mark.parametrize(
    "value", ["applied", "SPRING10", "spring10", ["SUMMER", "SPRING10"], {"starts_with": "spring"}, {"not": "none"}]
)
def test_a_code_in_the_basket_is_met(value: object) -> None:
    assert answer("cart.coupon", value, WITH_CODE) == "yes"


@pytest.mark.parametrize("value", ["none", "SUMMER", {"not": "applied"}, {"not": "SPRING10"}, {"starts_with": "sum"}])
def test_a_code_in_the_basket_is_not_met(value: object) -> None:
    assert answer("cart.coupon", value, WITH_CODE) == "no"


@pytest.mark.parametrize("value", ["none", {"not": "applied"}, {"not": "SPRING10"}])
def test_a_basket_without_code_is_met(value: object) -> None:
    assert answer("cart.coupon", value, WITHOUT) == "yes"
    assert answer("cart.coupon", value, person()) == "yes"


@pytest.mark.parametrize("value", ["applied", "SPRING10", {"not": "none"}])
def test_a_basket_without_code_is_not_met(value: object) -> None:
    assert answer("cart.coupon", value, WITHOUT) == "no"


def test_the_code_is_unknown_where_the_past_is() -> None:
    assert answer("cart.coupon", "applied", FORGOTTEN) == "unknown"
    assert answer("cart.coupon", "none", FORGOTTEN) == "unknown"


def test_the_trace_tells_the_code() -> None:
    assert seen("cart.coupon", "none", WITH_CODE) == "cart.coupon = SPRING10"
    assert seen("cart.coupon", "applied", WITHOUT) == "cart.coupon = none"
    assert seen("cart.coupon", "applied", FORGOTTEN) == "the past is not known"
