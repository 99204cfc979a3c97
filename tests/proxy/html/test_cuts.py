"""What one edit does to the bytes around one element."""

import pytest

from proxy.charset import Charset
from proxy.html.cuts import attribute_cuts, cut, reworded
from proxy.html.locate import spans
from proxy.html.source import Source
from rules.decision import Content, Edit, Element, Html, Op, Slices, Text, Tokens

NEW = Html("<b>new</b>")


def edit(op: Op, content: Content | None = NEW, name: str = "") -> Edit:
    return Edit(Element("#a", "#a"), op, content, name)


def source(html: str) -> Source:
    return Source.of(html.encode(), Charset("utf-8"))


@pytest.mark.parametrize(
    ("op", "out", "pieces"),
    [
        (Op.BEFORE, (5, 5), (b"</p>", 7)),
        (Op.PREPEND, (15, 15), (7,)),
        (Op.FILL, (15, 16), (7,)),
        (Op.APPEND, (16, 16), (7,)),
        (Op.AFTER, (22, 22), (7,)),
        (Op.REPLACE, (5, 22), (b"</p>", 7)),
        (Op.REMOVE, (5, 22), (b"</p>",)),
    ],
)
def test_the_place_of_each_op(op: Op, out: tuple[int, int], pieces: tuple[bytes | int, ...]) -> None:
    page = source("<p>xx<div id=a>y</div>")
    found = cut(page, 7, edit(op, None if op is Op.REMOVE else NEW), spans(page, page.select("#a"))[0])
    assert found is not None
    assert ((found.start, found.end), found.pieces) == (out, pieces)


@pytest.mark.parametrize(
    ("tag", "asked", "out", "pieces"),
    [
        ("<a id=a>", edit(Op.SET, Text("x"), "rel"), (2, 2), (7,)),
        ("<a id=a rel=y>", edit(Op.SET, Text("x"), "rel"), (8, 13), (~7,)),
        ("<a id=a rel=y>", edit(Op.SET, None, "rel"), (7, 13), ()),
        ("<a id=a class=y>", edit(Op.SET, Tokens(("x",)), "class"), (8, 15), (b'class="y x"',)),
        ("<a id=a>", edit(Op.SET, Tokens(("x",)), "class"), (2, 2), (b' class="x"',)),
    ],
)
def test_how_an_attribute_is_set(tag: str, asked: Edit, out: tuple[int, int], pieces: tuple[bytes | int, ...]) -> None:
    page = source(tag)
    (found,) = attribute_cuts(page, 7, asked, spans(page, page.select("#a"))[0])
    assert ((found.start, found.end), found.pieces) == (out, pieces)


@pytest.mark.parametrize(
    "asked",
    [edit(Op.SET, None, "rel"), edit(Op.SET, Tokens(drop=("x",)), "rel"), edit(Op.SET, Tokens(("y",)), "class")],
)
def test_what_is_so_already_needs_no_cut(asked: Edit) -> None:
    page = source("<a id=a class=y>")
    assert attribute_cuts(page, 7, asked, spans(page, page.select("#a"))[0]) == []


def test_two_edits_of_one_list_of_words_make_one_change() -> None:
    page = source("<a id=a class=y>")
    asked = [(1, edit(Op.SET, Tokens(("x",)), "class")), (2, edit(Op.SET, Tokens(("z",), ("y",)), "class"))]
    assert [each.pieces for each in reworded(page, asked, spans(page, page.select("#a"))[0])] == [
        (),
        (b'class="x z"',),
    ]


def test_items_that_have_their_order_already_need_no_cut() -> None:
    page = source("<ul id=a><li k=1><li k=2></ul>")
    assert cut(page, 7, edit(Op.FILL, Slices("li", ("1",), "k")), spans(page, page.select("#a"))[0]) is None
