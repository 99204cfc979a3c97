"""What a visitor answers is heard by the action of the rule that offered it, and by no other."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

import pytest

from rules.hearing import Heard, Told, UnheardError, hearing, hears
from rules.rulebook import Rule
from scoring.event import Event, Kind
from tests.support.actions import action

SHOW = action("tag", {"add": "fan"})


@dataclass(frozen=True)
class Question:
    """A stand-in for the actions that ask something: an action of the language, with an ear."""

    hears: ClassVar[frozenset[str]] = frozenset({"satisfaction"})
    keeps: ClassVar[bool] = False
    attention: ClassVar[str] = ""

    edits = SHOW.edits
    marks = SHOW.marks
    outcome = SHOW.outcome
    touches = SHOW.touches
    claims = SHOW.claims
    remembers = SHOW.remembers

    def heard(self, fields: Mapping[str, str], told: Told) -> Heard:
        if fields.get("answer") not in {"happy", "unhappy"}:
            raise UnheardError
        return Heard((Event(Kind.RATED, told.rule, told.now, {"answer": fields["answer"]}),))


ASKS = Rule("ask", "Ask", "ask.yaml", 1, "d", do=(SHOW, Question()))
SHOWS = Rule("show", "Show", "show.yaml", 1, "d", do=(SHOW,))


def test_an_answer_is_heard_by_the_action_that_offers_it() -> None:
    ear = hearing(ASKS, "satisfaction")
    assert ear is not None
    told = Told("ask", "satisfaction", 5.0)
    assert ear.heard({"answer": "happy"}, told).events == (Event(Kind.RATED, "ask", 5.0, {"answer": "happy"}),)


def test_what_was_never_offered_is_not_heard() -> None:
    ear = hearing(ASKS, "satisfaction")
    assert ear is not None
    with pytest.raises(UnheardError):
        ear.heard({"answer": "<b>"}, Told("ask", "satisfaction", 5.0))


def test_an_answer_under_another_name_is_nobody_s() -> None:
    assert hearing(ASKS, "capture") is None
    assert hearing(ASKS, "") is None


def test_a_rule_that_only_shows_hears_nothing() -> None:
    assert hearing(SHOWS, "satisfaction") is None
    assert not hears(SHOWS)
    assert hears(ASKS)


def test_the_action_of_otherwise_hears_too() -> None:
    rule = Rule("ask", "Ask", "ask.yaml", 1, "d", otherwise=(Question(),))
    assert hearing(rule, "satisfaction") is not None
