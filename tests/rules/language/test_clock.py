from zoneinfo import ZoneInfo

import pytest
from pydantic import TypeAdapter, ValidationError

from rules.language.clock import DayOrMoment, Moment, Zone

PARIS = ZoneInfo("Europe/Paris")
MOMENT: TypeAdapter[Moment] = TypeAdapter(DayOrMoment)
ZONE: TypeAdapter[str] = TypeAdapter(Zone)
MIDNIGHT = 1_763_766_000.0
"""2025-11-22 00:00 in Paris."""


def span(value: object) -> tuple[float, float]:
    moment = MOMENT.validate_python(value)
    return moment.begin(PARIS) - MIDNIGHT, moment.end(PARIS) - MIDNIGHT


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2025-11-22", (0, 86_400)),
        ("2025-11-22 00:00", (0, 0)),
        ("2025-11-22 18:00", (64_800, 64_800)),
        ("2025-11-22T18:00", (64_800, 64_800)),
        ("2025-11-22 18:00+00:00", (68_400, 68_400)),
        ("2025-11-21", (-86_400, 0)),
    ],
)
def test_a_day_lasts_till_midnight_and_a_moment_does_not(value: str, expected: tuple[float, float]) -> None:
    assert span(value) == expected


def test_a_day_of_the_change_of_clocks_has_its_own_length() -> None:
    begin, end = span("2026-03-29")
    assert end - begin == 23 * 3_600


@pytest.mark.parametrize(
    "value", ["22/11/2025", "2025-13-01", "tomorrow", "", None, 12, True, [], "0001-01-01", "9999-12-31", "1999-12-31"]
)
def test_what_is_no_day_is_refused(value: object) -> None:
    with pytest.raises(ValidationError, match=r"write a (day|year)"):
        MOMENT.validate_python(value)


def test_a_zone_is_known_by_name() -> None:
    assert ZONE.validate_python("Europe/Paris") == "Europe/Paris"


@pytest.mark.parametrize("value", ["Mars/Olympus", "Europe", "", "/etc/passwd", "../UTC", "a\0b", 12, None, True])
def test_what_is_no_zone_is_refused(value: object) -> None:
    with pytest.raises(ValidationError, match="is no time zone"):
        ZONE.validate_python(value)
