"""Pages that are what their edits say, and pages that are not."""

import pytest

from proxy.charset import Charset
from proxy.html.source import Source
from proxy.html.verify import faithful
from rules.decision import Edit
from tests.support.pages import edit

BANNER = edit("p", "after", "<b>new</b>")


def holds(before: str, asked: Edit, after: str) -> bool:
    return faithful(Source.of(before.encode(), Charset("utf-8")), [asked], after.encode())


@pytest.mark.parametrize(
    ("before", "asked", "after"),
    [
        ("<p>x</p>y", BANNER, "<p>x</p><b>new</b>y"),
        ("<p>x<p>y", edit("p:last-child", "remove"), "<p>x"),
        ("<a href=x>y", edit("a", "set", "z", name="href"), '<a href="z">y'),
        ("<body><p>x</body>\n", edit("body", "append", "<b>z</b>"), "<body><p>x</p><b>z</b></body>\n"),
        ("<pre>\nx</pre>\r\n", edit("pre", "prepend", "z"), "<pre>\nzx</pre>\r\n"),
        ("\ufeff<p>é €</p>", BANNER, "\ufeff<p>é €</p><b>new</b>"),
    ],
)
def test_a_faithful_page(before: str, asked: Edit, after: str) -> None:
    assert holds(before, asked, after)


@pytest.mark.parametrize(
    ("before", "asked", "after"),
    [
        ("<p>x</p>y", BANNER, "<p>x<b>new</b></p>y"),
        ("<p>x</p>y", BANNER, "<p>x</p><b>other</b>y"),
        ("<p>x</p>y", BANNER, "<p>x</p><b>new</b>"),
        ("<p>x</p>y", BANNER, "<p class=z>x</p><b>new</b>y"),
        ("<p>x<p>y", edit("p:first-child", "remove"), ""),
        ("<a href=x>y", edit("a", "set", "z", name="href"), '<a href="x">y'),
        ("<a href=x>y", edit("a", "set", "z", name="rel"), '<a href="x" rel="z">y'),
        ("<table><tr><td>x</table>", edit("tr", "after", "<p>"), "<table><tr><td>x<p></table>"),
        ("<p>x\x110\x13</p>y", BANNER, "<p>x\x110\x13</p><b>new</b>y"),
        ("<body><p>x</body>\n", edit("body", "append", "<b>z</b>"), "<body><p>x</body>\n<b>z</b>"),
        ("<p>x<i title='", edit("p", "append", "\x11"), "<p>x<i title='\x11"),
        ("<p>x\x11</p>", edit("p", "before", "<i title='"), "<i title='<p>x\x11</p>"),
    ],
)
def test_a_page_that_is_not(before: str, asked: Edit, after: str) -> None:
    assert not holds(before, asked, after)
