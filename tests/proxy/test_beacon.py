"""What of the browser's word is taken, and what refuses the whole beacon: as many cases of each."""

import json

import pytest

from proxy.admission import Refusal
from proxy.beacon import MOST_BYTES, MOST_EVENTS, MOST_POINTS, Sent, Told, read, refusal, signals
from proxy.message import Head
from scoring.event import SIGNALS, Event, Kind
from tests.support.requests import NOON, head

PAGE = Told("/p/42", {"price", "sizes"}, NOON)


def beacon(method: str = "POST", size: int = 2, **fields: str) -> Head:
    given = {"content_type": "application/json"} | fields
    return head("/.devanture/beacon", method, b"x" * size, **given)


@pytest.mark.parametrize(
    "sent",
    [
        beacon(),
        beacon(size=MOST_BYTES),
        beacon(sec_fetch_site="same-origin"),
        beacon(origin="https://www.shop.example"),
        beacon(origin="http://WWW.shop.example", sec_fetch_site="same-origin"),
        beacon(origin="http://shop.test:8080", host="shop.test:8080"),
    ],
)
def test_a_page_of_this_very_site_may_tell(sent: Head) -> None:
    assert refusal(sent) is None


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (beacon("GET"), 405),
        (beacon("PUT"), 405),
        (beacon(content_type="text/plain"), 415),
        (beacon(content_type="application/json; charset=utf-8"), 415),
        (beacon(content_type=""), 415),
        (beacon(sec_fetch_site="cross-site"), 403),
        (beacon(sec_fetch_site="same-site"), 403),
        (beacon(sec_fetch_site="none"), 403),
        (beacon(origin="https://evil.example"), 403),
        (beacon(origin="null"), 403),
        (beacon(origin="https://www.shop.example.evil.example"), 403),
        (beacon(origin="https://www.shop.example:8443"), 403),
        (beacon(origin="www.shop.example"), 403),
        (beacon(size=MOST_BYTES + 1), 413),
    ],
)
def test_all_else_may_not(sent: Head, status: int) -> None:
    found = refusal(sent)
    assert found is not None
    assert found.status == status


def test_a_field_that_came_twice_is_none() -> None:
    twice = beacon().headers
    assert refusal(Head("POST", "/", (*twice, (b"Content-Type", b"application/json")))) is not None
    for name in (b"Origin", b"Sec-Fetch-Site"):
        line = (name, b"https://www.shop.example" if name == b"Origin" else b"same-origin")
        assert refusal(Head("POST", "/", (*twice, line))) is None
        assert refusal(Head("POST", "/", (*twice, line, line))) is not None


def told(*events: object) -> tuple[Event, ...] | Refusal:
    return signals(Sent("", events), PAGE)


def test_every_signal_becomes_the_event_that_is_scored() -> None:
    events = told(
        {"kind": "hovered", "element": "price", "seconds": 1.25},
        {"kind": "clicked", "element": "price", "x": 50, "y": 0},
        {"kind": "ignored", "element": "sizes", "seconds": 5},
        {"kind": "scrolled", "depth": 40},
        {"kind": "stayed", "seconds": 10.04},
        {"kind": "moved", "points": [[1, 2], [99.5, 100]]},
        {"kind": "leaving", "gesture": "top_left"},
    )
    assert not isinstance(events, Refusal)
    assert {event.kind for event in events} == SIGNALS
    assert {event.at for event in events} == {NOON}
    assert [(event.subject, dict(event.detail)) for event in events] == [
        ("price", {"seconds": "1.2"}),
        ("price", {"x": "50", "y": "0"}),
        ("sizes", {"seconds": "5"}),
        ("/p/42", {"depth": "40"}),
        ("/p/42", {"seconds": "10"}),
        ("/p/42", {"points": "1,2 99.5,100"}),
        ("top_left", {}),
    ]


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "ordered", "subject": "A-1"},
        {"kind": "added"},
        {"kind": "seen"},
        {"kind": ["hovered"]},
        {"element": "price", "seconds": 1},
        {"kind": "hovered", "element": "price"},
        {"kind": "hovered", "element": "basket", "seconds": 1},
        {"kind": "hovered", "element": ["price"], "seconds": 1},
        {"kind": "hovered", "element": "price", "seconds": 1, "at": 0},
        {"kind": "hovered", "element": "price", "seconds": "1"},
        {"kind": "hovered", "element": "price", "seconds": True},
        {"kind": "clicked", "element": "price", "x": 101, "y": 0},
        {"kind": "clicked", "element": "price", "x": -1, "y": 0},
        {"kind": "scrolled", "depth": 100.1},
        {"kind": "scrolled", "depth": None},
        {"kind": "scrolled", "depth": 10**400},
        {"kind": "stayed", "seconds": 1e9},
        {"kind": "stayed", "seconds": 1, "path": "/elsewhere"},
        {"kind": "moved", "points": []},
        {"kind": "moved", "points": [[1]]},
        {"kind": "moved", "points": [[1, "2"]]},
        {"kind": "moved", "points": [[1, 2]] * (MOST_POINTS + 1)},
        {"kind": "leaving", "gesture": "bored"},
        {"kind": "leaving", "gesture": {}},
        "hovered",
        None,
    ],
)
def test_what_no_client_of_ours_says_refuses_the_whole(event: object) -> None:
    good = {"kind": "scrolled", "depth": 1}
    assert told(good, event, good) == Refusal(400, "this is no beacon")


def test_a_beacon_is_a_ticket_and_its_events() -> None:
    body = json.dumps({"ticket": "t", "events": [{"kind": "x"}] * MOST_EVENTS}).encode()
    found = read(body)
    assert isinstance(found, Sent)
    assert (found.ticket, len(found.told)) == ("t", MOST_EVENTS)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"{",
        b"\xff",
        b'{"ticket": "t"}',
        b'{"ticket": "t", "events": []}',
        b'{"ticket": "t", "events": {}}',
        b'{"ticket": 1, "events": [1]}',
        b'{"ticket": "t", "events": [1], "more": 1}',
        b'{"ticket": "t", "events": [NaN]}',
        b'{"ticket": "t", "events": [-Infinity]}',
        json.dumps({"ticket": "t", "events": [1] * (MOST_EVENTS + 1)}).encode(),
        b"[" * MOST_BYTES,
        b'{"ticket": "t", "events": [' + b"9" * 8000 + b"]}",
    ],
)
def test_what_is_no_beacon_is_refused(body: bytes) -> None:
    assert read(body) == Refusal(400, "this is no beacon")


def test_a_number_too_large_is_no_number() -> None:
    found = read(b'{"ticket": "t", "events": [{"kind": "stayed", "seconds": 1e999}]}')
    assert isinstance(found, Sent)
    assert signals(found, PAGE) == Refusal(400, "this is no beacon")


def test_orders_are_never_the_browsers_to_tell() -> None:
    for kind in set(Kind) - SIGNALS:
        assert isinstance(told({"kind": kind.value, "subject": "x"}), Refusal)
