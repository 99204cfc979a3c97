"""What the tree alone makes doubtful."""

import pytest

from proxy.html.doubts import doubtful, surroundings
from proxy.html.source import Source
from rules.decision import Slices
from tests.support.pages import UTF8, edit


def doubts(html: str, op: str, name: str = "") -> bool:
    content = None if op == "remove" else "new"
    return doubtful(Source.of(f"<!doctype html>{html}".encode(), UTF8), edit("#x", op, content, name=name))


@pytest.mark.parametrize(
    ("html", "op"),
    [
        ("<body><div id=x>a</div>", "fill"),
        ("<div><p>a</p><div id=x>b</div><p>c</p></div>", "remove"),
        ("<ul><li>a<li id=x>b<li>c</ul>", "fill"),
        ("<ul><li>a</li><li id=x>b<li>c</ul>", "remove"),
        ("<table><tr><td>a</td><td id=x>b</td></tr></table>", "append"),
        ("<div id=x><p>a</p></div>", "append"),
        ("<div id=x><p>a", "prepend"),
        ("<div id=x>a</div>", "set"),
    ],
)
def test_ordinary_elements(html: str, op: str) -> None:
    assert not doubts(html, op, "title")


@pytest.mark.parametrize(
    ("html", "op"),
    [
        ("<div id=x>a", "append"),
        ("<p>a<table id=x></table>", "remove"),
        ("<p>a<div id=x></div>", "before"),
        ("<div id=x><p>a</div>", "append"),
        ("<ul><li id=x>a<li>b</ul>", "after"),
        ("<table><div id=x>a</div><tr><td>b</table>", "fill"),
        ("<table><div><p id=x>a</p></div><tr><td>b</table>", "fill"),
        ("<a id=x href=/><div>a</a>b</div>", "prepend"),
    ],
)
def test_odd_ones(html: str, op: str) -> None:
    assert doubts(html, op)


def test_attributes_that_a_parser_looks_at() -> None:
    assert doubts("<input id=x>", "set", "type")
    assert doubtful(Source.of(b"<p>", UTF8), edit("body", "set", "x", name="title"))


def test_an_order_is_always_proved() -> None:
    assert doubtful(Source.of(b"<ul><li>a</ul>", UTF8), edit("ul", "fill", Slices("li", ("a",), key="b")))


def test_surroundings_are_the_tags_that_are_met() -> None:
    source = Source.of(b"<ul><li><b>x</b></ul><p><b>y</b></p>", UTF8)
    assert surroundings(source, edit("b", "remove")) == {("b", "li"), ("b", "p")}
    assert surroundings(source, edit("b", "set", "x", name="title")) == frozenset()
