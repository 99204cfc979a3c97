import pytest

from rules.decision import Edit, Html, Op
from tests.support.actions import BANNER, BRITON, NOBODY, action, edits, refused

SWAP = {"element": "banner", "with": "delivery"}


def test_a_fragment_takes_the_place_of_the_element() -> None:
    expected = Edit(BANNER, Op.REPLACE, Html("<p>We deliver to United Kingdom</p>"))
    assert edits("replace", SWAP, BRITON) == (expected,)


def test_the_shops_element_stays_when_a_value_is_not_known() -> None:
    assert edits("replace", SWAP, NOBODY) == ()


def test_it_tells_what_it_did() -> None:
    assert action("replace", SWAP).outcome() == ("replaced", "banner")
    assert action("replace", SWAP).touches() == (BANNER,)
    assert not action("replace", SWAP).remembers()


def test_it_quarrels_with_all_that_need_the_element() -> None:
    mine = action("replace", SWAP).claims()
    for name, value in [("hide", "banner"), ("show", "banner"), ("text", {"in": "banner", "say": "x"})]:
        assert mine & action(name, value).claims(), name


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("banner", "missing"),
        ({"element": "banner", "with": "nothing"}, "undefined-fragment"),
        ({"element": "banner", "with": "offer"}, "missing-value"),
        ({"element": "banner", "with": "card"}, "unknown-value"),
    ],
)
def test_what_cannot_work_is_refused(value: object, code: str) -> None:
    assert code in refused("replace", value)
