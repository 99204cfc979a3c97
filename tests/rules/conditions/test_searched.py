import pytest

from scoring.event import Kind
from tests.support.words import DAY, FORGOTTEN, HOUR, answer, happened, person, refused, seen

SEARCHER = person(
    happened(Kind.SEARCHED, "red boots", 10 * DAY),
    happened(Kind.SEARCHED, "Boots", 2 * DAY),
    happened(Kind.SEEN, "/hats", HOUR, page="home"),
)


@pytest.mark.parametrize(
    "value",
    [
        "boots",
        ["hats", "boots"],
        {"contains": "red"},
        {"words": {"contains": "red"}},
        {"words": "boots", "within": "3 days"},
        {"contains": "boot", "times": 2},
        {"contains": "boot", "within": "3 days", "times": 1},
        {"times": {"at_least": 2}},
        {"within": "3 days"},
    ],
)
def test_the_words_were_searched(value: object) -> None:
    assert answer("searched", value, SEARCHER) == "yes"


@pytest.mark.parametrize(
    "value",
    [
        "red",
        "/hats",
        {"contains": "hats"},
        {"contains": "red", "within": "3 days"},
        {"contains": "boot", "times": {"at_least": 3}},
        {"within": "1 day"},
    ],
)
def test_the_words_were_not_searched(value: object) -> None:
    assert answer("searched", value, SEARCHER) == "no"


def test_searches_are_unknown_where_the_past_is() -> None:
    assert answer("searched", "boots", FORGOTTEN) == "unknown"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ({"include": "boots"}, "unknown-operator"),
        ({"words": {"regex": "b.*"}}, "unknown-operator"),
        ({"contains": "boots", "within": "long"}, "not-a-duration"),
        (None, "missing-value"),
    ],
)
def test_what_makes_no_sense_is_refused(value: object, code: str) -> None:
    assert list(refused("searched", value)) == [code]


def test_the_trace_tells_the_last_search() -> None:
    assert seen("searched", "red", SEARCHER) == 'last search: "Boots", 2 days ago'
    assert seen("searched", "red", person()) == "never searched"
    assert seen("searched", "red", FORGOTTEN) == "the past is not known"
