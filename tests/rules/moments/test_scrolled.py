import pytest

from tests.support.moments import ended, refused, trigger


def test_the_browser_is_told_the_depth_in_percent() -> None:
    assert trigger("scrolled", "60%").told == {"depth": 60.0}
    assert trigger("scrolled", {"depth": "33.3%"}).told == {"depth": 33.3}


@pytest.mark.parametrize("event", ["scrolled", {"scrolled": "60%"}, {"scrolled": "100%"}])
def test_enough_of_the_page_is_met(event: object) -> None:
    assert ended("scrolled", "60%", event)


@pytest.mark.parametrize("event", [{"scrolled": "59%"}, "scrolled_up", {"stayed": "60 seconds"}])
def test_too_little_of_the_page_is_not_met(event: object) -> None:
    assert not ended("scrolled", "60%", event)


@pytest.mark.parametrize("value", [60, "60", "120%", "0%", "half"])
def test_what_is_no_share_of_a_page_is_refused(value: object) -> None:
    assert "wrong-value" in refused("scrolled", value)
