from dataclasses import replace

import pytest

from rules.beyond import Beyond
from rules.context import Context
from tests.support.words import NAMES, NOW, answer, refused, seen


def customer(**columns: str) -> Context:
    return Context(NOW, beyond=Beyond(customer=columns))


VIP = customer(segment="VIP", spent="812.50", lifetime_value="1e3")


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("crm.segment", "vip"),
        ("crm.segment", ["new", "vip"]),
        ("crm.Segment", {"starts_with": "v"}),
        ("crm.segment", {"not": "new"}),
        ("crm.spent", {"at_least": 500}),
        ("crm.spent", {"between": [800, 900]}),
        ("crm.Lifetime Value", {"more_than": 999}),
        ("crm.newsletter", ""),
        ("crm.newsletter", {"not": "yes"}),
    ],
)
def test_the_column_is_met(word: str, value: object) -> None:
    assert answer(word, value, VIP) == "yes"


@pytest.mark.parametrize(
    ("word", "value"),
    [
        ("crm.segment", "new"),
        ("crm.segment", {"not": "vip"}),
        ("crm.spent", {"less_than": 500}),
        ("crm.newsletter", "yes"),
    ],
)
def test_the_column_is_not_met(word: str, value: object) -> None:
    assert answer(word, value, VIP) == "no"


def test_a_customer_who_is_in_no_row_has_empty_columns() -> None:
    assert answer("crm.segment", "vip", customer()) == "no"
    assert answer("crm.segment", "", customer()) == "yes"


@pytest.mark.parametrize("value", ["vip", "", {"not": "vip"}, {"at_least": 1}])
def test_who_is_not_logged_in_is_unknown(value: object) -> None:
    assert answer("crm.segment", value, Context(NOW)) == "unknown"


@pytest.mark.parametrize("cell", ["", "much", "nan", "inf"])
def test_what_is_no_number_is_unknown_where_a_number_is_asked(cell: str) -> None:
    assert answer("crm.spent", {"at_least": 1}, customer(spent=cell)) == "unknown"


@pytest.mark.parametrize(
    ("value", "code"),
    [({"at_least": "much"}, "wrong-value"), ({"equals": "vip"}, "unknown-operator"), (None, "missing-value")],
)
def test_what_makes_no_sense_is_refused(value: object, code: str) -> None:
    assert list(refused("crm.segment", value)) == [code]


def test_a_site_without_customers_has_no_columns() -> None:
    assert list(refused("crm.segment", "vip", replace(NAMES, customers=False))) == ["missing-crm"]


def test_the_trace_tells_the_column() -> None:
    assert seen("crm.segment", "vip", VIP) == "crm.segment = VIP"
    assert seen("crm.newsletter", "vip", VIP) == "crm.newsletter = none"
    assert seen("crm.segment", "vip", Context(NOW)) == "crm.segment = unknown"
