import pytest

from tests.support.moments import PRICE, ended, refused, trigger


def test_the_browser_is_told_the_element_and_how_long() -> None:
    assert trigger("hover", "price").told == {**PRICE, "seconds": 0.3}
    assert trigger("hover", {"element": "price", "for": "2 seconds"}).told["seconds"] == 2.0


@pytest.mark.parametrize("event", ["hovered", {"hovered": "price"}])
def test_a_mouse_that_rests_is_met(event: object) -> None:
    assert ended("hover", {"element": "price", "for": "2 seconds"}, event)


@pytest.mark.parametrize("event", [{"hovered": "header"}, {"visible": "price"}, "pointer_out"])
def test_a_mouse_elsewhere_is_not_met(event: object) -> None:
    assert not ended("hover", "price", event)


def test_what_is_no_hover_is_refused() -> None:
    assert "unknown-element" in refused("hover", "prise")
    assert refused("hover", {"element": "price", "for": "2 hours"}) == {
        "wrong-value": "write at most 1 hour: it is counted from when the page came up"
    }
