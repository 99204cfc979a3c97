"""Contents in the page's charset, and the shape by which two contents need only one proof."""

import pytest

from proxy.charset import Charset
from proxy.html.content import shape, value, written
from rules.decision import Content, Edit, Element, Html, Op, Slices, Text, Tokens

LATIN = Charset("windows-1252")


def edit(content: Content | None, op: Op = Op.FILL, name: str = "") -> Edit:
    return Edit(Element("x", "x"), op, content, name)


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (edit(Html("<b>é Ł</b>")), b"<b>\xe9 &#321;</b>"),
        (edit(Text("<b> & é")), b"&lt;b&gt; &amp; \xe9"),
        (edit(Text('a "b"'), Op.SET, "title"), b' title="a &quot;b&quot;"'),
        (edit(None, Op.REMOVE), b""),
        (edit(Tokens(add=("x",)), Op.SET, "class"), b""),
    ],
)
def test_what_is_written(asked: Edit, expected: bytes) -> None:
    assert written(asked, LATIN) == expected


def test_what_may_vary_from_visitor_to_visitor() -> None:
    assert [value(content) for content in (Html("<b>"), Text("x"), Slices("li", ()), None)] == ["<b>", "x", "", ""]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<b>Ann</b>", "<b>Bob &amp; Co</b>"),
        ('<a href="/a" class=x>1</a>', '<a href="/b>c" class=x>2</a>'),
        ("<a href='1'>x</a>", "<a href='2'>y</a>"),
        ("<p>x</p>\n<p>y</p>", "<p>z</p>\n<p>x</p>"),
        ('<input type="hidden" value="1">', '<input type="hidden" value="2">'),
    ],
)
def test_contents_of_one_shape(one: str, other: str) -> None:
    assert shape(edit(Html(one))) == shape(edit(Html(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<b>x</b>", "<i>x</i>"),
        ("<b>x</b>", "<b></b>"),
        ("<b>x</b>", "<b> </b>"),
        ("<b>x</b>", "<b>&#32;</b>"),
        ("<b>x</b>", "<b>\nx</b>"),
        ("<b>x</b>", "<b>x</b>y"),
        ("<b>x</b>", "<b title=y>x</b>"),
        ("<br>", "<br/>"),
        ('<input type="hidden">', '<input type="text">'),
        ("<script>1</script>", "<script>2</script>"),
        ("<textarea>1</textarea>", "<textarea>2</textarea>"),
        ("<!-- a -->", "<!-- b -->"),
        ("<b>x&am", "<b>x&lt"),
        ("<b x=a>b>", "<b x=a'>b>"),
        ("a < b", "a < c"),
        ("x\0", "x"),
    ],
)
def test_contents_that_a_parser_may_take_otherwise(one: str, other: str) -> None:
    assert shape(edit(Html(one))) != shape(edit(Html(other)))


def test_text_has_the_shape_of_its_spaces() -> None:
    shapes = [shape(edit(Text(text))) for text in ("<b>", "x", "", " ", "\n", "\nx")]
    assert shapes[0] == shapes[1]
    assert len(set(shapes)) == 5


def test_a_value_has_a_shape_only_where_a_parser_looks_at_it() -> None:
    assert shape(edit(Text("1"), Op.SET, "title")) == shape(edit(Text("2"), Op.SET, "title"))
    assert shape(edit(Text("hidden"), Op.SET, "type")) != shape(edit(Text("text"), Op.SET, "type"))


def test_what_is_made_of_the_page_is_its_own_shape() -> None:
    assert shape(edit(Slices("li", ("a",)))) == Slices("li", ("a",))
