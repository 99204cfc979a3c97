"""Plans: which edits are in, which rules are out, and why."""

from proxy.charset import Charset
from proxy.html.plan import Plan, planned
from proxy.html.source import Source
from rules.decision import Edit, Reason, Text, Tokens
from tests.support.pages import edit

PAGE = "<div id=o><p class=i>x</p></div><p class=j>y</p>"


def plan(*edits: Edit, rules: tuple[str, ...] | None = None) -> Plan:
    return planned(Source.of(PAGE.encode(), Charset("utf-8")), edits, rules)


def test_without_edits_the_plan_is_the_page() -> None:
    assert plan().pieces == (PAGE.encode(),)


def test_only_the_rules_that_are_named() -> None:
    found = plan(edit(".i", "remove", rule="one"), edit(".j", "remove", rule="two"), rules=("two",))
    assert (found.edits, found.touched) == ((1,), {"two": 1})


def test_a_rule_whose_element_is_missing_is_out_whole() -> None:
    found = plan(edit(".i", "remove", rule="one"), edit(".k", "remove", rule="one"), edit(".j", "remove", rule="two"))
    assert found.edits == (2,)
    assert found.refused == {"one": (Reason.ELEMENT_MISSING, ".k is not on this page")}


def test_touched_counts_the_elements_of_each_selector_once() -> None:
    found = plan(edit("p", "append", "x"), edit("p", "prepend", "x"), edit("#o", "after", "x"))
    assert found.touched == {"rule": 3}


def test_the_inner_rule_loses_even_when_it_comes_first() -> None:
    found = plan(edit(".i", "append", "x", rule="inner"), edit("#o", "remove", rule="outer"))
    assert found.edits == (1,)
    assert found.refused["inner"] == (Reason.EDIT_REFUSED, "outer replaces or removes what would change in .i")


def test_a_rule_that_is_out_hides_nothing() -> None:
    outer = (edit("#o", "remove", rule="outer"), edit("#none", "remove", rule="outer"))
    found = plan(edit(".i", "append", "x", rule="inner"), *outer)
    assert found.edits == (0,)
    assert found.refused.keys() == {"outer"}


def test_in_a_chain_only_those_are_out_that_lose_to_one_that_is_in() -> None:
    found = plan(
        edit(".i", "append", "x", rule="a"), edit(".i", "replace", "<b>y</b>", rule="b"), edit("#o", "remove", rule="c")
    )
    assert found.edits == (2,)
    assert found.refused.keys() == {"a", "b"}


def test_the_first_rule_to_set_an_attribute_wins() -> None:
    one = edit("p", "set", Text("1"), name="title", rule="one")
    two = edit("p", "set", Text("2"), name="title", rule="two")
    assert plan(one, two).refused.keys() == {"two"}


def test_words_of_two_rules_add_up() -> None:
    one = edit(".i", "set", Tokens(("a",)), name="class", rule="one")
    two = edit("p", "set", Tokens(("b",)), name="class", rule="two")
    found = plan(one, two)
    assert found.refused == {}
    assert b'class="i a b"' in b"".join(piece for piece in found.pieces if isinstance(piece, bytes))
