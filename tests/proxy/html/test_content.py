"""Contents in the page's charset, and the shape by which two contents need only one proof."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from proxy.charset import Charset
from proxy.html.content import alike, shape, value, written
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
        ('<script src="/a" data-x="1"></script>', '<script src="/b" data-x="2"></script>'),
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
        ("<script></script>", "<script>2</script>"),
        ('<script type="a"></script>', '<script type="b"></script>'),
        ('<style title="a"></script></style>', '<style title="b"></script></style>'),
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


MARKUP = st.lists(
    st.sampled_from(
        ["<b>", "</b>", "<a title=", '"', "'", ">", "<", "=", "x", "y", " ", "\n", "&", ";", "\0", "<br>", "/"]
    ),
    max_size=9,
).map("".join)


def looks_alike(was: str, now: str) -> bool:
    return alike(was, now, shape(edit(Html(was))))


@pytest.mark.parametrize(
    ("was", "now", "alike_at_a_glance"),
    [
        ('<script data-ticket="A-1_"></script>', '<script data-ticket="B2"></script>', True),
        ('<b title="x" lang="en">1</b>', '<b title="y" lang="fr">2</b>', True),
        ('<script type="a"></script>', '<script type="b"></script>', False),
        ('<b title="x">', '<b title="x y">', False),
        ('<b title = "x">', '<b title = "y">', False),
        ('<b "x">', '<b "y">', False),
    ],
)
def test_words_in_quotes_are_alike_at_a_glance(was: str, now: str, alike_at_a_glance: bool) -> None:
    assert looks_alike(was, now) is alike_at_a_glance


@given(MARKUP, MARKUP)
@example('<b type="x">', '<b type="y">')
@example("<b title='a=\"x\"'>", "<b title='a=\"y\"'>")
@example('<a title="x>y<b">', '<a title="x>z<b">')
def test_what_looks_alike_has_one_shape(was: str, now: str) -> None:
    assert not looks_alike(was, now) or shape(edit(Html(was))) == shape(edit(Html(now)))


@given(
    MARKUP, st.lists(st.sampled_from(["x", "yy", " ", '"', "'", ">", "<b>", "&", "\0", "\n"]), min_size=2, max_size=4)
)
def test_what_looks_alike_has_one_shape_around_other_words(frame: str, words: list[str]) -> None:
    for one, other in pairwise(words):
        was, now = frame.replace("x", one), frame.replace("x", other)
        assert not looks_alike(was, now) or shape(edit(Html(was))) == shape(edit(Html(now)))


def test_words_of_a_visitor_look_alike() -> None:
    assert looks_alike("<b>Ann</b> of <i>York</i>", "<b>Bob</b> of <i>Leeds</i>")


@pytest.mark.parametrize("now", ["<b> </b>", "<b>Bob</b>!", "<i>Bob</i>", "<b>B&amp;B</b>", "<b\n>Bob</b>"])
def test_what_needs_a_closer_look_does_not_look_alike(now: str) -> None:
    assert not looks_alike("<b>Ann</b>", now)
