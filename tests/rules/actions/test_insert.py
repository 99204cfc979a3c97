import pytest

from rules.decision import Edit, Html, Op
from tests.support.actions import BANNER, BRITON, FORGOTTEN, NOBODY, action, edits, markup, refused


def insertion(fragment: str, **more: object) -> dict[str, object]:
    return {"into": "banner", "at": "end", "fragment": fragment, **more}


@pytest.mark.parametrize(
    ("at", "op"), [("before", Op.BEFORE), ("start", Op.PREPEND), ("end", Op.APPEND), ("after", Op.AFTER)]
)
def test_the_four_places_are_the_four_ops(at: str, op: Op) -> None:
    value = {"into": "banner", "at": at, "fragment": "hello"}
    assert edits("insert", value) == (Edit(BANNER, op, Html("<p>Hello</p>")),)


def test_a_fragment_shows_what_is_known() -> None:
    assert markup("insert", insertion("delivery"), BRITON) == "<p>We deliver to United Kingdom</p>"


def test_nothing_is_inserted_when_what_it_shows_is_not_known() -> None:
    assert edits("insert", insertion("delivery"), NOBODY) == ()
    assert edits("insert", insertion("again"), FORGOTTEN) == ()


def test_what_a_rule_hands_over_is_escaped() -> None:
    assert (
        markup("insert", insertion("offer", values={"words": "<b>5 > 3</b>"})) == "<p>&lt;b&gt;5 &gt; 3&lt;/b&gt;</p>"
    )


def test_a_number_is_handed_over_as_written() -> None:
    assert markup("insert", insertion("offer", values={"words": 30})) == "<p>30</p>"


def test_insertions_never_quarrel() -> None:
    assert action("insert", insertion("hello")).claims() == frozenset()


def test_it_tells_what_it_did() -> None:
    assert action("insert", insertion("hello")).outcome() == ("inserted", "hello")
    assert action("insert", insertion("hello")).touches() == (BANNER,)


def test_it_tells_when_it_shows_the_past() -> None:
    assert action("insert", insertion("again")).remembers()
    assert not action("insert", insertion("delivery")).remembers()


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (insertion("helo"), "undefined-fragment"),
        (insertion("hello", at="inside"), "literal_error"),
        (insertion("offer"), "missing-value"),
        (insertion("hello", values={"words": "x"}), "unknown-value"),
        (insertion("offer", values={"words": True}), "string_type"),
        (insertion("card"), "unknown-value"),
        (insertion("list"), "unknown-value"),
        ("hello", "missing"),
    ],
)
def test_what_cannot_work_is_refused(value: object, code: str) -> None:
    assert code in refused("insert", value)


def test_a_missing_value_is_named() -> None:
    assert refused("insert", insertion("offer")) == {
        "missing-value": '"offer" shows values.words: write `values: { words: ... }`'
    }
