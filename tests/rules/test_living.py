"""Texts that change on a page in sight come from the rules that may be on it, and look at no more than these may."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rules.context import Consent, Context
from rules.decision import Decision, Reason, Verdict
from rules.living import live, lives
from rules.rulebook import Rule, Rulebook
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.actions import action

TAG = action("tag", {"add": "fan"})


@dataclass(frozen=True)
class Count:
    """A stand-in for the actions that count something while the page is open."""

    key: str
    keeps: ClassVar[bool] = False
    attention: ClassVar[str] = ""

    edits = TAG.edits
    marks = TAG.marks
    outcome = TAG.outcome
    touches = TAG.touches
    claims = TAG.claims
    remembers = TAG.remembers

    def lives(self, context: Context) -> Mapping[str, str]:
        return {self.key: str(context.visitor.basket.items)} if context.visitor else {}


BOOK = Rulebook(rules=tuple(Rule(key, key, f"{key}.yaml", 1, "d", do=(TAG, Count(key))) for key in ("one", "two")))
THREE = Visitor().after(Event(Kind.BASKET, "", 5.0, {"items": "3", "value": "9", "coupon": ""}))


def _live(one: Reason, two: Reason, context: Context) -> Mapping[str, str]:
    return live(Decision(verdicts=(Verdict("one", one), Verdict("two", two))), context, BOOK)


AGREED = Context(9.0, visitor=THREE, consent=Consent(frozenset({"personalise"})))


def test_a_rule_that_acted_waits_or_is_capped_by_now_keeps_its_texts_alive() -> None:
    assert _live(Reason.APPLIED, Reason.WAITING_FOR_MOMENT, AGREED) == {"one": "3", "two": "3"}
    assert _live(Reason.CAPPED, Reason.OTHERWISE, AGREED) == {"one": "3", "two": "3"}


def test_a_rule_that_is_not_on_the_page_tells_nothing() -> None:
    assert _live(Reason.NO_MATCH, Reason.LOST_TO, AGREED) == {}
    assert _live(Reason.CONSENT_MISSING, Reason.OTHER_PAGE, AGREED) == {}


def test_without_consent_a_text_knows_nothing_of_the_past() -> None:
    assert _live(Reason.APPLIED, Reason.NO_MATCH, Context(9.0, visitor=THREE)) == {"one": "0"}


def test_a_rulebook_lives_when_one_action_does() -> None:
    assert lives(BOOK)
    assert not lives(Rulebook(rules=(Rule("plain", "Plain", "p.yaml", 1, "d", do=(TAG,)),)))
