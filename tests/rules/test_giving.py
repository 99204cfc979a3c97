from dataclasses import replace

import pytest

from rules.beyond import Beyond
from rules.codes import SAMPLE, Pool, Wish
from rules.context import Consent, Context, Request
from rules.decide import decide
from rules.decision import Decision, Html, Reason
from rules.giving import key_of, sampled, wishes
from rules.rulebook import Rulebook
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.folder import FRAGMENTS, NOW, SITE, expecting, rule, rulebook

DAY = 86_400.0
CODES = "codes: { freeship: { file: codes/freeship.csv } }\n"
MORE = {**FRAGMENTS, "fragments/code.html": b"<p>{{ code }} until {{ code.until }}</p>"}
GIVE = "give_code: { pool: freeship, expires: 3 days, into: header, fragment: code }"
POOLS = {"freeship": Pool("freeship", "codes/freeship.csv")}
NEW = Visitor().after(Event(Kind.SEEN, "/", NOW - 60))
ANNA = Context(NOW, pages=frozenset({"home"}), visitor=NEW, consent=Consent(frozenset({"personalise"})))


def giving(more: str = "", do: str = GIVE) -> Rulebook:
    frame = f"where: {{ page: home }}\nconsent: personalise\ndo: [ {{ {do} }} ]\n"
    return rulebook(rule(f"{frame}{more}\n{expecting('page: cart', 'unchanged: true')}"), SITE + CODES, MORE)


def holding(context: Context = ANNA, until: float | None = NOW + DAY, **code: str) -> Context:
    detail = {"code": "SHIP-1", "until": "" if until is None else str(until)} | code
    assert context.visitor is not None
    return replace(context, visitor=context.visitor.after(Event(Kind.GIVEN, "freeship", NOW - 30, detail)))


def markup(decision: Decision) -> str:
    (edit,) = decision.edits
    assert isinstance(edit.content, Html)
    return edit.content.markup


def wished(context: Context, book: Rulebook | None = None, since: float = NOW) -> list[Wish]:
    known = book or giving()
    return list(wishes(decide(context, known), context, known, since))


def test_who_holds_a_code_sees_it_with_its_own_last_day() -> None:
    assert "<p>SHIP-1 until 2025-11-23</p>" in markup(decide(holding(), giving()))
    assert wished(holding()) == []


def test_who_holds_none_sees_where_it_will_stand_and_one_is_wished_for() -> None:
    assert f'<p><span data-dv-live="{key_of("freeship")}">•••</span> until 2025-11-25</p>' in markup(
        decide(ANNA, giving())
    )
    assert wished(ANNA) == [Wish("freeship", "r", 3 * DAY)]


@pytest.mark.parametrize(
    ("context", "reason", "detail"),
    [
        (
            replace(ANNA, beyond=Beyond(empty=frozenset({"freeship"}))),
            Reason.CAPPED,
            "the pool freeship has no code left",
        ),
        (holding(until=NOW - DAY), Reason.CAPPED, "the code of this visitor ran out 2025-11-21"),
        (replace(ANNA, visitor=None), Reason.UNKNOWN_INPUT, "whether a code was given before is unknown"),
        (replace(ANNA, request=Request(kind="bot")), Reason.NO_MATCH, "a program gets no code"),
        (replace(ANNA, consent=Consent()), Reason.CONSENT_MISSING, "needs personalise"),
        (replace(ANNA, pages=frozenset({"cart"})), Reason.OTHER_PAGE, ""),
    ],
)
def test_no_code_is_given_and_none_wished_for(context: Context, reason: Reason, detail: str) -> None:
    decision = decide(context, giving())
    assert (decision.verdicts[0].reason, decision.verdicts[0].detail) == (reason, detail)
    assert decision.edits == ()
    assert wished(context) == []


def test_a_rule_of_the_request_alone_gives_no_code_without_consent() -> None:
    verdict = decide(replace(ANNA, consent=Consent()), giving("without_consent: request_only")).verdicts[0]
    assert verdict.reason is Reason.CONSENT_MISSING
    assert verdict.detail == "a code is kept with its visitor, which needs personalise"


def test_who_holds_a_code_sees_it_when_the_pool_is_empty() -> None:
    empty = replace(holding(), beyond=Beyond(empty=frozenset({"freeship"})))
    assert "SHIP-1" in markup(decide(empty, giving()))


def test_a_code_for_those_whom_a_rule_is_not_for() -> None:
    text = f"who: {{ geo.country: GB }}\notherwise: [ {{ {GIVE} }} ]"
    book = giving(text, "hide: header")
    french = replace(ANNA, place=replace(ANNA.place, country="FR"))
    assert wished(french, book) == [Wish("freeship", "r", 3 * DAY)]
    assert wished(replace(ANNA, place=replace(ANNA.place, country="GB")), book) == []


def test_a_rule_that_waits_for_a_moment_spends_no_code_before_it_was_shown() -> None:
    book = giving("when: { after: 5 seconds }")
    assert decide(ANNA, book).verdicts[0].reason is Reason.WAITING_FOR_MOMENT
    assert "data-dv-live" in str(decide(ANNA, book).moments)
    assert wished(ANNA, book) == []
    shown = replace(ANNA, visitor=NEW.after(Event(Kind.SHOWN, "r", NOW + 5)))
    assert wished(shown, book) == [Wish("freeship", "r", 3 * DAY)]
    assert wished(shown, book, since=NOW + 60) == []


def test_what_was_shown_in_a_moment_gets_its_code_though_the_rule_is_capped_by_now() -> None:
    book = giving("when: { after: 5 seconds }\nlimit: { visitor: 1 per day }")
    shown = replace(ANNA, visitor=NEW.after(Event(Kind.SHOWN, "r", NOW)))
    assert decide(shown, book).verdicts[0].reason is Reason.CAPPED
    assert wished(shown, book) == [Wish("freeship", "r", 3 * DAY)]


def test_a_made_up_visitor_holds_samples() -> None:
    visitor = sampled(Visitor(), POOLS, NOW)
    assert visitor.marks.codes["freeship"].text == SAMPLE
    assert visitor.visits == 0
    assert sampled(Visitor(), {}, NOW) == Visitor()
    assert "SAMPLE-CODE until 2025-11-25" in markup(decide(replace(ANNA, visitor=visitor), giving()))
