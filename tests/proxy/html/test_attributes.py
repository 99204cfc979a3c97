"""Attributes in start tags as legacy shops write them, and changes to lists of words and styles."""

import pytest

from proxy.charset import Charset
from proxy.html.attributes import assigned, changed, seen, written
from rules.decision import Style, Tokens

UTF8 = Charset("utf-8")


@pytest.mark.parametrize(
    ("tag", "name", "values"),
    [
        (b'<a href="x">', "href", ['"x"']),
        (b"<a HREF = 'x y'>", "href", ["'x y'"]),
        (b"<a href=x/y?a=1 b>", "href", ["x/y?a=1"]),
        (b'<a title="href=1" href=2>', "href", ["2"]),
        (b"<a b href>", "href", [""]),
        (b'<a href="1"href="2">', "href", ['"1"', '"2"']),
        (b"<a/href=x/>", "href", ["x/"]),
        (b"<a hreflang=x data-href=y>", "href", []),
        (b"<a =href=x>", "href", []),
        (b"<a href=\n'x'\r\n>", "href", ["'x'"]),
    ],
)
def test_attributes_of_a_name(tag: bytes, name: str, values: list[str]) -> None:
    found = written(tag, name, 2, len(tag) - 1)
    assert [each.value for each in found] == [value.strip("\"'") for value in values]
    assert [tag[each.start : each.end].decode().lower().startswith(name) for each in found] == [True] * len(values)
    assert [tag[each.start : each.end].decode().endswith(value) for each, value in zip(found, values, strict=True)] == [
        True
    ] * len(values)


def test_a_new_value_is_escaped_and_in_the_pages_charset() -> None:
    assert assigned("title", '"é" & Ł', Charset("windows-1252")) == b'title="&quot;\xe9&quot; &amp; &#321;"'


@pytest.mark.parametrize(
    ("value", "change", "expected"),
    [
        ("a b", Tokens(add=("c",)), "a b c"),
        ("a  b", Tokens(add=("a",)), "a  b"),
        ("", Tokens(add=("a", "b")), "a b"),
        (" \n", Tokens(add=("a",)), "a"),
        ("a b", Tokens(drop=("a",)), "b"),
        ("a b", Tokens(add=("c",), drop=("a", "x")), "b c"),
        ("ab", Tokens(drop=("a",)), "ab"),
        ("a", Tokens(), "a"),
        ("color:red;display:none", Style(("display",)), "color:red"),
        ("color:red; Display : none ;top:0", Style(("display",)), "color:red;top:0"),
        ("background:url(a;b);display:none", Style(("display",)), "background:url(a;b)"),
        ("font:'x;display:none'", Style(("display",)), "font:'x;display:none'"),
        ("font:&quot;x&quot;;display:none", Style(("display",)), "font:&quot;x&quot;"),
        ("color:red;", Style(("display",)), "color:red;"),
        ("background:url(a;display:none", Style(("display",)), "background:url(a;display:none"),
        ("font:'x;display:none", Style(("display",)), "font:'x;display:none"),
    ],
)
def test_a_list_of_words_or_styles_keeps_the_rest(value: str, change: Tokens | Style, expected: str) -> None:
    assert changed(value, change) == expected


def test_words_are_spelled_in_the_pages_bytes() -> None:
    assert seen(Tokens(add=("é", "a&b")), UTF8) == Tokens(add=("Ã©", "a&amp;b"))
    assert seen(Style(("display",)), UTF8) == Style(("display",))


@pytest.mark.parametrize("opened", ["(", '"', "'", "&", "url("])
def test_a_long_value_that_is_never_closed_takes_no_square_of_time(opened: str) -> None:
    value = f"{opened * 200_000}"
    assert changed(value, Style(("display",))) == value
