from tests.support.actions import BANNER, action, edits, refused, sets


def test_the_element_is_marked_for_our_script() -> None:
    assert edits("shake", "banner") == (sets("data-dv-shake", ""),)
    assert edits("shake", {"element": "banner"}) == edits("shake", "banner")


def test_two_rules_do_not_shake_one_element() -> None:
    assert action("shake", "banner").claims() == action("shake", "banner").claims() != frozenset()


def test_another_rule_may_change_what_shakes() -> None:
    mine = action("shake", "banner").claims()
    assert not mine & action("text", {"in": "banner", "say": "x"}).claims()
    assert not mine & action("attribute", {"on": "banner", "name": "title", "value": "x"}).claims()


def test_it_tells_what_it_did() -> None:
    assert action("shake", "banner").outcome() == ("shaken", "banner")
    assert action("shake", "banner").touches() == (BANNER,)
    assert not action("shake", "banner").remembers()


def test_an_unnamed_element_is_refused() -> None:
    assert "unknown-element" in refused("shake", "footer")
