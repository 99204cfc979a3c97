from rules.decision import Edit, Op
from tests.support.actions import BANNER, action, edits, refused


def test_the_element_leaves_the_page() -> None:
    assert edits("hide", "banner") == (Edit(BANNER, Op.REMOVE),)


def test_it_tells_what_it_did() -> None:
    assert action("hide", "banner").outcome() == ("hidden", "banner")
    assert action("hide", "banner").touches() == (BANNER,)


def test_nobody_else_can_hide_show_or_fill_the_element() -> None:
    mine = action("hide", "banner").claims()
    assert mine & action("hide", "banner").claims()
    assert mine & action("show", "banner").claims()
    assert mine & action("text", {"in": "banner", "say": "x"}).claims()


def test_a_fragment_beside_it_is_nobodys_quarrel() -> None:
    inserted = action("insert", {"into": "banner", "at": "after", "fragment": "hello"})
    assert not action("hide", "banner").claims() & inserted.claims()


def test_an_unnamed_element_is_refused() -> None:
    assert refused("hide", "baner") == {"unknown-element": 'there is no element "baner". Did you mean "banner"?'}
