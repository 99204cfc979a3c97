import pytest

from scoring.event import Kind
from tests.support.words import DAY, FORGOTTEN, HOUR, answer, happened, person, refused, seen

BOOT_FAN = person(
    happened(Kind.SEEN, "/p/1", 10 * DAY, page="product", category="boots", product="1"),
    happened(Kind.SEEN, "/p/2", 2 * DAY, page="product", category="boots", product="2"),
    happened(Kind.SEEN, "/", 2 * HOUR, page="home"),
    happened(Kind.ADDED, "3", HOUR, category="hats", product="3"),
)


@pytest.mark.parametrize(
    "value",
    [
        "product",
        ["cart", "home"],
        {"page": "product"},
        {"category": "boots"},
        {"category": ["hats", "Boots"]},
        {"product": "2"},
        {"product": 2},
        {"category": {"starts_with": "boo"}, "times": 2},
        {"category": "boots", "times": {"at_least": 2}},
        {"category": "boots", "within": "2 days"},
        {"page": "product", "category": "boots", "product": {"not": "1"}, "times": 1},
        {"times": 3},
        {"category": "hats", "times": 0},
        {"category": "boots", "times": {"at_most": 1}, "within": "3 days"},
    ],
)
def test_enough_pages_were_seen(value: object) -> None:
    assert answer("viewed", value, BOOT_FAN) == "yes"


@pytest.mark.parametrize(
    "value",
    [
        "cart",
        {"category": "hats"},
        {"category": {"not": "boots"}},
        {"product": "3"},
        {"category": "boots", "times": {"at_least": 3}},
        {"category": "boots", "within": "1 day"},
        {"page": "home", "category": "boots"},
        {"category": "boots", "times": {"at_least": 2}, "within": "3 days"},
        {"within": "1 hour"},
    ],
)
def test_too_few_pages_were_seen(value: object) -> None:
    assert answer("viewed", value, BOOT_FAN) == "no"


@pytest.mark.parametrize("value", ["product", {"category": "boots", "times": 0}])
def test_what_was_seen_is_unknown_where_the_past_is(value: object) -> None:
    assert answer("viewed", value, FORGOTTEN) == "unknown"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("basket", "unknown-page"),
        ({"page": "basket"}, "unknown-page"),
        ({"category": "boots", "within": 7}, "not-a-duration"),
        ({"category": "boots", "times": "often"}, "wrong-value"),
        ({"category": None, "times": 1}, "missing-value"),
    ],
)
def test_what_makes_no_sense_is_refused(value: object, code: str) -> None:
    assert list(refused("viewed", value)) == [code]


def test_the_trace_counts_the_views() -> None:
    assert seen("viewed", {"category": "boots"}, BOOT_FAN) == "viewed 2 times, last 2 days ago"
    assert seen("viewed", {"product": "2"}, BOOT_FAN) == "viewed 1 time, last 2 days ago"
    assert seen("viewed", {"category": "hats"}, BOOT_FAN) == "never viewed"
    assert seen("viewed", {"category": "hats"}, FORGOTTEN) == "the past is not known"
