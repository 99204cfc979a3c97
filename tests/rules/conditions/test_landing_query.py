import pytest

from tests.support.words import DAY, FORGOTTEN, answer, arrived, person, refused, seen

VOUCHER = person(arrived(ago=9 * DAY, gclid="1"), arrived(voucher="SPRING10", source="mail"))


@pytest.mark.parametrize(
    "value",
    [
        "voucher",
        {"has": "voucher"},
        {"has_any": ["gclid", "source"]},
        {"has_all": ["voucher", "source"]},
        {"voucher": "spring10"},
        {"voucher": {"starts_with": "SPRING"}, "source": "mail"},
        {"gclid": ""},
    ],
)
def test_the_query_of_the_landing_is_met(value: object) -> None:
    assert answer("landing.query", value, VOUCHER) == "yes"


@pytest.mark.parametrize(
    "value",
    [
        "gclid",
        "path",
        {"has": "vouch"},
        {"has_all": ["voucher", "gclid"]},
        {"voucher": "SUMMER"},
        {"voucher": ""},
        {"voucher": "SPRING10", "source": "ads"},
    ],
)
def test_the_query_of_the_landing_is_not_met(value: object) -> None:
    assert answer("landing.query", value, VOUCHER) == "no"


def test_the_query_is_unknown_where_the_arrival_is() -> None:
    assert answer("landing.query", {"has": "voucher"}, FORGOTTEN) == "unknown"


@pytest.mark.parametrize("value", [{"empty": True}, {"empty": False, "has": "voucher"}])
def test_empty_is_refused_as_other_keys_are_not_kept(value: object) -> None:
    assert refused("landing.query", value) == {
        "wrong-value": "of a landing only the keys that rules name are kept; use `has` or `has_any`"
    }


def test_the_trace_tells_the_kept_keys() -> None:
    assert seen("landing.query", "x", VOUCHER) == "landing.query = voucher=SPRING10&source=mail"
    assert seen("landing.query", "x", person(arrived())) == "landing.query = nothing that rules name"
    assert seen("landing.query", "x", FORGOTTEN) == "the past is not known"
