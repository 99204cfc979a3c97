import pytest

from proxy.stores.steady import DAY, Steady
from tests.support.events import NOON


class Times:
    """A wall clock and a clock that only counts what passes."""

    def __init__(self) -> None:
        self.wall, self.passed = NOON, 1_000.0
        self.steady = Steady(lambda: self.wall, lambda: self.passed)

    def passes(self, seconds: float) -> None:
        self.wall += seconds
        self.passed += seconds


def test_time_that_passes_is_told() -> None:
    times = Times()
    times.passes(500 * DAY)
    assert times.steady() == NOON + 500 * DAY


def test_a_clock_that_is_put_right_is_followed() -> None:
    times = Times()
    times.wall += 3_600
    assert times.steady() == NOON + 3_600
    times.wall -= 10 * DAY
    assert times.steady() == times.wall


def test_a_leap_of_years_is_not_and_is_told_once(caplog: pytest.LogCaptureFixture) -> None:
    times = Times()
    times.wall += 800 * DAY
    assert [times.steady() for _ in range(3)] == [NOON + DAY] * 3
    assert [record.getMessage() for record in caplog.records] == [
        "the clock leapt ahead by 19200 hours: stores forget nothing by it"
    ]
    times.wall -= 800 * DAY
    assert times.steady() == NOON
