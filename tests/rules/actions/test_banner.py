import pytest

from rules.decision import BODY, Op
from tests.support.actions import BANNER, BRITON, FORGOTTEN, NOBODY, action, edits, markup, refused


def banner(fragment: str = "hello", **more: object) -> dict[str, object]:
    return {"fragment": fragment, **more}


def test_it_stands_at_the_top_of_the_page_unless_somebody_says_otherwise() -> None:
    (edit,) = edits("banner", "hello")
    assert (edit.element, edit.op) == (BODY, Op.PREPEND)
    assert edits("banner", banner(at="top")) == (edit,)


@pytest.mark.parametrize(("at", "element", "op"), [("bottom", BODY, Op.APPEND), ("banner", BANNER, Op.BEFORE)])
def test_it_stands_where_it_is_told(at: str, element: object, op: Op) -> None:
    (edit,) = edits("banner", banner(at=at))
    assert (edit.element, edit.op) == (element, op)


def test_it_needs_no_script_unless_it_can_be_closed() -> None:
    assert markup("banner", "hello") == '<div class="dv-banner"><p>Hello</p></div>'
    assert markup("banner", banner(dismissible=False)) == markup("banner", "hello")


def test_it_can_be_closed_where_the_rule_says_so() -> None:
    assert markup("banner", banner(dismissible=True)) == (
        '<div class="dv-banner" data-dv-rule="spring"><p>Hello</p>'
        '<button type="button" class="dv-close" data-dv-dismiss>Close</button></div>'
    )
    assert ">Non &amp; merci</button>" in markup("banner", banner(dismissible=True, close="Non & merci"))


def test_it_shows_what_is_known() -> None:
    assert "<p>We deliver to United Kingdom</p>" in markup("banner", "delivery", BRITON)
    assert "<p>30</p>" in markup("banner", banner("offer", values={"words": 30}))


def test_nothing_comes_when_what_it_shows_is_not_known() -> None:
    assert edits("banner", "delivery", NOBODY) == ()
    assert edits("banner", "again", FORGOTTEN) == ()


def test_one_place_bears_one_banner() -> None:
    top, other = action("banner", "hello"), action("banner", banner("delivery"))
    assert top.claims() == other.claims() == {"the banner at top"}
    assert not top.claims() & action("banner", banner(at="bottom")).claims()
    assert not top.claims() & action("banner", banner(at="banner")).claims()


def test_a_banner_in_front_of_an_element_leaves_the_element_to_others() -> None:
    assert not action("banner", banner(at="banner")).claims() & action("hide", "banner").claims()


def test_it_tells_what_it_did() -> None:
    assert action("banner", "hello").outcome() == ("banner", "hello")
    assert action("banner", banner(at="banner")).touches() == (BANNER,)


def test_it_tells_when_it_shows_the_past() -> None:
    assert action("banner", "again").remembers()
    assert not action("banner", "delivery").remembers()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("helo", "undefined-fragment"),
        (banner(at="topp"), "unknown-element"),
        (banner(at=["top"]), "wrong-value"),
        (banner(dismissible="yes"), "bool_type"),
        (banner("offer"), "missing-value"),
        (banner("card"), "unknown-value"),
        ({"at": "top"}, "missing"),
    ],
)
def test_what_cannot_work_is_refused(value: object, code: str) -> None:
    assert code in refused("banner", value)


def test_the_nearest_place_is_named() -> None:
    assert "top" in refused("banner", banner(at="topp"))["unknown-element"]
