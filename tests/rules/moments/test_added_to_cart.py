import pytest

from tests.support.moments import ended, refused, trigger


def test_the_browser_is_told_nothing_more() -> None:
    assert trigger("added_to_cart", True).told == {}


@pytest.mark.parametrize("event", ["added_to_cart", ["back", "added_to_cart"]])
def test_what_goes_into_the_basket_is_met(event: object) -> None:
    assert ended("added_to_cart", True, event)


@pytest.mark.parametrize("event", ["clicked", {"clicked": "price"}, "idle"])
def test_what_stays_out_of_it_is_not_met(event: object) -> None:
    assert not ended("added_to_cart", True, event)


@pytest.mark.parametrize("value", [False, "boots", {"times": 2}, None])
def test_anything_but_true_is_refused(value: object) -> None:
    assert "literal_error" in refused("added_to_cart", value)
