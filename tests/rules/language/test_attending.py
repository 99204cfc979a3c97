import pytest

from rules.attention import Attention
from rules.rulebook import Rule
from tests.support.folder import SITE, draft, rulebook

BOUNDED = SITE + "attention: { popups: { per_visit: 2, never_on: [cart] }, asks: {} }\n"
POPUP = "consent: personalise\nwhen: { after: 1 second }\ndo: [ { popup: hello } ]"
HIDE = "consent: personalise\ndo: [ { hide: header } ]"


def rules(*bodies: str, site: str = BOUNDED) -> list[Rule]:
    """Return rules whose ids are their numbers."""
    text = "".join(draft(body).replace("id: r", f"id: r{number}") for number, body in enumerate(bodies))
    return list(rulebook(text, site).rules)


def names(rule: Rule) -> list[str]:
    return [attention.name for attention in rule.attention]


def test_a_rule_asks_for_the_attention_of_its_actions_and_of_its_limit() -> None:
    (rule,) = rules(f"{POPUP}\nlimit: {{ attention: asks }}")
    assert names(rule) == ["popups", "asks"]
    assert rule.attention[0] == Attention("popups", 2, 3, frozenset({"cart"}), frozenset({"r0"}))


@pytest.mark.parametrize("body", [HIDE, f"{HIDE}\nlimit: {{ visit: 1 }}"])
def test_most_rules_ask_for_none(body: str) -> None:
    assert names(rules(body)[0]) == []


def test_all_rules_of_a_class_are_counted_together() -> None:
    one, other, asking, hiding = rules(POPUP, POPUP, f"{HIDE}\nlimit: {{ attention: asks }}", HIDE)
    assert [each.attention[0].rules for each in (one, other)] == [{"r0", "r1"}] * 2
    assert asking.attention[0].rules == {"r2"}
    assert hiding.attention == ()


def test_what_the_site_does_not_bound_is_still_one_class() -> None:
    (rule,) = rules(POPUP, site=SITE)
    assert rule.attention == (Attention("popups", rules=frozenset({"r0"})),)


def test_a_page_that_is_spared_has_to_be_looked_at_by_name() -> None:
    where = "where: { page: home }\n"
    assert [rule.by_page_alone for rule in rules(where + POPUP, where + HIDE)] == [False, True]
