import pytest
from pydantic import TypeAdapter, ValidationError

from rules.language.template import Fragment, compile_fragment
from rules.language.wording import Address, Words, check_given, html, known, remembers
from tests.support.actions import BRITON, NOBODY

WORDS: TypeAdapter[Fragment] = TypeAdapter(Words)
ADDRESS: TypeAdapter[Fragment] = TypeAdapter(Address)


def fragment(text: str) -> Fragment:
    return compile_fragment("fragments/it.html", text)


def test_numbers_are_words_too() -> None:
    assert WORDS.validate_python(30).render({}) == "30"


@pytest.mark.parametrize("value", [True, None, ["a"], {"a": 1}, "{{ product.title }}", "{{ nobody }}"])
def test_what_is_no_text_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        WORDS.validate_python(value)


@pytest.mark.parametrize("value", [3, "javascript:x", "{{ search }}"])
def test_what_is_no_address_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        ADDRESS.validate_python(value)


def test_a_fragment_gets_what_it_shows_and_no_more() -> None:
    check_given(fragment("{{ values.a }}"), {"a": 1})
    for given in ({}, {"b": 1}, {"a": 1, "b": 1}):
        with pytest.raises(ValueError, match="values"):
            check_given(fragment("{{ values.a }}"), given)


def test_a_fragment_is_seen_by_one_visitor() -> None:
    shows = fragment("<b>{{ place.city }} {{ values.a }}</b>")
    found = html(shows, known(BRITON, {"a": "<"}))
    assert found is not None
    assert found.markup == "<b>Leeds &lt;</b>"
    assert html(shows, known(NOBODY, {"a": "<"})) is None


def test_the_past_is_told_from_the_request() -> None:
    assert remembers(None, fragment("{{ visitor.visits }}"))
    assert not remembers(None, fragment("{{ place.city }}"))
