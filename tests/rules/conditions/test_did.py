from dataclasses import replace

import pytest

from rules.decision import Element
from rules.language.names import Names
from scoring.event import Kind
from tests.support.words import DAY, FORGOTTEN, HOUR, NAMES, answer, happened, person, refused, seen

BUYER = person(
    happened(Kind.ADDED, "1", 3 * DAY),
    happened(Kind.ADDED, "2", 2 * HOUR),
    happened(Kind.ORDERED, "A-1", 2 * DAY, value="50"),
)


@pytest.mark.parametrize(
    "value",
    [
        "ordered",
        "Added",
        {"event": "added", "times": 2},
        {"event": "added", "within": "1 day"},
        {"event": "added", "times": {"less_than": 2}, "within": "1 day"},
        {"event": "searched", "times": 0},
    ],
)
def test_it_has_happened(value: object) -> None:
    assert answer("did", value, BUYER) == "yes"


@pytest.mark.parametrize(
    "value",
    [
        "searched",
        {"event": "added", "times": {"at_least": 3}},
        {"event": "ordered", "within": "1 day"},
        {"event": "added", "times": 2, "within": "1 day"},
    ],
)
def test_it_has_not_happened(value: object) -> None:
    assert answer("did", value, BUYER) == "no"


def test_what_happened_is_unknown_where_the_past_is() -> None:
    assert answer("did", "ordered", FORGOTTEN) == "unknown"
    assert answer("did", {"event": "ordered", "times": 0}, FORGOTTEN) == "unknown"


def test_an_event_that_does_not_exist_is_refused_with_the_nearest() -> None:
    assert refused("did", "order") == {"unknown-event": 'there is no event "order". Did you mean "ordered"?'}


def test_the_trace_counts_the_events() -> None:
    assert seen("did", "added", BUYER) == "added 2 times, last 2 hours ago"
    assert seen("did", "searched", BUYER) == "never searched"
    assert seen("did", "searched", FORGOTTEN) == "the past is not known"


ELEMENTS = {name: Element(name, f"#{name}") for name in ("price", "sizes", "logo")}
WATCHED = replace(NAMES, elements=ELEMENTS, watched=frozenset({"price", "sizes"}))
UNWATCHED = replace(NAMES, elements=ELEMENTS)

BROWSER = person(
    happened(Kind.SEEN, "/", 600),
    happened(Kind.HOVERED, "price", 500, seconds="2"),
    happened(Kind.HOVERED, "price", 400, seconds="1"),
    happened(Kind.CLICKED, "sizes", 300, x="1", y="1"),
    happened(Kind.IGNORED, "logo", 200, seconds="9"),
    happened(Kind.LEAVING, "top", 100),
)
LATER = person(
    happened(Kind.SEEN, "/", DAY),
    happened(Kind.HOVERED, "price", DAY - 60, seconds="2"),
    happened(Kind.SEEN, "/", 60),
)


@pytest.mark.parametrize(
    "value",
    [
        "hovered",
        "Leaving",
        {"event": "hovered", "element": "price"},
        {"event": "hovered", "element": "price", "times": 2},
        {"event": "clicked", "times": {"at_least": 1}},
        {"event": "ignored"},
        {"event": "clicked", "element": "price", "times": 0},
    ],
)
def test_the_browser_told_so_in_this_visit(value: object) -> None:
    assert answer("did", value, BROWSER, WATCHED) == "yes"


@pytest.mark.parametrize(
    "value",
    [
        {"event": "hovered", "element": "sizes"},
        {"event": "hovered", "element": "price", "times": {"at_least": 3}},
        {"event": "clicked", "element": "price"},
        {"event": "leaving", "times": {"more_than": 1}},
        {"event": "ignored", "times": 0},
    ],
)
def test_the_browser_told_otherwise(value: object) -> None:
    assert answer("did", value, BROWSER, WATCHED) == "no"


def test_what_was_told_of_an_earlier_visit_counts_no_more() -> None:
    assert answer("did", "hovered", LATER, WATCHED) == "no"
    stale = replace(BROWSER, now=BROWSER.now + HOUR)
    assert answer("did", "hovered", stale, WATCHED) == "no"
    assert answer("did", "hovered", FORGOTTEN, WATCHED) == "unknown"


@pytest.mark.parametrize(
    ("value", "names", "code"),
    [
        ({"event": "hovered", "element": "prize"}, WATCHED, "unknown-element"),
        ({"event": "hovered", "element": "logo"}, WATCHED, "not-watched"),
        ({"event": "hovered", "element": "price"}, UNWATCHED, "not-watched"),
        ("leaving", UNWATCHED, "not-watched"),
        ({"event": "added", "element": "price"}, WATCHED, "wrong-value"),
        ({"event": "leaving", "element": "price"}, WATCHED, "wrong-value"),
        ({"event": "hovered", "within": "1 day"}, WATCHED, "wrong-value"),
        ("scrolled", WATCHED, "unknown-event"),
        ("moved", WATCHED, "unknown-event"),
    ],
)
def test_what_the_browser_never_tells_is_refused(value: object, names: Names, code: str) -> None:
    assert code in refused("did", value, names)


def test_the_trace_tells_of_this_visit() -> None:
    assert (
        seen("did", {"event": "hovered", "element": "price"}, BROWSER, WATCHED) == "hovered price 2 times in this visit"
    )
    assert seen("did", "leaving", BROWSER, WATCHED) == "leaving 1 time in this visit"
    assert seen("did", "clicked", LATER, WATCHED) == "clicked 0 times in this visit"
