import pytest

from rules.context import Context
from rules.decision import Edit, Op, Slices
from tests.support.actions import BANNER, FORGOTTEN, NOBODY, action, edits, fan, refused, shopper

BLOCKS = {"children_of": "banner", "by": "interest", "item": ".block", "attribute": "data-category"}


def test_what_is_liked_best_comes_first() -> None:
    ranked = Slices(".block", ("Boots", "Coats"), attribute="data-category")
    assert edits("order", BLOCKS, fan("Coats", "Boots", "Boots")) == (Edit(BANNER, Op.FILL, ranked),)


def test_the_category_may_be_the_text_of_an_element() -> None:
    value = {"children_of": "banner", "by": "interest", "key": "h2"}
    assert edits("order", value, fan("Boots")) == (Edit(BANNER, Op.FILL, Slices("*", ("Boots",), key="h2")),)


@pytest.mark.parametrize("somebody", [NOBODY, FORGOTTEN])
def test_nothing_moves_when_nothing_is_known_to_be_liked(somebody: Context) -> None:
    assert edits("order", BLOCKS, somebody) == ()


def test_products_are_ordered_by_what_comes_next() -> None:
    value = {"children_of": "banner", "by": "recommended", "attribute": "data-id"}
    (edit,) = edits("order", value, shopper("5"))
    assert edit == Edit(BANNER, Op.FILL, Slices("*", ("2", "1"), attribute="data-id"))
    assert edits("order", value, NOBODY) == ()


def test_it_tells_what_it_did() -> None:
    assert action("order", BLOCKS).outcome() == ("ordered", "banner")
    assert action("order", BLOCKS).touches() == (BANNER,)
    assert action("order", BLOCKS).remembers()


def test_one_rule_fills_an_element() -> None:
    assert action("order", BLOCKS).claims() & action("text", {"in": "banner", "say": "x"}).claims()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("banner", "missing"),
        ({**BLOCKS, "by": "price"}, "wrong-value"),
        ({**BLOCKS, "key": "h2"}, "wrong-value"),
        ({"children_of": "banner", "by": "interest"}, "wrong-value"),
        ({**BLOCKS, "item": ""}, "string_too_short"),
    ],
)
def test_what_cannot_work_is_refused(value: object, code: str) -> None:
    assert code in refused("order", value)
