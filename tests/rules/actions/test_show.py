from rules.decision import Edit, Op, Style
from tests.support.actions import BANNER, action, edits, refused, sets


def test_it_undoes_the_two_ways_in_which_a_shop_hides_an_element() -> None:
    style = Edit(BANNER, Op.SET, Style(drop=("display", "visibility")), name="style")
    assert edits("show", "banner") == (sets("hidden", None), style)


def test_it_tells_what_it_did() -> None:
    assert action("show", "banner").outcome() == ("shown", "banner")
    assert action("show", "banner").touches() == (BANNER,)


def test_two_rules_may_not_disagree_on_whether_an_element_is_seen() -> None:
    assert action("show", "banner").claims() & action("hide", "banner").claims()


def test_another_rule_may_fill_what_is_shown() -> None:
    assert not action("show", "banner").claims() & action("text", {"in": "banner", "say": "x"}).claims()


def test_an_unnamed_element_is_refused() -> None:
    assert "unknown-element" in refused("show", "footer")
