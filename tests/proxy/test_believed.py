"""A believed beacon: the rules of its page, and what answers and moments leave there."""

from dataclasses import dataclass, replace

import pytest

from proxy.beacon import Answered, Sent
from proxy.believed import Believed
from proxy.ticket import Given
from rules.context import Consent, Context
from rules.decision import Post
from rules.hearing import Heard, UnheardError
from rules.rulebook import Rule, Status
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.actions import action
from tests.support.answering import Asking
from tests.support.pipeline import rulebook
from tests.support.requests import NOON, head

ASK = Rule("ask", "Ask", "ask.yaml", 1, "d", pages=frozenset({"home"}), by_page_alone=True, do=(Asking(),))
FAN = Rule("fan", "Fan", "fan.yaml", 1, "d", do=(action("tag", {"add": "fan"}),))
BOOK = replace(rulebook(), rules=(ASK, FAN))
AGREED = Consent(frozenset({"personalise"}))


def believed(path: str = "/", consent: Consent = AGREED, *rules: Rule) -> Believed:
    book = replace(BOOK, rules=rules) if rules else BOOK
    return Believed(head("/.devanture/beacon", "POST"), "ann", NOON, consent, Sent("", ()), Given(path, NOON), book)


def test_a_rule_is_known_on_its_own_pages_while_it_is_live() -> None:
    assert believed().page.rule("ask") is ASK
    assert believed("/p/1").page.rule("ask") is None
    assert believed("/p/1").page.rule("fan") is FAN
    assert believed().page.rule("stranger") is None
    assert believed("/", AGREED, replace(ASK, status=Status.PAUSED)).page.rule("ask") is None


def test_the_page_is_asked_for_as_it_was() -> None:
    assert believed("/p/1").asked.names == {"product"}


def test_an_answer_leaves_what_its_action_makes_of_it() -> None:
    answer = Answered(ASK, "satisfaction", {"answer": "happy"})
    happy = Event(Kind.RATED, "ask", NOON, {"answer": "happy"})
    assert believed().heard((answer,), None) == (Heard((happy,)),)
    assert believed("/", Consent()).heard((answer,), None) == (Heard(),)


@pytest.mark.parametrize(
    "answer",
    [Answered(ASK, "satisfaction", {"answer": "x"}), Answered(ASK, "x", {}), Answered(FAN, "satisfaction", {})],
)
def test_what_was_never_offered_is_unheard(answer: Answered) -> None:
    with pytest.raises(UnheardError):
        believed().heard((answer,), None)


def test_a_moment_that_has_come_leaves_what_its_rule_leaves() -> None:
    shown = Event(Kind.SHOWN, "fan", NOON)
    (heard,) = believed().heard((shown,), None)
    assert heard.events == (shown, Event(Kind.TAGGED, "fan", NOON, {"for": "no end"}))
    assert believed("/", Consent()).heard((shown,), None) == (Heard((shown,)),)


def test_every_other_event_leaves_itself_alone() -> None:
    told = (Event(Kind.DISMISSED, "fan", NOON), Event(Kind.CLICKED, "fan", NOON))
    assert believed().heard(told, None) == tuple(Heard((event,)) for event in told)


@dataclass(frozen=True)
class Telling(Asking):
    """An action that tells another system how many orders somebody has."""

    def posts(self, context: Context, _purposes: frozenset[str]) -> tuple[Post, ...]:
        return () if context.visitor is None else (Post("crm", "shown", {"orders": context.visitor.orders.count}),)


TELL = Rule("tell", "Tell", "tell.yaml", 1, "d", purposes=frozenset({"personalise"}), do=(Telling(),), posts=True)


def test_a_moment_that_has_come_is_told_to_others_by_what_the_visitor_did_before() -> None:
    shown = Event(Kind.SHOWN, "tell", NOON)
    assert believed("/", AGREED, TELL).needs_past([shown])
    assert believed("/", AGREED, TELL).heard((shown,), Visitor()) == (
        Heard((shown,), (Post("crm", "shown", {"orders": 0}),)),
    )
    assert believed("/", AGREED, TELL).heard((shown,), None) == (Heard((shown,)),)
    assert believed("/", Consent(), TELL).heard((shown,), Visitor()) == (Heard((shown,)),)


def test_only_answers_and_what_is_told_to_others_needs_the_past() -> None:
    assert believed().needs_past([Answered(ASK, "satisfaction", {})])
    assert not believed().needs_past([Event(Kind.SHOWN, "fan", NOON), Event(Kind.CLICKED, "title", NOON)])
    assert not believed("/", AGREED, TELL).needs_past([Event(Kind.DISMISSED, "tell", NOON)])
