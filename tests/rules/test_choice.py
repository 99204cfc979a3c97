from dataclasses import replace

from rules.choice import choices, chooses
from rules.context import Consent, Context
from rules.decide import decide
from rules.rulebook import Action, Rule, Rulebook
from tests.support.actions import NOBODY, action, shopper

FILL = action("products", {"into": "banner", "card": "card", "from": "recommended", "count": 1})
HIDE = action("hide", "banner")


def chosen(context: Context, *actions: Action) -> list[str]:
    rule = Rule("r", "r", "r.yaml", 1, "", purposes=frozenset({"personalise"}), do=actions)
    (verdict,) = decide(context, Rulebook(rules=(rule,))).verdicts
    return [choice.id for choice in choices(rule, verdict, context)]


def agreed(context: Context) -> Context:
    return replace(context, consent=Consent(frozenset({"personalise"})))


def test_an_action_that_chooses_products_is_known() -> None:
    assert chooses(FILL)
    assert not chooses(HIDE)


def test_a_rule_that_acts_tells_what_it_chose() -> None:
    assert chosen(agreed(shopper("1")), HIDE, FILL) == ["4"]
    assert chosen(agreed(NOBODY), FILL) == ["1"]


def test_a_rule_that_shows_no_products_chose_none() -> None:
    assert chosen(agreed(shopper("1")), HIDE) == []


def test_a_rule_that_does_not_act_chose_none() -> None:
    assert chosen(shopper("1"), FILL) == []
