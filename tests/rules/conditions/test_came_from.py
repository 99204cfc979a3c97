from dataclasses import replace

import pytest

from rules.context import Context
from scoring.visitor import KEPT_ARRIVALS
from tests.support.words import DAY, FORGOTTEN, NAMES, answer, arrived, channel, person, refused, seen

CHANNELS = replace(
    NAMES,
    channels={
        "coupon": channel("coupon", "utm.medium", ["coupon", "affiliate-coupon"]),
        "search": channel("search", "referrer.site", "search.example"),
        "newsletter": channel("newsletter", "utm.medium", "email"),
    },
)

COUPON_THEN_MAIL = person(
    arrived("/sale", ago=40 * DAY, utm_medium="coupon"),
    arrived("/", "www.search.example", ago=20 * DAY),
    arrived("/", ago=2 * DAY, utm_medium="email", utm_campaign="newsletter"),
)


def came(value: object, context: Context = COUPON_THEN_MAIL) -> str:
    return answer("came_from", value, context, CHANNELS)


@pytest.mark.parametrize(
    "value",
    [
        "coupon",
        "search",
        ["search", "coupon"],
        {"channel": "coupon", "touch": "any"},
        {"channel": "coupon", "touch": "first"},
        {"channel": "newsletter", "touch": "last"},
        {"channel": "coupon", "within": "40 days"},
        {"channel": "search", "within": "30 days"},
        {"channel": "newsletter", "touch": "last", "within": "2 days"},
    ],
)
def test_the_channel_was_touched(value: object) -> None:
    assert came(value) == "yes"


@pytest.mark.parametrize(
    "value",
    [
        {"channel": "coupon", "touch": "last"},
        {"channel": "newsletter", "touch": "first"},
        {"channel": "search", "touch": "first"},
        {"channel": "search", "touch": "last"},
        {"channel": "coupon", "within": "30 days"},
        {"channel": "coupon", "touch": "first", "within": "30 days"},
        {"channel": "newsletter", "within": "1 day"},
        {"channel": ["search", "coupon"], "within": "10 days"},
    ],
)
def test_the_channel_was_not_touched(value: object) -> None:
    assert came(value) == "no"


def test_who_never_arrived_came_from_nowhere() -> None:
    assert came("coupon", person()) == "no"


def test_the_first_arrival_counts_after_many_others() -> None:
    later = (arrived(ago=30 * DAY - number) for number in range(KEPT_ARRIVALS + 5))
    regular = person(arrived(ago=40 * DAY, utm_medium="coupon"), *later)
    assert came("coupon", regular) == "yes"
    assert came({"channel": "coupon", "touch": "first"}, regular) == "yes"
    assert came({"channel": "coupon", "within": "35 days"}, regular) == "no"


ABROAD = person(
    arrived("/", "www.google.com", ago=40 * DAY),
    arrived("/", "l.facebook.com", ago=20 * DAY),
    arrived("/", ago=2 * DAY, utm_medium="email"),
)


@pytest.mark.parametrize("value", ["search", "social", "mail", ["ad", "mail"], {"channel": "search", "touch": "first"}])
def test_each_sort_of_source_is_a_channel_without_being_named(value: object) -> None:
    assert answer("came_from", value, ABROAD) == "yes"


@pytest.mark.parametrize(
    "value", ["ai_assistant", "coupon", "ad", "direct", {"channel": "search", "within": "30 days"}]
)
def test_a_sort_of_source_that_nobody_came_from_is_not_met(value: object) -> None:
    assert answer("came_from", value, ABROAD) == "no"


def test_a_channel_of_the_sites_own_wins_over_the_source_of_its_name() -> None:
    assert came("search", person(arrived("/", "www.google.com"))) == "no"
    assert came("search", person(arrived("/", "search.example"))) == "yes"


@pytest.mark.parametrize("touch", ["first", "last", "any"])
def test_the_channel_is_unknown_where_the_past_is(touch: str) -> None:
    assert came({"channel": "coupon", "touch": touch}, FORGOTTEN) == "unknown"


def test_what_the_channel_asks_of_today_is_asked_of_today() -> None:
    names = replace(NAMES, channels={"british": channel("british", "geo.country", "GB")})
    assert answer("came_from", "british", person(arrived()), names) == "unknown"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("cupon", "unknown-channel"),
        (["coupon", "cupon"], "unknown-channel"),
        ({"channel": "coupon", "touch": "middle"}, "unknown-touch"),
        ({"channel": "coupon", "within": 30}, "not-a-duration"),
        ({"touch": "last"}, "missing"),
    ],
)
def test_what_makes_no_sense_is_refused(value: object, code: str) -> None:
    assert list(refused("came_from", value, CHANNELS)) == [code]


@pytest.mark.parametrize(
    ("value", "context", "told"),
    [
        ("coupon", COUPON_THEN_MAIL, "last campaign: newsletter (mail), 2 days ago"),
        ({"channel": "coupon", "touch": "first"}, COUPON_THEN_MAIL, "first medium: coupon, 40 days ago"),
        ("coupon", person(arrived(referrer="www.search.example")), "last site: www.search.example, 1 minute ago"),
        ("coupon", person(arrived()), "last arrival: direct, 1 minute ago"),
        ("coupon", person(), "no arrival"),
        ("coupon", FORGOTTEN, "the past is not known"),
    ],
)
def test_the_trace_tells_the_arrival(value: object, context: Context, told: str) -> None:
    assert seen("came_from", value, context, CHANNELS) == told
