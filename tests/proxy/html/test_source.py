"""A body as the engine sees it: offsets are the bytes' own, selectors meet any charset."""

import pytest

from proxy.charset import Charset
from proxy.html.source import LONG, Source, having, spelled

UTF8 = Charset("utf-8")


@pytest.mark.parametrize("html", ["<p>x<b>y", "é\r\n<p>\f<b>", "\ufeff<b>", "<!-- \n\n -->€<p><b>表"])
def test_a_column_is_the_offset_of_a_byte(html: str) -> None:
    body = html.encode()
    source = Source.of(body, UTF8)
    assert [element.source_col for element in source.select("b")] == [body.index(b"<b>")]
    assert len(source.text) == len(body)


@pytest.mark.parametrize("rest", [b"", b" " * LONG])
def test_where_the_tags_of_an_element_stand(rest: bytes) -> None:
    source = Source.of(b"<p>x<b>y</p>z</b><template><i>x</i></template>" + rest, UTF8)
    written, clone = (source.location(element) for element in source.select("b"))
    assert written is not None
    assert (written.start_tag.start_offset, written.end_tag, clone) == (4, None, None)
    assert source.location(source.select("body")[0]) is None


def test_a_template_is_not_part_of_the_page() -> None:
    source = Source.of(b"<template><p>x</p><template><p></template></template><p>y", UTF8)
    assert [element.text for element in source.select("p")] == ["y"]


def test_start_tags_in_source_order_though_a_table_moves_some() -> None:
    source = Source.of(b"<table><p>x<tr><td>y</table>", UTF8)
    assert source.starts() == [0, 7, 11, 15]


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "shift_jis", "gb18030"])
def test_a_selector_is_spelled_in_the_pages_bytes(charset: str) -> None:
    page = Charset(charset)
    letter = "ß" if charset == "windows-1252" else "表"
    source = Source.of(page.encode(f"<p class={letter}>x<p class=y>y"), page)
    assert [element.text for element in source.select(f".{letter}")] == ["x"]


def test_a_selector_that_the_charset_cannot_say_meets_nothing() -> None:
    assert Source.of(b"<p class=x>", Charset("windows-1252")).select(".表") == []


def test_an_undeclared_charset_reads_bytes_all_the_same() -> None:
    assert spelled(".é", Charset("windows-1252", declared=False)) == ".\\e9 "


@pytest.mark.parametrize(
    ("css", "name", "texts"),
    [("a", "x", ["1", "3"]), ("a, b", "x", ["1", "3", "4"]), (" a ", "y:z", ["2"]), ("a", "none", [])],
)
def test_elements_that_have_an_attribute(css: str, name: str, texts: list[str]) -> None:
    source = Source.of(b"<a x>1</a><a y:z=1>2</a><a x=2>3</a><b x>4</b>", UTF8)
    assert [element.text for element in source.select(having(css, name))] == texts
