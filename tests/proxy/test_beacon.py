"""What of the browser's word is taken, and what refuses the whole beacon: as many cases of each."""

import json

import pytest

from proxy.admission import Refusal
from proxy.beacon import (
    MOST_BYTES,
    MOST_EVENTS,
    MOST_POINTS,
    MOST_RULES,
    Answered,
    Page,
    Sent,
    happened,
    read,
    refusal,
)
from proxy.message import Head
from rules.decision import Trigger
from rules.hearing import LONGEST_NAME, LONGEST_TEXT, MOST_FIELDS
from rules.rulebook import Rule
from scoring.event import SIGNALS, Event, Kind
from tests.support.requests import NOON, head

WAITING = Rule("wait", "Wait", "wait.yaml", 1, "d", when=((Trigger("exit_intent"),),))
PLAIN = Rule("plain", "Plain", "plain.yaml", 1, "d")
RULES = {rule.id: rule for rule in (WAITING, PLAIN)}
PAGE = Page("/p/42", {"price", "sizes"}, NOON, RULES.get)


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


def told(*events: object) -> tuple[Event | Answered, ...] | Refusal:
    return happened(Sent("", events), PAGE)


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
    signals = [event for event in events if isinstance(event, Event)]
    assert {event.kind for event in signals} == SIGNALS
    assert {event.at for event in signals} == {NOON}
    assert [(event.subject, dict(event.detail)) for event in signals] == [
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
    assert happened(found, PAGE) == Refusal(400, "this is no beacon")


def test_orders_are_never_the_browsers_to_tell() -> None:
    for kind in set(Kind) - SIGNALS:
        assert isinstance(told({"kind": kind.value}), Refusal)
        assert isinstance(told({"kind": kind.value, "subject": "x"}), Refusal)


def test_a_moment_that_was_shown_and_what_was_dismissed_are_told_by_their_rule() -> None:
    assert told({"kind": "shown", "rule": "wait"}, {"kind": "dismissed", "rule": "plain"}) == (
        Event(Kind.SHOWN, "wait", NOON),
        Event(Kind.DISMISSED, "plain", NOON),
    )


def answer(**changed: object) -> dict[str, object]:
    return {"kind": "answered", "rule": "plain", "what": "satisfaction", "fields": {"answer": "happy"}} | changed


def test_an_answer_is_told_with_its_fields() -> None:
    assert told(answer()) == (Answered(PLAIN, "satisfaction", {"answer": "happy"}),)
    assert told(answer(fields={})) == (Answered(PLAIN, "satisfaction", {}),)


def test_of_a_text_no_control_character_is_left_but_the_line_feed() -> None:
    (answered,) = told(answer(fields={"why": "a\x00b\tc\r\nd\x1b[1m\ud800\u0416"}))  # type: ignore[misc]
    assert isinstance(answered, Answered)
    assert answered.fields == {"why": "ab c\nd[1m\u0416"}


@pytest.mark.parametrize(
    "event",
    [
        {"kind": "shown"},
        {"kind": "shown", "rule": "plain"},
        {"kind": "shown", "rule": "stranger"},
        {"kind": "shown", "rule": ["wait"]},
        {"kind": "shown", "rule": "wait", "at": 1},
        {"kind": "dismissed", "rule": "stranger"},
        {"kind": "dismissed", "rule": "wait", "fields": {}},
        answer(rule="stranger"),
        answer(what=1),
        answer(fields=[]),
        answer(fields={"answer": 1}),
        answer(fields={"answer": "x" * (LONGEST_TEXT + 1)}),
        answer(fields={"x" * (LONGEST_NAME + 1): ""}),
        answer(fields={str(number): "" for number in range(MOST_FIELDS + 1)}),
        answer(more=1),
        {key: value for key, value in answer().items() if key != "fields"},
    ],
)
def test_what_no_page_of_ours_says_of_a_rule_refuses_the_whole(event: object) -> None:
    assert told({"kind": "scrolled", "depth": 1}, event) == Refusal(400, "this is no beacon")


def test_where_the_site_asks_for_no_signals_none_is_taken_but_what_is_told_of_rules_is() -> None:
    silent = Page("/p/42", None, NOON, RULES.get)
    assert isinstance(happened(Sent("", ({"kind": "scrolled", "depth": 1},)), silent), Refusal)
    assert isinstance(happened(Sent("", ({"kind": "leaving", "gesture": "top"},)), silent), Refusal)
    assert happened(Sent("", ({"kind": "shown", "rule": "wait"},)), silent) == (Event(Kind.SHOWN, "wait", NOON),)


def test_a_page_may_ask_for_what_is_new_and_tell_nothing() -> None:
    assert read(b'{"ticket": "t", "events": [], "answer": true}') == Sent("t", (), asks=True)
    assert read(b'{"ticket": "t", "events": [1], "answer": true, "has": ["wait"]}') == Sent(
        "t", (1,), asks=True, has=frozenset({"wait"})
    )
    assert read(b'{"ticket": "t", "events": [1], "answer": false}') == Sent("t", (1,))


@pytest.mark.parametrize(
    "more",
    [{"answer": 1}, {"answer": None}, {"has": "wait"}, {"has": [1]}, {"has": ["x"] * (MOST_RULES + 1)}, {"had": []}],
)
def test_a_question_of_another_form_is_refused(more: dict[str, object]) -> None:
    assert isinstance(read(json.dumps({"ticket": "t", "events": [1], **more}).encode()), Refusal)
