import pytest

from rules.decision import Edit, Op, Text
from tests.support.actions import BANNER, BRITON, FORGOTTEN, NOBODY, action, edits, refused


def says(words: object) -> dict[str, object]:
    return {"in": "banner", "say": words}


def test_the_words_fill_the_element() -> None:
    assert edits("text", says("Free delivery")) == (Edit(BANNER, Op.FILL, Text("Free delivery")),)


def test_markup_in_words_stays_characters() -> None:
    assert edits("text", says("5 < 6 & <b>7</b>")) == (Edit(BANNER, Op.FILL, Text("5 < 6 & <b>7</b>")),)


def test_words_show_values_as_they_are_since_the_edit_escapes_them() -> None:
    assert edits("text", says("To {{ place.city }}"), BRITON) == (Edit(BANNER, Op.FILL, Text("To Leeds")),)


def test_nothing_is_said_when_a_value_is_not_known() -> None:
    assert edits("text", says("To {{ place.city }}"), NOBODY) == ()
    assert edits("text", says("Visit {{ visitor.visits }}"), FORGOTTEN) == ()


def test_words_for_those_of_whom_it_is_not_known_can_be_given() -> None:
    assert edits("text", says('To {{ place.city | default("you") }}')) == (Edit(BANNER, Op.FILL, Text("To you")),)


def test_it_tells_what_it_did() -> None:
    assert action("text", says("x")).outcome() == ("text", "banner")
    assert action("text", says("x")).touches() == (BANNER,)
    assert action("text", says("{{ basket.items }}")).remembers()
    assert not action("text", says("{{ place.city }}")).remembers()


def test_one_rule_fills_an_element() -> None:
    others = action("products", {"into": "banner", "card": "card", "from": "best"}).claims()
    assert action("text", says("x")).claims() & others


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (True, "wrong-value"),
        (["a"], "wrong-value"),
        ("{{ place.town }}", "unknown-value"),
        ("{{ values.words }}", "unknown-value"),
        ("{{ product.title }}", "unknown-value"),
        ("{{ place.city", "syntax"),
        ("{{ place.city | safe }}", "unknown-filter"),
    ],
)
def test_what_cannot_be_said_is_refused(words: object, code: str) -> None:
    assert code in refused("text", says(words))
