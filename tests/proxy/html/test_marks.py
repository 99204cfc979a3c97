"""Marks in a tree that is written out."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from proxy.html.marks import Marks, is_attribute, marked, may_be_marked


def test_contents_come_where_their_marks_stand() -> None:
    marks = Marks()
    one, two = marks.content("<b>1</b>"), marks.content("<i>2</i>")
    assert marks.resolved(f"<p>{two}x{one}{two}</p>") == "<p><i>2</i>x<b>1</b><i>2</i></p>"


def test_contents_hold_marks_that_were_made_before() -> None:
    marks = Marks()
    outer = marks.content(f"<p>{marks.content('x')}</p>")
    assert marks.resolved(outer) == "<p>x</p>"


def test_attributes_come_first_in_the_tag_behind() -> None:
    marks = Marks()
    one, two = marks.attribute(' a="1"', {"p", "br"}), marks.attribute(' b="2"', {"p"})
    assert marks.resolved(f'{one}{two}<p c="3">{one}<br>{two}<p>') == '<p a="1" b="2" c="3"><br a="1"><p b="2">'


@pytest.mark.parametrize("html", ["", "<p>x</p>", "é€"])
def test_a_page_without_marks(html: str) -> None:
    assert not marked(html)
    assert Marks().resolved(html) == html


def test_marks_are_told_from_text() -> None:
    marks = Marks()
    assert marked(f"<p>{marks.content('x')}")
    assert marked(attribute := marks.attribute(' a="1"', {"p"}))
    assert is_attribute(attribute)
    assert not is_attribute("x")


@pytest.mark.parametrize("body", [b"a\x11b", b"\x12", b"<p>&#17;", b"&#x11;", b"&#X0012 ", b"&#018<"])
def test_a_page_that_could_be_marked_is_known_before_it_is_parsed(body: bytes) -> None:
    assert may_be_marked(body)
    assert marked(LexborHTMLParser(body.decode("latin-1")).html or "")


@pytest.mark.parametrize("body", [b"", b"<p>&amp;#17;", b"&#170;", b"&#x112;", b"&#117;", b"\x13", b"1812 and &#8364;"])
def test_a_page_that_cannot_be_marked_is_not_suspected(body: bytes) -> None:
    assert not may_be_marked(body)
    assert not marked(LexborHTMLParser(body.decode("latin-1")).html or "")
