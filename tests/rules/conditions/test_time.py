import pytest

from rules.context import Context, Place
from tests.support.words import HOUR, NOW, answer, refused, seen

MIDNIGHT_UTC = NOW - 14 * HOUR
"""The night from Friday to Saturday."""


def at(hour_utc: float, zone: str | None = "UTC") -> Context:
    return Context(MIDNIGHT_UTC + hour_utc * HOUR, place=Place(zone=zone))


EVENING = {"between": ["18:00", "23:00"]}
NIGHT = {"between": ["22:00", "06:00"]}
WEEKEND = {"weekday": ["saturday", "sunday"]}


@pytest.mark.parametrize(
    ("value", "context"),
    [
        (EVENING, at(18)),
        (EVENING, at(22.99)),
        (["18:00", "23:00"], at(20)),
        (NIGHT, at(23)),
        (NIGHT, at(5.9)),
        ({"between": ["18:00", "24:00"]}, at(23.99)),
        (WEEKEND, at(12)),
        ({"weekday": "Saturday"}, at(12)),
        ({**EVENING, **WEEKEND}, at(20)),
        (EVENING, at(9, "Asia/Tokyo")),
        ({"weekday": "sunday"}, at(16, "Asia/Tokyo")),
    ],
)
def test_the_time_is_met(value: object, context: Context) -> None:
    assert answer("time", value, context) == "yes"


@pytest.mark.parametrize(
    ("value", "context"),
    [
        (EVENING, at(17.99)),
        (EVENING, at(23)),
        (NIGHT, at(6)),
        (NIGHT, at(12)),
        (WEEKEND, at(-0.01)),
        (WEEKEND, at(48)),
        ({**EVENING, **WEEKEND}, at(12)),
        ({**EVENING, **WEEKEND}, at(68)),
        (EVENING, at(20, "Asia/Tokyo")),
    ],
)
def test_the_time_is_not_met(value: object, context: Context) -> None:
    assert answer("time", value, context) == "no"


@pytest.mark.parametrize("zone", [None, "Mars/Olympus", "../../etc/passwd"])
def test_the_sites_clock_counts_where_the_visitors_is_not_known(zone: str | None) -> None:
    assert answer("time", EVENING, at(17, zone)) == "yes"
    assert answer("time", EVENING, at(22, zone)) == "no"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({}, "missing-value"),
        ({"between": ["18", "23"]}, "not-a-time"),
        ({"between": ["18:00", "24:30"]}, "not-a-time"),
        ({"between": [1080, 1380]}, "not-a-time"),
        ({"weekday": "caturday"}, "unknown-weekday"),
        ({"weekday": []}, "missing-value"),
        ({**EVENING, "zone": "Europe/Paris"}, "unknown-key"),
    ],
)
def test_what_is_no_time_is_refused(value: object, code: str) -> None:
    assert list(refused("time", value)) == [code]


def test_a_wrong_weekday_is_told_the_right_one() -> None:
    assert refused("time", {"weekday": "saterday"}) == {
        "unknown-weekday": 'there is no weekday "saterday". Did you mean "saturday"?'
    }


def test_the_trace_tells_the_visitors_time() -> None:
    assert seen("time", EVENING, at(9, "Asia/Tokyo")) == "time = saturday 18:00 Asia/Tokyo"
    assert seen("time", EVENING, at(9, None)) == "time = saturday 10:00 Europe/Paris"
