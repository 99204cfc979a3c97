"""The tree after edits, as lexbor edits it."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from proxy.charset import Charset
from proxy.html.oracle import Oracle
from proxy.html.source import Source
from rules.decision import Edit, Slices, Style, Tokens
from tests.support.pages import edit


def after(html: str, *edits: Edit) -> str | None:
    source = Source.of(html.encode("latin-1"), Charset("windows-1252"))
    page = Oracle(source, LexborHTMLParser(html)).after(edits)
    return page and page.removeprefix("<html><head></head><body>").removesuffix("</body></html>")


@pytest.mark.parametrize(
    ("html", "asked", "expected"),
    [
        ("<p>x</p>", edit("p", "before", "<b>y"), "<b>y</b><p>x</p>"),
        ("<p>x</p>", edit("p", "prepend", "<b>y"), "<p><b>y</b>x</p>"),
        ("<p>x</p>", edit("p", "append", "<b>y"), "<p>x<b>y</b></p>"),
        ("<p>x</p>", edit("p", "after", "<b>y"), "<p>x</p><b>y</b>"),
        ("<p>x</p>", edit("p", "replace", "<b>y"), "<b>y</b>"),
        ("<p>x</p>", edit("p", "remove"), ""),
        ("<p>x<i>z</i></p>", edit("p", "fill", "<b>y"), "<p><b>y</b></p>"),
        ("<p a=1>x", edit("p", "set", "é<", name="b"), '<p b="é&lt;" a="1">x</p>'),
        ("<p a=1 b=2>x", edit("p", "set", "3", name="a"), '<p a="3" b="2">x</p>'),
        ("<p a=1 b=2>x", edit("p", "set", name="a"), '<p b="2">x</p>'),
        ("<p class=a>x", edit("p", "set", Tokens(("b",)), name="class"), '<p class="a b">x</p>'),
        ("<p style=top:0>x", edit("p", "set", Style(("top",)), name="style"), '<p style="">x</p>'),
        (
            "<ul><li k=1><li k=2>",
            edit("ul", "fill", Slices("li", ("2",), "k")),
            '<ul><li k="2"></li><li k="1"></li></ul>',
        ),
    ],
)
def test_each_op(html: str, asked: Edit, expected: str) -> None:
    assert after(html, asked) == expected


def test_inner_edits_before_outer_ones() -> None:
    page = after("<div><p>x</p></div>", edit("div", "fill", "new"), edit("p", "append", "y"), edit("p", "remove"))
    assert page == "<div>new</div>"


def test_a_fragment_is_parsed_where_it_comes() -> None:
    assert after("<table><tr><td>x</table>", edit("tr", "after", "<td>y")) == (
        "<table><tbody><tr><td>x</td></tr><tr><td>y</td></tr></tbody></table>"
    )


def test_items_take_new_attributes_along() -> None:
    page = after(
        "<ul><li k=1><li k=2></ul>",
        edit("ul", "fill", Slices("li", ("2",), "k")),
        edit("li:first-child", "set", "t", name="title"),
    )
    assert page == '<ul><li k="2"></li><li title="t" k="1"></li></ul>'


@pytest.mark.parametrize(
    "asked",
    [
        edit("p", "append", "\x11"),
        edit("p", "replace", "\x110\x13"),
        edit("p", "before", "&#17;"),
        edit("p", "set", "\x12", name="title"),
        edit("p", "set", Tokens(("\x11",)), name="class"),
    ],
)
def test_no_answer_when_a_content_holds_what_marks_are_made_of(asked: Edit) -> None:
    assert after("<p>x</p>", asked) is None


def test_no_answer_when_the_engines_meet_other_elements() -> None:
    assert after("<p>x</p>", edit(":lang(de)", "remove", contract="any")) is None
    assert after("<ul><li k=1><li k=2>", edit("li", "remove"), edit("ul", "fill", Slices("li", ("2",), "k"))) is None
