"""The JSON view of visitors and events loses nothing."""

import json
from dataclasses import replace

import pytest
from hypothesis import given

from scoring.event import Event, Kind
from scoring.profile import event_profile, from_event_profile, from_profile, profile
from scoring.visitor import Visitor
from tests.support.events import NOON, happenings, ordered, seen, visitors


def through_json(visitor: Visitor) -> Visitor:
    return from_profile(json.loads(json.dumps(profile(visitor))))


@given(visitors())
def test_every_visitor_comes_back_equal(visitor: Visitor) -> None:
    assert through_json(visitor) == visitor


@given(happenings())
def test_every_event_comes_back_equal(event: Event) -> None:
    assert from_event_profile(json.loads(json.dumps(event_profile(event)))) == event


def test_a_person_never_seen_comes_back_as_one() -> None:
    assert through_json(Visitor()) == Visitor()


@given(visitors(), happenings())
def test_what_comes_back_goes_on_as_if_it_had_never_left(visitor: Visitor, event: Event) -> None:
    assert through_json(visitor).after(event) == visitor.after(event)


def test_a_profile_of_before_marks_and_rhythm_is_still_read() -> None:
    visitor = Visitor().after_all([seen("/", NOON), ordered("A1"), ordered("A2", NOON + 60.0)])
    old = profile(visitor)
    del old["orders"]["rhythm"]
    assert "marks" not in old
    read = from_profile(old)
    assert read.orders.rhythm is None
    assert read.after(ordered("A3", NOON + 90.0)).orders.rhythm == 30.0


def test_marks_are_told_by_name() -> None:
    tagged = Event(Kind.TAGGED, "keen", NOON, {"for": "60.0"})
    chose, acted = Event(Kind.CHOSE, "call", NOON, {"option": "gift"}), Event(Kind.ACTED, "review", NOON)
    assert profile(Visitor().after_all([tagged, chose, acted])).get("marks") == {
        "tags": {"keen": (NOON, NOON + 60.0)},
        "chosen": {"call": ("gift", NOON)},
        "acts": {"review": (1, NOON)},
    }


def test_a_code_is_told_and_comes_back() -> None:
    given = Event(Kind.GIVEN, "freeship", NOON, {"code": "A1", "until": str(NOON + 60.0)})
    visitor = Visitor().after(given)
    assert profile(visitor).get("marks", {}).get("codes") == {"freeship": ("A1", NOON, NOON + 60.0)}
    assert from_profile(json.loads(json.dumps(profile(visitor)))) == visitor


def test_a_rule_that_was_closed_is_told_and_comes_back() -> None:
    closed = Event(Kind.DISMISSED, "exit", NOON)
    visitor = Visitor().after_all([closed, replace(closed, at=NOON + 9.0)])
    assert profile(visitor).get("marks", {}).get("dismissed") == {"exit": (2, NOON + 9.0)}
    assert from_profile(json.loads(json.dumps(profile(visitor)))) == visitor


def test_a_rating_and_a_mail_address_are_told_where_there_are_any() -> None:
    rated = Event(Kind.RATED, "ask", NOON, {"answer": "happy"})
    detail = {"rule": "exit", "email": "ada@shop.example", "until": str(NOON + 60.0)}
    told = profile(Visitor().after_all([rated, Event(Kind.CAPTURED, "marketing", NOON, detail)])).get("marks", {})
    assert told.get("rated") == ("happy", NOON)
    assert told.get("mails") == {"marketing": ("ada@shop.example", "exit", NOON, NOON + 60.0)}


def test_money_is_told_to_the_cent() -> None:
    visitor = Visitor().after(ordered("A1", value="0.10")).after(ordered("A2", value="0.20"))
    assert profile(visitor)["orders"]["value"] == "0.30"


def test_the_profile_says_what_happened() -> None:
    told = profile(Visitor().after(seen("/cups/7", category="cups")))
    assert told["events"] == [{"kind": "seen", "subject": "/cups/7", "at": NOON, "detail": {"category": "cups"}}]
    assert told["interests"] == {"cups": {"weight": 1.0, "at": NOON}}


def test_a_kind_that_nobody_knows_is_refused() -> None:
    stored = event_profile(Event(Kind.SEEN, "/", NOON))
    stored["kind"] = "hovered-twice"
    with pytest.raises(ValueError, match="hovered-twice"):
        from_event_profile(stored)


def test_what_was_agreed_to_is_kept() -> None:
    visitor = Visitor().after(Event(Kind.AGREED, "", NOON, {"purposes": "personalise marketing"}))
    assert profile(visitor).get("marks", {}).get("agreed") == (["marketing", "personalise"], NOON)
    assert from_profile(json.loads(json.dumps(profile(visitor)))) == visitor
