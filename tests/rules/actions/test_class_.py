import pytest

from rules.decision import Edit, Op, Tokens
from tests.support.actions import BANNER, action, edits, refused


def classes(**changes: object) -> dict[str, object]:
    return {"on": "banner", **changes}


@pytest.mark.parametrize(
    ("changes", "tokens"),
    [
        ({"add": "red"}, Tokens(add=("red",))),
        ({"add": ["red", "md:w-1/2"]}, Tokens(add=("red", "md:w-1/2"))),
        ({"add": "red wide"}, Tokens(add=("red", "wide"))),
        ({"remove": "is-hidden"}, Tokens(drop=("is-hidden",))),
        ({"add": "red", "remove": ["blue"]}, Tokens(add=("red",), drop=("blue",))),
    ],
)
def test_classes_come_and_go(changes: dict[str, object], tokens: Tokens) -> None:
    assert edits("class", classes(**changes)) == (Edit(BANNER, Op.SET, tokens, name="class"),)


def test_it_tells_what_it_did() -> None:
    assert action("class", classes(add="red")).outcome() == ("class", "banner")
    assert action("class", classes(add="red")).touches() == (BANNER,)
    assert not action("class", classes(add="red")).remembers()


def test_two_rules_quarrel_over_one_class_and_not_over_two() -> None:
    red = action("class", classes(add="red")).claims()
    assert red & action("class", classes(remove="red")).claims()
    assert not red & action("class", classes(add="wide")).claims()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("banner", "missing-value"),
        (classes(), "missing-value"),
        (classes(add=[]), "missing-value"),
        (classes(add="red", remove="red"), "wrong-value"),
        (classes(add=3), "wrong-value"),
        (classes(add='"red"'), "wrong-value"),
        (classes(add={"red": True}), "wrong-value"),
    ],
)
def test_what_cannot_work_is_refused(value: object, code: str) -> None:
    assert code in refused("class", value)
