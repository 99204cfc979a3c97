from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.context import Context, Place
from rules.decide import decide, left
from rules.decision import Op, Reason, Verdict
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.events import visitors
from tests.support.folder import NOW, context, decided, draft, expecting, rule, rulebook, verdict

BRITONS = rule(
    f"""
    who: {{ geo.country: GB }}
    do: [ {{ hide: header }} ]
    otherwise: [ {{ insert: {{ into: header, at: end, fragment: hello }} }} ]
    {expecting("country: GB", "hidden: header")}
    """
)


@pytest.mark.parametrize(
    ("country", "reason", "outcomes"),
    [
        ("GB", Reason.APPLIED, (("hidden", "header"),)),
        ("FR", Reason.OTHERWISE, (("inserted", "hello"),)),
        ("unknown", Reason.UNKNOWN_INPUT, ()),
    ],
)
def test_yes_does_no_does_otherwise_and_unknown_does_neither(
    country: str, reason: Reason, outcomes: tuple[tuple[str, str], ...]
) -> None:
    assert verdict(BRITONS, {"country": country}) == Verdict("r", reason, outcomes=outcomes)


def test_without_otherwise_a_no_does_nothing() -> None:
    text = rule(f"who: {{ geo.country: GB }}\ndo: [ {{ hide: header }} ]\n{expecting('country: GB', 'hidden: header')}")
    assert decided(text, {"country": "FR"}).edits == ()
    assert verdict(text, {"country": "FR"}).reason is Reason.NO_MATCH


def test_every_edit_names_its_rule() -> None:
    (edit,) = decided(BRITONS, {"country": "GB"}).edits
    assert (edit.rule, edit.op, edit.element.name) == ("r", Op.REMOVE, "header")


def test_a_rule_whose_values_are_not_known_does_nothing_at_all() -> None:
    text = rule(
        f"""
        do:
          - hide: promo_field
          - insert: {{ into: header, at: end, fragment: city }}
        {expecting("city: Leeds", "inserted: city")}
        """
    )
    assert len(decided(text, {"city": "Leeds"}).edits) == 2
    assert decided(text, {}).edits == ()
    assert verdict(text, {}) == Verdict("r", Reason.UNKNOWN_INPUT, "not enough is known for: inserted city")


def test_a_limit_is_asked_of_do_and_never_of_otherwise() -> None:
    text = rule(
        f"""
        consent: personalise
        who: {{ geo.country: GB }}
        do: [ {{ hide: header }} ]
        otherwise: [ {{ show: header }} ]
        limit: {{ visitor: 1 per week }}
        {expecting("country: GB", "hidden: header")}
        """
    )
    assert verdict(text, {"country": "GB", "seen_days_ago": 1}).reason is Reason.CAPPED
    assert verdict(text, {"country": "FR", "seen_days_ago": 1}).reason is Reason.OTHERWISE


def test_without_consent_request_only_decides_as_if_it_were_the_first_request() -> None:
    text = rule(
        f"""
        consent: personalise
        without_consent: request_only
        who: {{ utm.medium: coupon }}
        do: [ {{ hide: header }} ]
        {expecting('landing: "/?utm_medium=coupon"', "hidden: header")}
        """
    )
    earlier = {"landing": "/?utm_medium=coupon"}
    assert verdict(text, earlier).reason is Reason.APPLIED
    assert verdict(text, {**earlier, "consent": []}).reason is Reason.NO_MATCH
    assert verdict(text, {"consent": [], "query": {"utm_medium": "coupon"}}).reason is Reason.APPLIED


def test_what_the_store_does_not_know_is_unknown_only_to_who_asks_for_it() -> None:
    text = rule(
        f"""
        consent: personalise
        without_consent: request_only
        who: {{ orders.count: 0 }}
        do: [ {{ hide: header }} ]
        {expecting("page: home", "hidden: header")}
        """
    )
    assert verdict(text, {"past": "unknown"}).reason is Reason.UNKNOWN_INPUT
    assert verdict(text, {"past": "unknown", "consent": []}).reason is Reason.APPLIED
    assert verdict(BRITONS, {"past": "unknown", "country": "GB"}).reason is Reason.APPLIED


WAITING = rule(
    f"""
    consent: personalise
    who: {{ geo.country: GB }}
    when: {{ exit_intent: top_left, clicked: header }}
    do: [ {{ hide: header }}, {{ tag: left }} ]
    otherwise: [ {{ show: header }} ]
    limit: {{ visitor: 1 per week }}
    {expecting("country: GB, event: [pointer_to_top_left, clicked]", "hidden: header")}
    """
)
BRITON: dict[str, object] = {"country": "GB"}


def test_a_rule_whose_moment_has_not_come_leaves_its_edits_for_the_browser() -> None:
    decision = decided(WAITING, BRITON)
    (moment,) = decision.moments
    (found,) = decision.verdicts
    assert decision.edits == ()
    assert (moment.rule, [edit.rule for edit in moment.edits]) == ("r", ["r"])
    assert [[trigger.word for trigger in way] for way in moment.wait] == [["exit_intent", "clicked"]]
    assert found == Verdict("r", Reason.WAITING_FOR_MOMENT, outcomes=(("hidden", "header"), ("tagged", "left")))


def test_what_the_browser_told_makes_a_rule_act_at_once() -> None:
    decision = decided(WAITING, {**BRITON, "event": ["pointer_to_top_left", {"clicked": "header"}]})
    assert decision.moments == ()
    assert [edit.rule for edit in decision.edits] == ["r"]
    assert decision.verdicts[0].reason is Reason.APPLIED
    assert [mark.subject for mark in decision.verdicts[0].marks] == ["left"]


def test_what_has_come_of_a_moment_is_waited_for_no_more() -> None:
    (moment,) = decided(WAITING, {**BRITON, "event": "clicked"}).moments
    assert [[trigger.word for trigger in way] for way in moment.wait] == [["exit_intent"]]


@pytest.mark.parametrize("event", [[], ["pointer_to_top_left", "clicked"]])
def test_on_a_phone_a_rule_that_needs_a_mouse_waits_in_vain_and_owns_nothing(event: list[str]) -> None:
    found = decided(WAITING, {**BRITON, "device": "phone", "event": event})
    assert (found.moments, found.edits) == ((), ())
    assert found.verdicts == (
        Verdict("r", Reason.WAITING_FOR_MOMENT, "in vain: it needs a mouse, and a phone has none"),
    )


@pytest.mark.parametrize("event", ["pointer_to_top_left", "clicked", ["pointer_to_top", "clicked"], "idle"])
def test_less_than_its_moment_leaves_a_rule_waiting(event: object) -> None:
    assert verdict(WAITING, {**BRITON, "event": event}).reason is Reason.WAITING_FOR_MOMENT


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"country": "FR"}, Reason.OTHERWISE),
        ({}, Reason.UNKNOWN_INPUT),
        ({**BRITON, "seen_days_ago": 1}, Reason.CAPPED),
        ({**BRITON, "consent": []}, Reason.CONSENT_MISSING),
    ],
)
def test_a_rule_that_may_not_act_waits_for_nothing(given: dict[str, object], reason: Reason) -> None:
    decision = decided(WAITING, given)
    assert (decision.verdicts[0].reason, decision.moments) == (reason, ())


def test_what_a_waiting_rule_leaves_with_the_visitor_is_left_when_its_moment_comes() -> None:
    book = rulebook(WAITING)
    assert [mark.subject for mark in left(book.rules[0], context(BRITON, book.site))] == ["left"]
    assert left(book.rules[0], context({**BRITON, "consent": []}, book.site)) == ()


ADDING = rule(
    f"""
    consent: personalise
    without_consent: request_only
    when: {{ added_to_cart: true }}
    do: [ {{ hide: header }} ]
    {expecting("page: home, event: added_to_cart", "hidden: header")}
    """
)


@pytest.mark.parametrize(("consent", "reason"), [(None, "APPLIED"), ([], "WAITING_FOR_MOMENT")])
def test_what_went_into_the_basket_just_before_is_known_to_who_may_look_back(
    consent: list[str] | None, reason: str
) -> None:
    book = rulebook(ADDING)
    it = context({"page": "home", "consent": consent}, book.site)
    added = Visitor().after_all([Event(Kind.ADDED, "42", NOW - 1), Event(Kind.SEEN, "/", NOW)])
    assert decide(replace(it, visitor=added), book).verdicts[0].reason == reason


ALL = rulebook(
    draft("do: [ { hide: header } ]")
    + BRITONS.replace("id: r", "id: britons")
    + rule(
        f"""
        priority: 80
        consent: personalise
        who:
          any:
            - interest: tea
            - came_from: coupon
          none:
            - orders.count: {{ at_least: 2 }}
        do: [ {{ hide: promo_field }} ]
        limit: {{ visitor: 2 per week, stop_after: order_placed }}
        {expecting("interest: tea", "hidden: promo_field")}
        """,
        "tea",
    )
)


@given(visitors() | st.none(), st.sampled_from([None, "GB", "FR"]))
def test_the_same_context_gives_the_same_decision(visitor: Visitor | None, country: str | None) -> None:
    it = Context(NOW, visitor=visitor, place=Place(country=country))
    again = Context(NOW, visitor=visitor, place=Place(country=country))
    assert decide(it, ALL) == decide(it, ALL) == decide(again, ALL)


@given(visitors() | st.none())
def test_every_rule_has_one_verdict_in_the_order_of_priority(visitor: Visitor | None) -> None:
    verdicts = decide(Context(NOW, visitor=visitor), ALL).verdicts
    assert [each.rule for each in verdicts] == ["tea", "r", "britons"]


@given(visitors() | st.none(), st.sampled_from([None, "GB", "FR"]))
def test_edits_come_from_rules_that_act(visitor: Visitor | None, country: str | None) -> None:
    decision = decide(Context(NOW, visitor=visitor, place=Place(country=country)), ALL)
    acting = {each.rule for each in decision.verdicts if each.reason.acts}
    assert {edit.rule for edit in decision.edits} == acting
