import pytest

from tests.support.moments import PRICE, ended, refused, trigger


def test_the_browser_is_told_the_element() -> None:
    assert trigger("clicked", "price").told == PRICE
    assert trigger("clicked", {"element": "header"}).told == {
        "element": "header",
        "css": "#header",
        "contract": "exactly_one",
    }


@pytest.mark.parametrize("event", ["clicked", {"clicked": "price"}, {"clicked": "price", "stayed": "1 second"}])
def test_a_click_is_met(event: object) -> None:
    assert ended("clicked", "price", event)


@pytest.mark.parametrize("event", [{"clicked": "header"}, {"hovered": "price"}, "added_to_cart"])
def test_a_click_elsewhere_is_not_met(event: object) -> None:
    assert not ended("clicked", "price", event)


def test_what_is_not_named_is_refused() -> None:
    assert "unknown-element" in refused("clicked", "button")
