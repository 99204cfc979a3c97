from dataclasses import replace

import pytest

from rules.context import Context, Truth
from rules.decide import decide
from rules.decision import Reason
from rules.gates import cap, may_act, page, view
from rules.rulebook import Rule
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.folder import NOW, SITE, context, draft, rule, rulebook, verdict

DAY = 86_400.0
HIDE = "do: [ { hide: promo_field } ]"


def became(body: str, given: dict[str, object] | None = None, status: str = "live") -> str:
    """Return the reason of a rule for a persona, with its detail."""
    expects = "expect: [ { given: { page: home }, then: { reason: OTHER_PAGE } } ]"
    text = rule(f"where: {{ page: cart }}\nconsent: personalise\n{HIDE}\n{body}\n{expects}", status=status)
    found = verdict(text, {"page": "cart", **(given or {})})
    return f"{found.reason} {found.detail}".strip()


def test_a_live_rule_acts() -> None:
    assert became("") == "APPLIED"


@pytest.mark.parametrize(("status", "reason"), [("draft", "DRAFT"), ("paused", "PAUSED")])
def test_a_rule_that_is_not_live_does_not_act(status: str, reason: str) -> None:
    assert became("", status=status) == reason


@pytest.mark.parametrize(
    ("schedule", "reason"),
    [
        ("{ from: 2025-11-22 }", "APPLIED"),
        ("{ until: 2025-11-22 }", "APPLIED"),
        ("{ from: 2025-11-22, until: 2025-11-22 }", "APPLIED"),
        ('{ from: "2025-11-22 15:00" }', "APPLIED"),
        ('{ from: "2025-11-22 15:01" }', "OUT_OF_SCHEDULE begins 2025-11-22"),
        ('{ until: "2025-11-22 15:00" }', "OUT_OF_SCHEDULE ended 2025-11-22"),
        ('{ from: "2025-11-22 14:30", timezone: UTC }', "OUT_OF_SCHEDULE begins 2025-11-22"),
        ("{ from: 2025-11-23 }", "OUT_OF_SCHEDULE begins 2025-11-23"),
        ("{ until: 2025-11-21 }", "OUT_OF_SCHEDULE ended 2025-11-21"),
        ('{ until: "2025-11-22 00:00" }', "OUT_OF_SCHEDULE ended 2025-11-21"),
    ],
)
def test_a_schedule_is_told_in_its_own_days(schedule: str, reason: str) -> None:
    assert became(f"schedule: {schedule}", {"now": "2025-11-22 15:00"}) == reason


def test_another_page_is_not_acted_on() -> None:
    assert became("", {"page": "home"}) == "OTHER_PAGE"


def test_the_consent_that_is_missing_is_named() -> None:
    assert became("", {"consent": []}) == "CONSENT_MISSING needs personalise"
    assert became("", {"consent": ["marketing"]}) == "CONSENT_MISSING needs personalise"
    assert became("", {"consent": ["personalise"]}) == "APPLIED"


def test_request_only_acts_without_consent() -> None:
    assert became("without_consent: request_only", {"consent": []}) == "APPLIED"


@pytest.mark.parametrize(
    ("limit", "given", "reason"),
    [
        ("visitor: 1 per 14 days", {}, "APPLIED"),
        ("visitor: 1 per 14 days", {"seen_days_ago": 3}, "CAPPED shown 3 days ago, next 2025-12-03"),
        ("visitor: 1 per 14 days", {"seen_days_ago": 14}, "APPLIED"),
        ("visitor: 2 per 14 days", {"seen_days_ago": 3}, "APPLIED"),
        ("visitor: 1 per visit", {"seen_days_ago": 0.01}, "CAPPED shown 1 time in this visit"),
        ("visitor: 1 per visit", {"seen_days_ago": 1}, "APPLIED"),
        ("visit: 1", {"seen_days_ago": 0.01}, "CAPPED shown 1 time in this visit"),
        ("visit: 2", {"seen_days_ago": 0.01}, "APPLIED"),
        ("stop_after: order_placed", {"orders": 1}, "CAPPED stopped: ordered"),
        ("stop_after: order_placed", {"orders": 0}, "APPLIED"),
        ("stop_after: added_to_basket", {"orders": 1}, "APPLIED"),
        ("stop_after: dismissed", {"dismissed_days_ago": 300}, "CAPPED stopped: dismissed"),
        ("stop_after: dismissed", {"seen_days_ago": 3}, "APPLIED"),
        ("stop_after: order_placed", {"dismissed_days_ago": 3}, "APPLIED"),
        ("stop_after: email_captured", {"email": "marketing"}, "CAPPED stopped: captured"),
        ("stop_after: email_captured", {"dismissed_days_ago": 3}, "APPLIED"),
        ("stop_after: answer_given", {"satisfaction": "happy"}, "CAPPED stopped: rated"),
        ("stop_after: [dismissed, email_captured]", {"dismissed_days_ago": 1}, "CAPPED stopped: dismissed"),
        ("visitor: 1 per day", {"past": "unknown"}, "UNKNOWN_INPUT whether it was shown before is unknown"),
    ],
)
def test_a_limit_counts_what_was_shown(limit: str, given: dict[str, object], reason: str) -> None:
    assert became(f"limit: {{ {limit} }}", given) == reason


def test_an_order_stops_a_rule_when_its_event_is_long_gone() -> None:
    book = rulebook(draft(f"consent: personalise\n{HIDE}\nlimit: {{ stop_after: [order_placed, added_to_basket] }}"))
    it = context({"orders": 1}, book.site)
    assert it.visitor is not None
    crowd = it.visitor.after_all(Event(Kind.SEEN, "/", NOW) for _ in range(300))
    assert not any(event.kind is Kind.ORDERED for event in crowd.events)
    assert cap(book.rules[0], Context(NOW, visitor=crowd)) is not None


def test_a_basket_add_stops_a_rule_that_says_so() -> None:
    book = rulebook(draft(f"consent: personalise\n{HIDE}\nlimit: {{ stop_after: added_to_basket }}"))
    it = context({}, book.site)
    assert it.visitor is not None
    objection = cap(book.rules[0], Context(NOW, visitor=it.visitor.after(Event(Kind.ADDED, "1", NOW))))
    assert objection is not None
    assert objection.detail == "stopped: added"


@pytest.mark.parametrize(
    ("body", "consents", "orders"),
    [
        ("", [], 0),
        ("", ["personalise"], 2),
        ("consent: personalise", ["personalise"], 2),
        ("consent: marketing", ["marketing"], 2),
        ("consent: [marketing, personalise]", ["marketing"], 0),
    ],
)
def test_a_rule_sees_the_past_that_its_consent_covers(body: str, consents: list[str], orders: int) -> None:
    book = rulebook(draft(f"{HIDE}\n{body}"))
    seen = view(book.rules[0], context({"orders": 2, "consent": consents}, book.site))
    assert seen.visitor is not None
    assert seen.visitor.orders.count == orders


@pytest.mark.parametrize(
    ("page", "status", "schedule", "expected"),
    [
        ("cart", "live", "", True),
        ("cart", "live", "schedule: { from: 2099-01-01 }", True),
        ("home", "live", "", False),
        ("cart", "draft", "", False),
        ("cart", "paused", "", False),
    ],
)
def test_a_rule_may_act_for_somebody_where_it_is_in_force(
    page: str, status: str, schedule: str, *, expected: bool
) -> None:
    expects = "expect: [ { given: { page: home }, then: { reason: OTHER_PAGE } } ]"
    book = rulebook(rule(f"where: {{ page: cart }}\n{HIDE}\n{schedule}\n{expects}", status=status))
    assert may_act(book.rules[0], context({"page": page}, book.site)) is expected


def where(words: str) -> Rule:
    (found,) = rulebook(draft(f"where: {{ {words} }}\nconsent: personalise\n{HIDE}")).rules
    return found


@pytest.mark.parametrize(
    ("words", "alone"),
    [
        ("page: cart", True),
        ("page: [cart, home]", True),
        ("page: { not: cart }", False),
        ('page: cart, path: "/basket"', False),
        ("any: [ { page: cart } ]", False),
        ('path: "/basket"', False),
    ],
)
def test_pages_alone_settle_a_place_that_names_nothing_else(words: str, *, alone: bool) -> None:
    assert where(words).by_page_alone is alone


@pytest.mark.parametrize("pages", [[], ["cart"], ["home"], ["cart", "home"]])
@pytest.mark.parametrize("words", ["page: cart", "page: [cart, home]", "page: { not: cart }", "page: { not: home }"])
def test_pages_alone_settle_as_the_words_would(words: str, pages: list[str]) -> None:
    ruled, asked = where(words), Context(NOW, pages=frozenset(pages))
    assert (page(ruled, asked) is None) is (ruled.where.answer(asked) is Truth.YES)


ASKING = """\
where: { page: [home, cart] }
consent: personalise
limit: { attention: offers }
do: [ { insert: { into: header, at: end, fragment: hello } } ]
otherwise: [ { hide: header } ]
who: { geo.country: GB }
expect: [ { given: { page: home }, then: { reason: UNKNOWN_INPUT } } ]
"""
OFFERS = SITE + "attention: { offers: { per_visit: 1, per_week: 2, never_on: [cart] } }\n"


def offered(given: dict[str, object], *shown: tuple[str, float]) -> list[str]:
    """Return what becomes of two rules of one class, after rules were shown so many days ago."""
    book = rulebook(rule(f"{ASKING}priority: 80", "first") + rule(ASKING, "second"), OFFERS)
    it = context({"page": "home", "country": "GB", **given}, book.site)
    past = [Event(Kind.SHOWN, id_, NOW - days * DAY) for id_, days in shown]
    if it.visitor is not None:
        it = replace(it, visitor=Visitor().after_all([*past, *it.visitor.events]))
    return [f"{each.reason} {each.detail}".strip() for each in decide(it, book).verdicts]


def test_of_two_rules_of_a_class_one_gets_the_attention_of_a_page() -> None:
    assert offered({}) == ["APPLIED", "LOST_TO first"]


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ([("second", 0.01)], "CAPPED offers: 1 a visit is reached"),
        ([("first", 6.9), ("second", 3.0)], "CAPPED offers: 2 a week is reached"),
    ],
)
def test_attention_is_used_up_for_all_rules_of_a_class(shown: list[tuple[str, float]], said: str) -> None:
    assert offered({}, *shown) == [said, said]


@pytest.mark.parametrize("shown", [[("another", 0.01)], [("second", 3.0)], [("first", 7.0), ("second", 3.0)]])
def test_attention_that_is_left_may_be_asked_for(shown: list[tuple[str, float]]) -> None:
    assert offered({}, *shown)[0] == "APPLIED"


def test_attention_is_never_asked_for_on_a_page_that_is_spared() -> None:
    assert offered({"page": "cart"}) == ["OTHER_PAGE offers: never on cart"] * 2


def test_with_the_past_unknown_nobody_knows_what_attention_is_left() -> None:
    assert offered({"past": "unknown"}) == ["UNKNOWN_INPUT whether it was shown before is unknown"] * 2


def test_attention_is_counted_for_do_and_never_for_otherwise() -> None:
    assert offered({"country": "FR"}, ("first", 0.01)) == ["OTHERWISE", "LOST_TO first"]
    book = rulebook(rule(ASKING), OFFERS)
    it = context({"page": "home", "country": "FR", "seen_days_ago": 0.01}, book.site)
    assert decide(it, book).verdicts[0].reason is Reason.OTHERWISE
