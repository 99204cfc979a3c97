from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from rules.language.units import Frequency, Money, frequency, money, seconds, spoken

DAY = 86_400.0


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("1 second", 1.0),
        ("8 seconds", 8.0),
        ("15 minutes", 900.0),
        ("1.5 hours", 5_400.0),
        ("30 days", 30 * DAY),
        ("1 day", DAY),
        ("2 weeks", 14 * DAY),
        ("6 months", 180 * DAY),
        ("1 year", 365 * DAY),
        ("3days", 3 * DAY),
        (" 3 days ", 3 * DAY),
    ],
)
def test_a_duration_is_read(text: str, length: float) -> None:
    assert seconds(text) == length


@pytest.mark.parametrize(
    "value", ["", "30", "days", "30 d", "30 moons", "-1 day", "a day", "1e3 days", "9999999 days", "٣ days", 30, None]
)
def test_what_is_no_duration_is_refused(value: object) -> None:
    with pytest.raises(PydanticCustomError, match="write a duration such as"):
        seconds(value)


@pytest.mark.parametrize(
    ("value", "amount"),
    [
        ("50 EUR", Money(Decimal(50), "EUR")),
        ("49.90 GBP", Money(Decimal("49.90"), "GBP")),
        ("50EUR", Money(Decimal(50), "EUR")),
        ("50", Money(Decimal(50))),
        (50, Money(Decimal(50))),
        (49.9, Money(Decimal("49.9"))),
        ("-5 EUR", Money(Decimal(-5), "EUR")),
    ],
)
def test_money_is_read_to_the_cent(value: object, amount: Money) -> None:
    assert money(value) == amount


@pytest.mark.parametrize("value", ["", "EUR", "50 eur", "50 €", "EUR 50", "49,90 EUR", "1e5", "NaN", True, None, [50]])
def test_what_is_no_money_is_refused(value: object) -> None:
    with pytest.raises(PydanticCustomError, match="write an amount such as"):
        money(value)


@pytest.mark.parametrize(
    ("text", "often"),
    [
        ("1 per 14 days", Frequency(1, 14 * DAY)),
        ("3 per week", Frequency(3, 7 * DAY)),
        ("1 per visit", Frequency(1, None)),
        ("10 per hour", Frequency(10, 3_600.0)),
    ],
)
def test_a_limit_is_read(text: str, often: Frequency) -> None:
    assert frequency(text) == often


@pytest.mark.parametrize("value", ["", "once", "1 per", "per week", "1 per page", "1 a week", "1.5 per week", 3, None])
def test_what_is_no_limit_is_refused(value: object) -> None:
    with pytest.raises(PydanticCustomError, match="write a"):
        frequency(value)


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (0.0, "0 seconds"),
        (59.9, "59 seconds"),
        (60.0, "1 minute"),
        (119.0, "1 minute"),
        (7_200.0, "2 hours"),
        (DAY, "1 day"),
        (2.9 * DAY, "2 days"),
        (400 * DAY, "400 days"),
    ],
)
def test_a_span_is_said_in_its_largest_unit(span: float, said: str) -> None:
    assert spoken(span) == said


@given(st.integers(2, 999), st.sampled_from(["minutes", "hours", "days"]))
def test_what_is_said_is_never_longer_than_what_was(count: int, unit: str) -> None:
    length = seconds(f"{count} {unit}")
    assert seconds(spoken(length)) <= length
