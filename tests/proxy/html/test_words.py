"""Refusals in a marketer's words."""

import pytest

from proxy.charset import Charset
from proxy.html.source import Source
from proxy.html.words import misplaced, unfit
from rules.decision import Content, Edit, Element, Html, Op, Slices, Text, Tokens


def edit(op: Op, content: Content | None = None, name: str = "") -> Edit:
    return Edit(Element("the box", "#a"), op, content, name)


@pytest.mark.parametrize(
    ("tag", "asked", "why"),
    [
        ("img", edit(Op.FILL, Text("x")), "the box is an <img>, which holds nothing"),
        ("html", edit(Op.REMOVE), "the box is the whole page, which cannot be taken away"),
        ("html", edit(Op.REPLACE, Html("<p>")), "the box is the whole page, which cannot be taken away"),
        ("script", edit(Op.PREPEND, Text("x")), "nothing may be written into a <script>"),
        ("title", edit(Op.FILL, Html("<b>")), "only text may be put into a <title>"),
        ("p", edit(Op.FILL), "there is nothing to put into the box"),
        ("p", edit(Op.FILL, Tokens(("x",))), "there is nothing to put into the box"),
        ("ul", edit(Op.AFTER, Slices("li", ())), "only what stands inside the box can be ordered"),
        ("p", edit(Op.SET, Text("x"), "a b"), '"a b" is not an attribute to set'),
        ("p", edit(Op.SET, Html("x"), "title"), '"title" is not an attribute to set'),
    ],
)
def test_what_no_page_takes(tag: str, asked: Edit, why: str) -> None:
    assert unfit(asked, tag) == why


@pytest.mark.parametrize(
    ("tag", "asked"),
    [
        ("img", edit(Op.AFTER, Text("x"))),
        ("title", edit(Op.FILL, Text("x"))),
        ("script", edit(Op.REMOVE)),
        ("html", edit(Op.SET, Text("de"), "lang")),
        ("ul", edit(Op.FILL, Slices("li", ()))),
        ("img", edit(Op.SET, Text("x"), "data-x")),
        ("p", edit(Op.SET, None, "xlink:href")),
    ],
)
def test_what_a_page_may_take(tag: str, asked: Edit) -> None:
    assert unfit(asked, tag) is None


@pytest.mark.parametrize(
    ("html", "asked", "why"),
    [
        ("<table><tr id=a>", edit(Op.BEFORE, Html("<div>x")), "a <div> may not stand between table rows"),
        ("<table><tr id=a>", edit(Op.APPEND, Html("x")), "text may not stand between table cells"),
        ("<select id=a>", edit(Op.FILL, Html(" <p>x")), "a <p> may not stand between the options of a <select>"),
        ("<p id=a>", edit(Op.FILL, Html("<ul>")), "a <ul> may not stand in a <p>"),
        ("<p id=a>", edit(Op.FILL, Html("<OL>")), "a <ol> may not stand in a <p>"),
        ("<p id=a>", edit(Op.FILL, Html("<b>")), "other parts of the page would move with this change to a <p>"),
        ("<b id=a>", edit(Op.FILL, Html("<p>")), "other parts of the page would move with this change to a <b>"),
        ("<b id=a>", edit(Op.REMOVE), "without this <b> other parts of the page would move"),
        ("<b id=a>", edit(Op.FILL, Html("</b>")), "other parts of the page would move with this change to a <b>"),
    ],
)
def test_what_would_move(html: str, asked: Edit, why: str) -> None:
    assert misplaced(asked, Source.of(html.encode(), Charset("utf-8")).select("#a")[0]) == why
