import pytest

from rules.rulebook import Rule, Rulebook
from rules.unasked import AFTER, LASTS, context_of, is_unasked, next_look, unasked
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.folder import SITE, draft, rule, rulebook

DAY = 86_400.0
NOW = 1_763_820_000.0
WITH_WEBHOOK = f"{SITE}webhooks:\n  crm: {{ url: https://crm.example/hook }}\n"
DO = "do: [ { webhook: { to: crm, event: e } } ]"
ABANDONED = "who: { cart.abandoned: { more_than: 1 hour } }"


def book(*bodies: str) -> Rulebook:
    texts = (_framed(body, number) for number, body in enumerate(bodies))
    return rulebook("".join(texts), WITH_WEBHOOK)


def _framed(body: str, number: int) -> str:
    words = f"consent: marketing\nlimit: {{ visitor: 1 per 7 days }}\n{body}\n"
    if "do:" not in body:
        words += DO + "\n"
    return rule(words + "expect: [ { given: { consent: [] }, then: { unchanged: true } } ]", f"r{number}")


def only(body: str) -> Rule:
    (found,) = book(body).rules
    return found


def left_at(at: float, *more: Event) -> Visitor:
    agreed = Event(Kind.AGREED, "", at, {"purposes": "marketing personalise"})
    basket = Event(Kind.BASKET, "", at, {"items": "1", "value": "20"})
    return Visitor().after_all([agreed, basket, *more])


def look(visitor: Visitor, *bodies: str, now: float = NOW) -> float | None:
    found = book(*bodies)
    return next_look(found.rules, context_of(visitor, found.site, now))


@pytest.mark.parametrize(
    "body",
    [
        ABANDONED,
        "who: { orders.last: { more_than: 60 days } }",
        "who: { email.known: true, none: [ { did: { event: seen, within: 1 hour } } ] }",
        "who: { came_from: coupon }",
        "who: { tag: keen }\ndo: [ { tag: told }, { webhook: { to: crm, event: e } } ]",
    ],
)
def test_a_rule_that_names_no_page_and_needs_no_request_is_asked_without(body: str) -> None:
    assert is_unasked(only(body))


@pytest.mark.parametrize(
    "body",
    [
        "where: { page: cart }",
        "who: { geo.country: FR }",
        "who: { device: phone }",
        "who: { segment: briton }",
        'who: { time: { between: ["10:00", "12:00"] } }',
        "do: [ { hide: promo_field } ]",
        "do: [ { tag: keen } ]",
        "do: [ { webhook: { to: crm, event: e } }, { hide: promo_field } ]",
    ],
)
def test_a_rule_that_only_a_request_can_answer_is_not(body: str) -> None:
    assert not is_unasked(only(body))


def test_a_draft_is_not() -> None:
    text = draft(f"consent: marketing\nlimit: {{ visitor: 1 per 7 days }}\n{ABANDONED}\n{DO}")
    (found,) = rulebook(text, WITH_WEBHOOK).rules
    assert not is_unasked(found)


def test_the_rulebook_holds_those_alone() -> None:
    found = book(ABANDONED, "where: { page: cart }")
    assert [each.id for each in unasked(found).rules] == ["r0"]


def test_a_visitor_is_looked_at_when_the_answer_may_change() -> None:
    assert look(left_at(NOW), ABANDONED) == NOW + 3600 + AFTER
    assert look(left_at(NOW - 600), ABANDONED) == NOW + 3000 + AFTER


def test_of_several_rules_the_first_counts() -> None:
    assert look(left_at(NOW), ABANDONED, "who: { cart.abandoned: true }") == NOW + 1800 + AFTER


def test_what_has_turned_already_turns_no_more() -> None:
    assert look(left_at(NOW - 7200), ABANDONED) is None


def test_who_left_nothing_is_never_looked_at() -> None:
    assert look(Visitor().after(Event(Kind.SEEN, "/", NOW)), ABANDONED) is None
    ordered = Event(Kind.ORDERED, "A1", NOW + 1, {"value": "20"})
    assert look(left_at(NOW, ordered), ABANDONED, now=NOW + 2) is None


def test_after_an_order_the_time_until_it_is_long_ago_counts() -> None:
    ordered = Event(Kind.ORDERED, "A1", NOW, {"value": "20"})
    assert look(left_at(NOW, ordered), "who: { orders.last: { more_than: 60 days } }") == NOW + 60 * DAY + AFTER


def test_a_rhythm_says_when_somebody_is_late() -> None:
    orders = [Event(Kind.ORDERED, f"A{n}", NOW - (3 - n) * 10 * DAY, {"value": "20"}) for n in range(4)]
    assert look(Visitor().after_all(orders), "who: { lapsing: true }") == NOW + 20 * DAY + AFTER


@pytest.mark.parametrize(
    ("who", "event"),
    [
        ("did: { event: seen, within: 1 hour }", Event(Kind.SEEN, "/", NOW)),
        ("viewed: { page: home, within: 1 hour }", Event(Kind.SEEN, "/", NOW, {"page": "home"})),
        ("searched: { words: boot, within: 1 hour }", Event(Kind.SEARCHED, "boot", NOW)),
        ("tag: keen", Event(Kind.TAGGED, "keen", NOW, {"for": "3600"})),
    ],
)
def test_what_becomes_older_than_a_span_turns_then(who: str, event: Event) -> None:
    assert look(Visitor().after(event), f"who: {{ {who} }}") == NOW + 3600 + AFTER


def test_who_was_told_of_is_looked_at_when_that_may_be_again() -> None:
    shown = Event(Kind.SHOWN, "r0", NOW)
    assert look(left_at(NOW - 7200, shown), ABANDONED) == NOW + 7 * DAY + AFTER


def test_consent_of_the_last_visit_counts_for_half_a_year() -> None:
    site = book(ABANDONED).site
    assert context_of(left_at(NOW), site, NOW + 1).consent.granted == {"marketing", "personalise"}
    assert context_of(left_at(NOW), site, NOW + LASTS).consent.granted == frozenset()
    assert context_of(Visitor(), site, NOW).consent.granted == frozenset()
