import pytest

from tests.support.moments import PRICE, ended, refused, trigger


def test_the_browser_is_told_the_element_and_how_much_of_it() -> None:
    assert trigger("visible", "price").told == {**PRICE, "share": 50.0}
    assert trigger("visible", {"element": "price", "share": "100%"}).told["share"] == 100.0


@pytest.mark.parametrize("event", ["visible", {"visible": "price"}, ["back", {"visible": "price"}]])
def test_an_element_in_sight_is_met(event: object) -> None:
    assert ended("visible", "price", event)


@pytest.mark.parametrize("event", [{"visible": "header"}, "hovered", {"clicked": "price"}, {"scrolled": "100%"}])
def test_an_element_out_of_sight_is_not_met(event: object) -> None:
    assert not ended("visible", "price", event)


def test_what_is_not_named_or_nothing_of_it_is_refused() -> None:
    assert refused("visible", "prise") == {"unknown-element": 'there is no element "prise". Did you mean "price"?'}
    assert refused("visible", {"element": "price", "share": "0%"}) == {
        "wrong-value": "write a percentage from 1% to 100%, such as 50%"
    }
