"""Characters of a page, whatever bytes or references they are written in."""

import pytest

from proxy.charset import Charset
from proxy.html.source import Source
from proxy.html.text import attribute_of, children, text_of

HTML = '<p title="Größe &euro; &eacute;">Größe <b>&euro;</b> &eacute;<p title=plain>plain<p>'


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "gb18030"])
def test_bytes_and_references_read_alike(charset: str) -> None:
    page = Charset(charset)
    source = Source.of(page.encode(HTML), page)
    first, second, third = source.select("p")
    assert text_of(source, first) == "Größe € é"
    assert attribute_of(source, first, "title") == "Größe € é"
    assert (text_of(source, second), attribute_of(source, second, "title")) == ("plain", "plain")
    assert (text_of(source, third), attribute_of(source, third, "title")) == ("", "")


@pytest.mark.parametrize(
    ("html", "css"),
    [
        ("<table><tr title=größe>", "tr"),
        ("<table><tr><td title=größe>x", "td"),
        ("<body title='größe'>x", "body"),
        ("<IMAGE class=x TITLE=größe>", "img"),
        ("<my-price title=größe>x", "my-price"),
        ("<svg><path title=größe /></svg>", "path"),
        ("<p title=größe>x<", "p"),
        ("<p title=größe TITLE=other>x", "p"),
    ],
)
def test_an_attribute_of_any_tag(html: str, css: str) -> None:
    source = Source.of(html.encode(), Charset("utf-8"))
    assert [attribute_of(source, element, "title") for element in source.select(css)] == ["größe"]


def test_an_attribute_that_stands_in_another_tag_is_not_told() -> None:
    source = Source.of("<p>x<body title=größe>".encode(), Charset("utf-8"))
    assert attribute_of(source, source.select("body")[0], "title") == ""


@pytest.mark.parametrize(
    ("html", "css", "text"),
    [
        ("<my-price>12,50 <b>€</b></my-price>", "my-price", "12,50 €"),
        ("<svg><text>é<tspan>x</tspan></text></svg>", "text", "éx"),
        ("<p>\n é <b> x </b>\n</p>", "p", "é  x"),
        ("<p>\n e <b> x </b>\n</p>", "p", "e  x"),
        ("<table><tr><td>é<td>x</table>", "tr", "éx"),
        ("<table><tr><td>é<td>x</table>", "td", "é"),
        ("<textarea>\né &amp; <b></textarea>", "textarea", "é & <b>"),
        ("<p>é<noscript><b>x</b></noscript></p>", "p", "é<b>x</b>"),
        ("<p>e<noscript><b>x</b></noscript></p>", "p", "e<b>x</b>"),
    ],
)
def test_the_text_of_any_tag(html: str, css: str, text: str) -> None:
    source = Source.of(html.encode(), Charset("utf-8"))
    assert text_of(source, source.select(css)[0]) == text


def test_children_keep_their_places() -> None:
    source = Source.of(b"<ul>x<li>1<!-- --><p>2</p><li class=a>3<ul><li>4</ul></ul>", Charset("utf-8"))
    found = children(source, source.select("ul")[0], "li")
    assert [place for place, _ in found] == [0, 1]
    assert [place for place, _ in children(source, source.select("ul")[0], ".a")] == [1]
