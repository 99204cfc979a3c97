"""Ends of elements from where start tags stand: told where the page is plain, and not told where it is not."""

import pytest
from turbohtml import parse

from proxy.html.ends import Bounds, Ends


def ends(html: str) -> Bounds | None:
    """Return the bounds of the element that has `id=x`."""
    tree = parse(html.replace("\n", " "), scripting=True)
    return Ends(html.replace("\n", " "), tree).of(tree.select("#x")[0])


@pytest.mark.parametrize(
    ("html", "inner"),
    [
        ("<p id=x>a</p>b", "a"),
        ("<p id=x>a<i>b</i> c<!-- </p> --><br></P\n>d", "a<i>b</i> c<!-- </p> --><br>"),
        ("<div id=x title='>' class=a/b data=\"</div>\">a<p>b</div x='>'>c", "a<p>b"),
        ("<div id=x a = b =c d=>a</div>", "a"),
        ("<div id=x><p>a<!--><!---><!-- > --!></div>", "<p>a<!--><!---><!-- > --!>"),
        ("<div id=x><b>a</b><!x></ x><?x?></></div>", "<b>a</b><!x></ x><?x?></>"),
        ("<div id=x>1 < 2</div>", "1 < 2"),
        ("<div id=x>a<span>b</div>", "a<span>b"),
        ("<ul id=x><li>a<ul><li>b</ul><li>c</ul>d", "<li>a<ul><li>b</ul><li>c"),
        ("<table id=x><tr><td>a<td>b</table>c", "<tr><td>a<td>b"),
        ("<div id=x><script>var a = '</div>';</script></div>", "<script>var a = '</div>';</script>"),
        ("<script id=x><!-- 1 --></scripts></script>a", "<!-- 1 --></scripts>"),
        ("<textarea id=x>a<b></textarea>b", "a<b>"),
        ("<div id=x><svg><g><path /></G></svg></div>", "<svg><g><path /></G></svg>"),
        ("<svg id=x><style>a</style></svg>b", "<style>a</style>"),
        ("<form id=x>a<input></form>b", "a<input>"),
        ("<b id=x>a<i>b</i></b>c", "a<i>b</i>"),
        ("<!doctype html><head id=x><title>a</title>\n</head><body>b", "<title>a</title>\n"),
        ("<body id=x>a<p>b</body>\n<!-- c --></html>\n", "a<p>b"),
    ],
)
def test_an_element_with_an_end_tag(html: str, inner: str) -> None:
    found = ends(html)
    assert found is not None
    assert found.closed
    assert html[found.inner : found.close] == inner
    assert html[found.close : found.close + 2] == "</"
    assert html[found.end - 1] == ">"


@pytest.mark.parametrize(
    ("html", "inner"),
    [
        ("<ul><li id=x>a<li>b</ul>", "a"),
        ("<ul><li>a<li id=x>b<b>c</b> </ul>", "b<b>c</b> "),
        ("<!doctype html><p id=x>a<table><tr><td>b</table>", "a"),
        ("<table><tr><td>a<td id=x>b<p>c</table>d", "b<p>c"),
        ("<table><tr id=x><td>a<tr><td>b</table>d", "<td>a"),
        ("<body><div id=x>a</body></html>", "a"),
        ("<div><p id=x>a<!-- b -->", "a<!-- b -->"),
    ],
)
def test_an_element_without_end_tag(html: str, inner: str) -> None:
    found = ends(html)
    assert found is not None
    assert not found.closed
    assert found.close == found.end
    assert html[found.inner : found.end] == inner


@pytest.mark.parametrize("html", ["a<br id=x>b", "<img id=x></img>", "<svg><path id=x /></svg>"])
def test_an_element_that_holds_nothing(html: str) -> None:
    behind = html.index(">", html.index("id=x")) + 1
    assert ends(html) == Bounds(behind, behind, behind)


@pytest.mark.parametrize(
    ("html", "because"),
    [
        ("<html id=x>a", "its end tag may stand in front of more of it"),
        ("<div id=x>a</span></div>", "an end tag matches nothing"),
        ("<div id=x>a<b>b</i></b></div>", "formatting may be closed out of order"),
        ("<p>a<b id=x>b<p>c</b>d", "two elements are made of one tag"),
        ("<div id=x><p><b>a</p>b</b></div>", "the last element is such a clone"),
        ("<table><div id=x>a</table>", "a table puts it in front of itself"),
        ("<table><tr id=x><div>a</div><td>b</table>", "a table puts in front of itself what is in it"),
        ("<td><form id=x></form>", "a form may be closed as soon as it is opened"),
        ("<form id=x><div></form><p>a</div></form>", "its first end tag did not close what it holds"),
        ("<select id=x><option>a</select>", "browsers differ in what a select takes"),
        ("<div id=x>a<tr>b</div>", "a start tag makes no element"),
        ("<div id=x>a</p></div>", "an end tag makes an element"),
        ("<div id=x><svg><![CDATA[</div>]]></svg></div>", "foreign characters are no markup"),
        ("<div id=x>a<!-- b</div>", "a comment does not end"),
        ("<script id=x><!-- <script></script> --></script>", "a script in it hides its end tag"),
        ("<div id=x><script><!-- <script></script></div>", "a script in it hides the rest"),
        ("<textarea id=x>a", "its text does not end"),
        ("<div id=x><textarea>a", "the text in it does not end"),
        ("<div id=x><template><p>a</p></template></div>", "a template is a page of its own"),
        ("<body id=x>a</body><td>b</body>c", "something follows the end of the page"),
        ("<head id=x><title>a</title>b</head>", "text ends it"),
        ("<image id=x>", "the tree has another name for it"),
        ("<div id=x>" + "<i>" * 300 + "</i>" * 300 + "</div>", "it is nested too deep"),
    ],
)
def test_what_is_not_plain(html: str, because: str) -> None:
    assert ends(html) is None, because


def test_where_a_start_tag_ends() -> None:
    html = "<p title='>' class=x/>a<image src=y>"
    tree = parse(html, scripting=True)
    paragraph, image = tree.select("p, img")
    found = Ends(html, tree)
    assert found.start_tag(paragraph) == html.index(">a") + 1
    assert found.start_tag(image) is None
    assert found.start_tag(tree.select("body")[0]) is None
