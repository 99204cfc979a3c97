"""Numbers as shops write them."""

from decimal import Decimal

import pytest

from proxy.html.figures import number, plain


@pytest.mark.parametrize(
    ("text", "mark", "expected"),
    [
        ("1.234,50 €", ",", "1234.50"),
        ("€ 1.234.567", ",", "1234567"),
        ("1 234,5", ",", "1234.5"),
        ("CHF 1'234.50", ".", "1234.50"),
        ("12,-", ",", "12"),
        ("-3", ".", "-3"),
        ("0.99", ".", "0.99"),
        ("3 of 5", ".", "3"),
    ],
)
def test_a_number(text: str, mark: str, expected: str) -> None:
    found = number(text, mark)
    assert found is not None
    assert plain(found) == expected


@pytest.mark.parametrize(
    ("text", "mark"), [("", "."), ("free", "."), ("12.50", ","), ("1,234.5", ","), ("12.50.3", "."), ("1,23", ".")]
)
def test_no_number_or_no_clear_one(text: str, mark: str) -> None:
    assert number(text, mark) is None


def test_plain_has_no_exponent() -> None:
    assert plain(Decimal("1E+3")) == "1000"
