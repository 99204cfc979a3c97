import pytest

from tests.support.moments import ended, refused, trigger


def test_the_browser_is_told_the_seconds() -> None:
    assert trigger("after", "10 seconds").told == {"seconds": 10.0}
    assert trigger("after", "0 seconds").told == {"seconds": 0.0}


@pytest.mark.parametrize("event", ["stayed", {"stayed": "10 seconds"}, {"stayed": "1 minute"}])
def test_time_that_has_passed_is_met(event: object) -> None:
    assert ended("after", "10 seconds", event)


@pytest.mark.parametrize("event", [{"stayed": "9 seconds"}, "idle", "visible"])
def test_time_that_has_not_passed_is_not_met(event: object) -> None:
    assert not ended("after", "10 seconds", event)


@pytest.mark.parametrize(
    ("value", "code"), [(10, "not-a-duration"), ("10", "not-a-duration"), ("2 hours", "wrong-value")]
)
def test_what_is_no_time_on_a_page_is_refused(value: object, code: str) -> None:
    assert code in refused("after", value)
