"""Where elements begin and end, with end tags or without."""

import pytest

from proxy.charset import Charset
from proxy.html.locate import closed_before, last_child, name_end, neighbour, span, spans, start_tag_end, still_open
from proxy.html.source import LONG, Source


def source(html: str) -> Source:
    return Source.of(html.encode(), Charset("utf-8"))


@pytest.mark.parametrize(
    ("html", "css", "whole", "inner"),
    [
        ("<p>a</p>b", "p", "<p>a</p>", "a"),
        ("<p>a<p>b", "p:first-child", "<p>a", "a"),
        ("<div><p>a</div>b", "p", "<p>a", "a"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "ul > li:first-child", "<li>a<ul><li>b</ul>", "a<ul><li>b</ul>"),
        ("<table><tr><td>a<td>b<tr><td>c</table>", "tr", "<tr><td>a<td>b", "<td>a<td>b"),
        ("<table><tr><td>a</table>b", "td", "<td>a", "a"),
        ("<p>a<br>b", "br", "<br>", ""),
        ("<svg><path /><g></g></svg>", "path", "<path />", ""),
        ("<p/>a", "p", "<p/>a", "a"),
        ("<pre>\na</pre>", "pre", "<pre>\na</pre>", "a"),
        ("<textarea>\r\na</textarea>", "textarea", "<textarea>\r\na</textarea>", "a"),
        ("<div title='>'>a</div >b", "div", "<div title='>'>a</div >", "a"),
        ("<body>a</body>\n<!-- x --></html>\n", "body", "<body>a</body>", "a"),
        ("<body>a</body>b", "body", "<body>a</body>b", "a</body>b"),
        ("<body><p>a</html>", "p", "<p>a", "a"),
        ("<p>a</body>\n</html>", "p", "<p>a", "a"),
        ("<p>a</body>\n</html>", "body", "<p>a", "<p>a"),
        ("<table><tr><td>a</table>", "tbody", "<tr><td>a", "<tr><td>a"),
        ("<table><tr><form><td>a</form></table>", "td", "<td>a</form>", "a</form>"),
        ("<div>a</span>b</div>c", "div", "<div>a</span>b</div>", "a</span>b"),
        ("<p>a</p></b><image src=x>b", "img", "<image src=x>", ""),
        ("<svg><textarea/>\n</svg>", "textarea", "<textarea/>", ""),
    ],
)
@pytest.mark.parametrize("before", ["", f"<!--{'-' * LONG}-->"])
def test_where_an_element_stands(before: str, html: str, css: str, whole: str, inner: str) -> None:
    page = source(before + html)
    html = before + html
    found = span(page, page.select(css)[0])
    assert found is not None
    assert html[found.start : found.end] == whole
    assert html[found.inner : found.close] == inner


@pytest.mark.parametrize(("html", "css"), [("text", "body"), ("<p>a<", "p"), ("<p>a<<div>b</div>", "p")])
def test_where_it_is_not_clear(html: str, css: str) -> None:
    page = source(html)
    assert span(page, page.select(css)[0]) is None


def test_clones_share_the_span_of_one_tag() -> None:
    page = source("<p>1<b class=x>2<p>3</b>4")
    assert len(page.select("b")) == 2
    assert len(spans(page, page.select("b"))) == 1


def test_the_name_of_an_image() -> None:
    page = source("<image src=x><img src=y>")
    assert [name_end(page, each, each.source_col or 0) for each in page.select("img")] == [6, 17]


@pytest.mark.parametrize(
    ("html", "css", "expected"),
    [
        ("<!doctype html><p>a<table></table>", "table", b"</p>"),
        ("<!doctype html><p>a<b>b<table></table>", "table", b"</b></p>"),
        ("<!doctype html><p>a</p><table></table>", "table", b""),
        ("<ul><li>a<p>b<li id=x>c</ul>", "#x", b"</p></li>"),
        ("<div>a</div><p>b", "p", b""),
        ("<p>a", "p", b""),
    ],
)
def test_end_tags_that_the_shop_left_out(html: str, css: str, expected: bytes) -> None:
    page = source(html)
    element = page.select(css)[0]
    assert still_open(page, neighbour(element), element.source_col or 0) == expected


@pytest.mark.parametrize(
    ("before", "closed"),
    [("<div>a</div>", True), ("<DIV>a</DIV >\r\n ", True), ("<b>a</b>", False), ("<div>a", False), ("</div>x", False)],
)
def test_nothing_is_open_behind_a_block(before: str, closed: bool) -> None:
    assert closed_before(source(before + "<p>"), len(before)) is closed


def test_neighbours_are_elements() -> None:
    page = source("<p><b>1</b> text <!-- c --><i>2</i> text</p>")
    assert neighbour(page.select("i")[0]) == page.select("b")[0]
    assert neighbour(page.select("b")[0]) is None
    assert last_child(page.select("p")[0]) == page.select("i")[0]
    assert last_child(page.select("i")[0]) is None


def test_what_a_template_holds_is_no_child() -> None:
    page = source("<div><template><p>x</p></template></div>")
    template = last_child(page.select("div")[0])
    assert template is not None
    assert template.tag == "template"
    assert last_child(template) is None


@pytest.mark.parametrize(
    ("html", "css", "tag"),
    [
        ("<p title='>' class=x>a", "p", "<p title='>' class=x>"),
        ("<image src='>'>", "img", "<image src='>'>"),
        ("<svg><path d=x/></svg>", "path", "<path d=x/>"),
    ],
)
def test_where_a_start_tag_ends(html: str, css: str, tag: str) -> None:
    page = source(html)
    found = page.select(css)[0]
    end = start_tag_end(page, found)
    assert html[found.source_col : end] == tag


def test_a_tag_that_the_parser_made_up_ends_nowhere() -> None:
    page = source("<p>a")
    assert start_tag_end(page, page.select("body")[0]) is None
