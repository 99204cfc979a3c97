from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from rules.context import Truth
from rules.language.names import Names
from rules.operators import AgeTest, LengthTest, MoneyTest, NumberTest, SetTest, TextTest

TEXT = TypeAdapter[TextTest](TextTest)
NUMBER = TypeAdapter[NumberTest](NumberTest)
MONEY = TypeAdapter[MoneyTest](MoneyTest)
LENGTH = TypeAdapter[LengthTest](LengthTest)
AGE = TypeAdapter(AgeTest)
SET = TypeAdapter(SetTest)

T = TypeVar("T")

PARIS = Names(zone="Europe/Paris", currency="EUR")
MIDNIGHT_IN_PARIS = 1_763_766_000.0
"""2025-11-22 00:00 in Paris."""

DAY = 86_400.0


def text(value: object, seen: str | None) -> str:
    return TEXT.validate_python(value).of(seen).value


def number(value: object, seen: float | None) -> str:
    return NUMBER.validate_python(value).of(seen).value


def money(value: object, seen: str) -> str:
    return MONEY.validate_python(value, context=PARIS).of(Decimal(seen)).value


def age(value: object, at: float | None, now: float = MIDNIGHT_IN_PARIS + 100 * DAY) -> str:
    return AGE.validate_python(value, context=PARIS).of(at, now).value


def members(value: object, seen: set[str] | None) -> str:
    return SET.validate_python(value).of(seen).value


def refused(adapter: TypeAdapter[T], value: object) -> Mapping[tuple[str | int, ...], str]:
    """Return what is wrong with a value, by the place that pydantic gives."""
    with pytest.raises(ValidationError) as caught:
        adapter.validate_python(value, context=PARIS)
    return {error["loc"]: error["msg"] for error in caught.value.errors()}


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("boots", "boots"),
        ("boots", "BOOTS"),
        ("STRASSE", "straße"),
        (["boots", "sandals"], "sandals"),
        (2026, "2026"),
        (True, "true"),
        ("", ""),
        ({"is": "boots"}, "boots"),
        ({"starts_with": "bo"}, "Boots"),
        ({"starts_with": ["sa", "bo"]}, "boots"),
        ({"ends_with": "OTS"}, "boots"),
        ({"contains": "oo"}, "boots"),
        ({"contains": ["x", "oo"]}, "boots"),
        ({"not": "boots"}, "sandals"),
        ({"not": ["boots", "sandals"]}, "hats"),
        ({"not": "boots"}, ""),
        ({"starts_with": "b", "ends_with": "s"}, "boots"),
        ({"starts_with": "b", "not": "boats"}, "boots"),
    ],
)
def test_text_that_meets_every_operator_is_a_yes(value: object, seen: str) -> None:
    assert text(value, seen) == "yes"


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("boots", "boot"),
        ("boots", ""),
        ("boots", "red boots"),
        (["boots", "sandals"], "hats"),
        ({"starts_with": "oo"}, "boots"),
        ({"ends_with": "boo"}, "boots"),
        ({"contains": "z"}, "boots"),
        ({"contains": "b.*s"}, "boots"),
        ({"not": "boots"}, "BOOTS"),
        ({"not": ["boots", "sandals"]}, "sandals"),
        ({"starts_with": "b", "ends_with": "x"}, "boots"),
        ({"starts_with": "b", "not": "boots"}, "boots"),
    ],
)
def test_text_that_misses_one_operator_is_a_no(value: object, seen: str) -> None:
    assert text(value, seen) == "no"


@pytest.mark.parametrize("value", ["boots", {"not": "boots"}, {"contains": "o"}])
def test_text_that_is_not_known_is_neither(value: object) -> None:
    assert text(value, None) == "unknown"


@pytest.mark.parametrize(
    ("value", "names", "truth"),
    [
        ("b", ("a", "b"), Truth.YES),
        ("c", ("a", "b"), Truth.NO),
        ("c", (), Truth.NO),
        ({"not": "c"}, ("a", "b"), Truth.YES),
        ({"not": "c"}, (), Truth.YES),
        ({"not": "b"}, ("a", "b"), Truth.NO),
        ({"starts_with": "a", "ends_with": "b"}, ("a", "b"), Truth.NO),
        ({"starts_with": "a", "not": "b"}, ("a", "b"), Truth.NO),
    ],
)
def test_a_thing_of_several_names_meets_a_test_by_one_and_not_by_all(
    value: object, names: tuple[str, ...], truth: Truth
) -> None:
    assert TEXT.validate_python(value).of_any(names) is truth


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (3, 3),
        ([1, 3], 3),
        ({"is": 3}, 3),
        ({"at_least": 3}, 3),
        ({"at_most": 3}, 3),
        ({"more_than": 2.5}, 3),
        ({"less_than": 3}, 2),
        ({"between": [1, 3]}, 1),
        ({"between": [1, 3]}, 3),
        ({"at_least": 1, "less_than": 3}, 2),
        (0, 0),
    ],
)
def test_a_number_that_meets_every_operator_is_a_yes(value: object, seen: float) -> None:
    assert number(value, seen) == "yes"


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        (3, 2),
        ([1, 3], 2),
        ({"at_least": 3}, 2),
        ({"at_most": 3}, 4),
        ({"more_than": 3}, 3),
        ({"less_than": 3}, 3),
        ({"between": [1, 3]}, 0),
        ({"between": [1, 3]}, 4),
        ({"at_least": 1, "less_than": 3}, 3),
        ({"at_least": 0}, -1),
    ],
)
def test_a_number_that_misses_one_operator_is_a_no(value: object, seen: float) -> None:
    assert number(value, seen) == "no"


def test_a_number_that_is_not_known_is_neither() -> None:
    assert number({"at_least": 0}, None) == "unknown"


@given(low=st.integers(-99, 99), high=st.integers(-99, 99), seen=st.integers(-99, 99))
def test_between_is_at_least_and_at_most(low: int, high: int, seen: int) -> None:
    low, high = sorted((low, high))
    assert number({"between": [low, high]}, seen) == number({"at_least": low, "at_most": high}, seen)


@given(bound=st.integers(-99, 99), seen=st.integers(-99, 99))
def test_more_than_is_the_opposite_of_at_most(bound: int, seen: int) -> None:
    assert {number({"more_than": bound}, seen), number({"at_most": bound}, seen)} == {"yes", "no"}


@pytest.mark.parametrize(
    ("value", "seen", "answer"),
    [
        ("50 EUR", "50.00", "yes"),
        (50, "50", "yes"),
        (49.9, "49.90", "yes"),
        ({"at_least": "50 EUR"}, "50.00", "yes"),
        ({"at_least": "50 EUR"}, "49.99", "no"),
        ({"less_than": 19.99}, "19.99", "no"),
        ({"between": ["20 EUR", "50 EUR"]}, "50.01", "no"),
    ],
)
def test_money_compares_to_the_cent(value: object, seen: str, answer: str) -> None:
    assert money(value, seen) == answer


def test_money_in_a_foreign_currency_is_refused_with_the_sites_own() -> None:
    message = "this site sells in EUR: write the amount in EUR"
    assert refused(MONEY, {"at_least": "50 USD"}) == {("at_least",): message}
    assert refused(MONEY, {"between": [10, "50 USD"]}) == {("between", 1): message}


def test_a_length_compares_in_any_unit() -> None:
    assert LENGTH.validate_python({"more_than": "2 minutes"}).of(121.0) is Truth.YES
    assert LENGTH.validate_python({"more_than": "2 minutes"}).of(120.0) is Truth.NO


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ({"within": "30 days"}, 70 * DAY),
        ({"within": "30 days"}, 100 * DAY),
        ({"more_than": "30 days"}, 70 * DAY - 1),
        ({"more_than": "30 days", "within": "60 days"}, 50 * DAY),
        ({"before": "2025-11-22"}, -1),
        ({"after": "2025-11-22"}, DAY),
        ({"after": "2025-11-22 18:00"}, 18 * 3600),
        ({"between": ["2025-11-22", "2025-11-23"]}, 0),
        ({"between": ["2025-11-22", "2025-11-23"]}, 2 * DAY - 1),
    ],
)
def test_a_moment_in_the_span_is_a_yes(value: object, at: float) -> None:
    assert age(value, MIDNIGHT_IN_PARIS + at) == "yes"


@pytest.mark.parametrize(
    ("value", "at"),
    [
        ({"within": "30 days"}, 70 * DAY - 1),
        ({"more_than": "30 days"}, 70 * DAY),
        ({"more_than": "30 days", "within": "60 days"}, 39 * DAY),
        ({"before": "2025-11-22"}, 0),
        ({"after": "2025-11-22"}, DAY - 1),
        ({"after": "2025-11-22 18:00"}, 18 * 3600 - 1),
        ({"between": ["2025-11-22", "2025-11-23"]}, -1),
        ({"between": ["2025-11-22", "2025-11-23"]}, 2 * DAY),
    ],
)
def test_a_moment_outside_the_span_is_a_no(value: object, at: float) -> None:
    assert age(value, MIDNIGHT_IN_PARIS + at) == "no"


def test_a_moment_that_is_not_known_is_neither() -> None:
    assert age({"within": "30 days"}, None) == "unknown"


def test_a_day_of_the_clock_change_ends_at_the_next_midnight() -> None:
    begins, ends = 1_761_429_600.0, 1_761_429_600.0 + 25 * 3600
    assert age({"after": "2025-10-26"}, ends - 1) == "no"
    assert age({"after": "2025-10-26"}, ends) == "yes"
    assert age({"before": "2025-10-26"}, begins) == "no"


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("voucher", {"VOUCHER", "page"}),
        (["voucher", "code"], {"code"}),
        ({"has": "voucher"}, {"voucher"}),
        ({"has_any": ["voucher", "code"]}, {"code", "x"}),
        ({"has_all": ["voucher", "code"]}, {"code", "voucher", "x"}),
        ({"empty": True}, set()),
        ({"empty": False}, {"x"}),
    ],
)
def test_a_set_that_holds_it_is_a_yes(value: object, seen: set[str]) -> None:
    assert members(value, seen) == "yes"


@pytest.mark.parametrize(
    ("value", "seen"),
    [
        ("voucher", {"vouchers"}),
        ("voucher", set()),
        ({"has_any": ["voucher", "code"]}, {"x"}),
        ({"has_all": ["voucher", "code"]}, {"code", "x"}),
        ({"empty": True}, {"x"}),
        ({"empty": False}, set()),
        ({"has": "a", "has_all": ["b", "c"]}, {"a", "b"}),
    ],
)
def test_a_set_that_does_not_hold_it_is_a_no(value: object, seen: set[str]) -> None:
    assert members(value, seen) == "no"


def test_a_set_that_is_not_known_is_neither() -> None:
    assert members({"empty": True}, None) == "unknown"


@pytest.mark.parametrize(
    ("adapter", "value", "problems"),
    [
        (NUMBER, {"at_last": 1}, {("at_last",): 'there is no "at_last" here. Did you mean "at_least"?'}),
        (NUMBER, {"max": 1}, {("max",): 'there is no "max" here. Did you mean "at_most"?'}),
        (TEXT, {"start_with": "b"}, {("start_with",): 'there is no "start_with" here. Did you mean "starts_with"?'}),
        (TEXT, {"equals": "b"}, {("equals",): 'there is no "equals" here. Did you mean "is"?'}),
        (
            TEXT,
            {"regex": "b"},
            {("regex",): 'there is no "regex" here. Known: contains, ends_with, is, not, starts_with.'},
        ),
        (
            AGE,
            {"less_than": "3 days"},
            {("less_than",): 'there is no "less_than" here. Did you mean "within"?'},
        ),
        (SET, {"have": "a"}, {("have",): 'there is no "have" here. Did you mean "has"?'}),
    ],
)
def test_a_strange_operator_is_refused_with_the_right_one(
    adapter: TypeAdapter[object], value: object, problems: Mapping[tuple[str, ...], str]
) -> None:
    assert refused(adapter, value) == problems


def test_every_strange_operator_is_told_at_once() -> None:
    assert set(refused(NUMBER, {"at_last": 1, "at_mots": 2})) == {("at_last",), ("at_mots",)}


@pytest.mark.parametrize(
    ("adapter", "value", "place"),
    [
        (TEXT, None, ()),
        (TEXT, [], ()),
        (TEXT, {}, ()),
        (TEXT, {"starts_with": []}, ("starts_with",)),
        (TEXT, {"starts_with": None}, ("starts_with", 0)),
        (TEXT, ["boots", {"is": "hats"}], ("is", 1)),
        (TEXT, 1.10, ("is", 0)),
        (NUMBER, "3", ("is", 0)),
        (NUMBER, True, ("is", 0)),
        (NUMBER, {"at_least": "three"}, ("at_least",)),
        (NUMBER, {"at_least": None}, ("at_least",)),
        (AGE, {"within": None}, ("within",)),
        (SET, {"empty": None}, ("empty",)),
        (NUMBER, {"between": [1]}, ("between", 1)),
        (NUMBER, {"between": [3, 1]}, ()),
        (MONEY, "cheap", ("is", 0)),
        (LENGTH, {"at_least": 2}, ("at_least",)),
        (AGE, "30 days", ()),
        (AGE, {"within": "soon"}, ("within",)),
        (AGE, {"before": "22.11.2025"}, ("before",)),
        (AGE, {"before": 2025}, ("before",)),
        (SET, {"has": ["a", "b"]}, ("has",)),
        (SET, {"empty": "perhaps"}, ("empty",)),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_place(
    adapter: TypeAdapter[object], value: object, place: tuple[str | int, ...]
) -> None:
    assert list(refused(adapter, value)) == [place]
