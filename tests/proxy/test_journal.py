"""A note holds all that decided a page, and neither an address nor a query that nobody asked for."""

import re
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.journal import VERSION, Decided, Note, note_of, read, told_of, written
from rules.beyond import Beyond, Day, Weather
from rules.context import Context
from rules.decision import Reason
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.events import NOON, happenings, seen
from tests.support.notes import ANNA, note, served
from tests.support.tree import ROOT


def kept(one: Note) -> Note:
    found = read(written(one))
    assert found is not None
    return found


def page_of(one: Note) -> Decided:
    assert one.page is not None
    return one.page


def test_a_page_is_one_line_that_begins_with_its_visitor() -> None:
    line = written(note_of(served()))
    assert line.startswith(b'{"who":"' + ANNA.encode() + b'","v":1,')
    assert line.count(b"\n") == 1
    assert line.endswith(b"\n")


TOLD_BY = {
    "now": "the note's own moment",
    "visitor": "the visitor's other notes",
    "measures": "the site",
    "code": "the visitor's other notes: it is given to an action while it acts",
    "came": "nothing: only a made-up visitor has it, of whom no note is kept",
    "_made": "nothing: it is made again",
}
"""Fields of a Context that a note has no words for, each with what tells them."""


def test_all_that_a_rule_may_look_at_is_in_a_note() -> None:
    told = {field.name for field in fields(Decided)} - {"rulebook", "verdicts", "past", "unread"}
    assert {field.name for field in fields(Context)} - TOLD_BY.keys() == told, (
        "Context has another field: give it to proxy/journal.Decided, or tell here what tells it"
    )


def test_what_a_rule_may_look_at_is_read_back() -> None:
    page, found = served(), page_of(kept(note_of(served())))
    for name in ("request", "pages", "place", "beyond", "consent", "facts"):
        assert getattr(found, name) == getattr(page.context, name)


def test_what_others_told_is_read_back() -> None:
    day = Day(NOON - 3600, NOON + 82_800, "snow")
    told = Beyond(Weather("fog", -2.5, (day,)), {"segment": "vip"})
    page = served()
    assert page_of(kept(note_of(replace(page, context=replace(page.context, beyond=told))))).beyond == told


def test_verdicts_are_told_by_what_became_of_the_rules_but_not_on_other_pages() -> None:
    page = page_of(kept(note_of(served())))
    assert page.verdicts == {"APPLIED": ("uk",), "NO_MATCH": ("tea",)}
    assert page.rulebook == "d1"


def test_only_the_keys_of_a_query_that_somebody_named_are_kept() -> None:
    line = written(note_of(served(ref="mail", email="anna@example.org")))
    assert b"mail" in line
    assert b"example.org" not in line
    assert b"email" not in line
    assert page_of(kept(note_of(served(email="x")))).request.query == {"*": ("",)}


def test_a_query_of_named_keys_alone_is_kept_whole() -> None:
    assert page_of(kept(note_of(served(ref="mail")))).request.query == {"ref": ("mail",)}


def test_what_may_name_a_person_is_masked() -> None:
    page = served(ref="zoe@example.org")
    request = replace(page.context.request, path="/account/zoe@example.org")
    personal = replace(page, context=replace(page.context, request=request, facts={"search.words": "zoe@example.org"}))
    line = written(note_of(replace(personal, events=())))
    assert b"zoe" not in line
    assert page_of(kept(note_of(personal))).request.path == "/account/*"


def test_of_the_past_it_keeps_what_older_notes_do_not_tell() -> None:
    past = Visitor().after_all([seen("/", NOON - 3_600), seen("/tea", NOON - 30)])
    page = page_of(kept(note_of(served(past=past))))
    assert page.past is not None
    assert (page.past.since, page.past.recent) == (NOON - 3_600, (NOON - 30,))


def test_a_past_that_was_unknown_stays_unknown_with_the_arrival_that_was_known() -> None:
    page = served()
    unknown = replace(page, facts=replace(page.facts, visitor=None), context=replace(page.context, visitor=None))
    found = page_of(kept(note_of(unknown)))
    assert found.past is None
    assert found.arrival == page.context.arrival


def test_what_happened_and_was_not_kept_is_told_beside() -> None:
    page = served()
    without = replace(page, events=tuple(event for event in page.events if event.kind is not Kind.SEEN))
    found = page_of(kept(note_of(without)))
    assert found.current == page.context.current


def test_a_page_that_nobody_looked_into_tells_why_and_no_verdicts() -> None:
    found = page_of(kept(note_of(replace(served(), unread=Reason.TOO_LARGE))))
    assert (found.unread, found.verdicts) == ("TOO_LARGE", {})


@given(st.lists(happenings(), max_size=5))
def test_every_event_is_read_back_as_it_was(events: list[Event]) -> None:
    one = Note(ANNA, VERSION, "x", NOON, tuple(events))
    assert kept(one) == one


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"{}",
        b"null",
        b'{"who":"a","v":1,"id":"x"',
        b"\x00\xff",
        b"[" * 5_000,
        b'{"who":"a","v":2,"id":"x","at":1}',
    ],
)
def test_what_is_no_note_of_ours_is_none(line: bytes) -> None:
    assert read(line) is None


def test_no_address_is_in_it() -> None:
    assert b"192.0.2." not in written(note_of(served()))
    assert b"address" not in written(note(ANNA, seen("/tea")))


def test_every_key_of_a_note_is_told_in_the_docs() -> None:
    page = (ROOT / "docs/journal.md").read_text("utf-8")
    first_cells = re.findall(r"^\| (`[^|]+`) \|", page, re.MULTILINE)
    told = {name for cell in first_cells for name in re.findall(r"`(\w+)`", cell)}
    for kind in (Note, Decided):
        missing = {field.name for field in fields(kind)} - told
        assert not missing, f"docs/journal.md says nothing of {', '.join(sorted(missing))}"


def test_a_mail_address_is_noted_as_one_and_never_told() -> None:
    detail = {"rule": "exit", "email": "ada@shop.example", "until": str(NOON + 60.0)}
    line = written(told_of(ANNA, (Event(Kind.CAPTURED, "marketing", NOON, detail), seen("/"))))
    assert b"ada" not in line
    told = read(line)
    assert told is not None
    assert "marketing" in Visitor().after_all(told.events).marks.mails
