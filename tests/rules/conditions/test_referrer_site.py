import pytest

from tests.support.words import FORGOTTEN, answer, arrived, person, refused, seen


@pytest.mark.parametrize(
    ("value", "referrer"),
    [
        ("coupons.example", "coupons.example"),
        ("coupons.example", "www.coupons.example"),
        ("www.coupons.example", "coupons.example"),
        ("Coupons.Example", "m.COUPONS.example"),
        (["codes.example", "coupons.example"], "a.b.coupons.example"),
        ("", ""),
        ({"not": "coupons.example"}, "search.example"),
        ({"not": "coupons.example"}, ""),
        ({"contains": "coupon"}, "best-coupons.example"),
    ],
)
def test_the_site_is_met(value: object, referrer: str) -> None:
    assert answer("referrer.site", value, person(arrived(referrer=referrer))) == "yes"


@pytest.mark.parametrize(
    ("value", "referrer"),
    [
        ("coupons.example", "mycoupons.example"),
        ("coupons.example", "coupons.example.evil.test"),
        ("www.coupons.example", "search.example"),
        ("coupons.example", ""),
        ("", "coupons.example"),
        ({"not": "coupons.example"}, "www.coupons.example"),
    ],
)
def test_the_site_is_not_met(value: object, referrer: str) -> None:
    assert answer("referrer.site", value, person(arrived(referrer=referrer))) == "no"


def test_the_site_is_unknown_where_the_arrival_is() -> None:
    assert answer("referrer.site", "coupons.example", FORGOTTEN) == "unknown"
    assert answer("referrer.site", {"not": "coupons.example"}, FORGOTTEN) == "unknown"


@pytest.mark.parametrize("value", ["https://coupons.example/", "coupons.example/sale", "*.coupons.example", 5])
def test_what_is_no_site_is_refused(value: object) -> None:
    assert list(refused("referrer.site", value)) == ["not-a-site"]


def test_the_trace_tells_the_site() -> None:
    assert seen("referrer.site", "x.example", person(arrived(referrer="a.example"))) == "referrer.site = a.example"
    assert seen("referrer.site", "x.example", person(arrived())) == "referrer.site = none"
    assert seen("referrer.site", "x.example", FORGOTTEN) == "the past is not known"
