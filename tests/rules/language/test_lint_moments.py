import pytest

from rules.language.problem import Severity
from tests.support.folder import SITE, codes, compiling, draft, sentences

HIDE = "do: [ { hide: header } ]"
POPUP = "consent: personalise\nwhen: { after: 5 seconds }\ndo: [ { popup: hello } ]"
PAYING = SITE.replace("  cart:", "  checkout: { path: /checkout }\n  cart:")
BOUNDED = "attention: { popups: { per_visit: 1 } }\n"
SPARED = "attention: { popups: { per_visit: 1, never_on: [checkout] } }\n"


@pytest.mark.parametrize(
    "when",
    [
        "{ exit_intent: top_left }",
        "{ exit_intent: { on_touch: never } }",
        "{ hover: header }",
        "{ exit_intent: any, after: 5 seconds }",
        "{ any: [ { exit_intent: any }, { hover: header, scrolled: 50% } ] }",
    ],
)
def test_a_moment_that_no_phone_has_is_warned_of(when: str) -> None:
    (problem,) = compiling(draft(f"when: {when}\n{HIDE}")).problems
    assert (problem.code, problem.severity) == ("pointer-only", Severity.WARNING)


@pytest.mark.parametrize(
    "body",
    [
        "when: { exit_intent: { on_touch: back_or_idle } }",
        "when: { any: [ { exit_intent: any }, { after: 20 seconds } ] }",
        "when: { clicked: header }",
        "when: { visible: header, after: 5 seconds }",
        "when: { exit_intent: any }\nwho: { device: desktop }",
        "when: { hover: header }\nwho: { device: { not: [phone, tablet] } }",
    ],
)
def test_a_moment_that_a_phone_has_or_a_rule_for_others_is_not(body: str) -> None:
    assert codes(draft(f"{body}\n{HIDE}")) == []


def test_a_rule_for_phones_too_needs_their_moment() -> None:
    assert codes(draft(f"when: {{ hover: header }}\nwho: {{ device: [desktop, phone] }}\n{HIDE}")) == ["pointer-only"]


@pytest.mark.parametrize("where", ["", "where: { page: checkout }\n", "where: { page: [home, checkout] }\n"])
def test_a_pop_up_among_those_who_pay_is_warned_of(where: str) -> None:
    (problem,) = compiling(draft(where + POPUP), PAYING + BOUNDED).problems
    assert (problem.code, problem.severity) == ("popup-in-checkout", Severity.WARNING)
    assert "never_on: [checkout]" in problem.message


@pytest.mark.parametrize(
    ("where", "site"),
    [
        ("where: { page: home }\n", PAYING + BOUNDED),
        ("where: { page: [home, checkout] }\n", PAYING + SPARED),
        ("", PAYING + SPARED),
        ("", SITE + BOUNDED),
    ],
)
def test_a_pop_up_elsewhere_is_not(where: str, site: str) -> None:
    assert codes(draft(where + POPUP), site) == []


def test_what_is_no_pop_up_may_stand_in_checkout() -> None:
    assert codes(draft(f"where: {{ page: checkout }}\n{HIDE}"), PAYING + SPARED) == []


def test_a_pop_up_for_pages_that_are_all_spared_can_never_act() -> None:
    assert sentences(draft("where: { page: checkout }\n" + POPUP), PAYING + SPARED) == [
        "site.yaml wants popups on none of these pages, so this rule can never act"
    ]


def test_attention_that_nothing_bounds_is_warned_of() -> None:
    (problem,) = compiling(draft(POPUP)).problems
    assert (problem.code, problem.severity) == ("unbounded-attention", Severity.WARNING)
    assert codes(draft(POPUP), SITE + BOUNDED) == []


def test_a_moment_with_an_element_of_another_page_can_never_come() -> None:
    body = f"where: {{ page: home }}\nwhen: {{ clicked: price }}\n{HIDE}"
    assert sentences(draft(body)) == ['"price" is found on none of the pages in `where`, so this moment can never come']
    assert codes(draft(body.replace("home", "product"))) == []
    assert codes(draft(body.replace("clicked: price", "any: [ { clicked: price }, { after: 5 seconds } ]"))) == []
