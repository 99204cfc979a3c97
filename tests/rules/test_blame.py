from dataclasses import replace

import pytest

from rules.blame import Blame, RuleError
from rules.rulebook import Rule

RULE = Rule("coupon", "For coupon visitors", "coupon.yaml", 3, "d1")


def ask(*rules: Rule) -> None:
    """Ask some rules, of which the last one raises."""
    with Blame() as blame:
        for rule in rules:
            blame.rule = rule
        raise KeyError("x")


def test_an_error_names_the_rule_that_was_asked() -> None:
    with pytest.raises(RuleError, match="KeyError: 'x'") as raised:
        ask(replace(RULE, id="before"), RULE)
    assert raised.value.rule is RULE
    assert isinstance(raised.value.__cause__, KeyError)


def test_with_no_rule_asked_an_error_is_what_it_was() -> None:
    with pytest.raises(KeyError):
        ask()


def test_an_interrupt_is_nobodys_fault() -> None:
    with pytest.raises(KeyboardInterrupt), Blame(RULE):
        raise KeyboardInterrupt


def test_a_block_that_ends_well_blames_nobody() -> None:
    with Blame(RULE) as blame:
        pass
    assert blame.rule is RULE
