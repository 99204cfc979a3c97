"""What is asked of a page, and the bytes that it depends on."""

import pytest

from proxy.html.independent import apart, steady, takes
from proxy.html.source import Source
from proxy.html.template import Template
from rules.decision import Edit, Slices, Text, Tokens
from tests.support.pages import UTF8, edit
from tests.support.templates import template


@pytest.mark.parametrize(
    "css",
    [
        "#a",
        ".x li:nth-child(2n+1)",
        "p:has(> b)",
        "a:not(.x):first-child",
        "[href^='/x']",
        "svg|a",
        "input[data-value]",
    ],
)
def test_selectors_that_ask_nothing_of_a_value(css: str) -> None:
    assert steady(css, {"title", "name"})


@pytest.mark.parametrize(
    "css",
    [
        "[value]",
        "a:has([ VALUE = x ])",
        "p:empty",
        ":checked",
        "p:lang(fr)",
        ":-x-contains('a')",
        r"\[v",
        "[/**/value]",
    ],
)
def test_selectors_that_may_ask_for_more(css: str) -> None:
    assert not steady(css, {"value"})


@pytest.mark.parametrize(
    ("css", "values", "good"),
    [
        ("#a .x", [b"postid-7 page"], True),
        ("#a .x", [b"postid-7 X"], False),
        ("ul:has(> #slide-3)", [b"slide-4"], True),
        ("ul:has(> #slide-3)", [b"slide-3"], False),
        ("#a", [b"&#97;"], False),
        (".é", [b"b"], False),
        (".é", [], True),
    ],
)
def test_names_that_a_value_may_be(css: str, values: list[bytes], good: bool) -> None:
    assert apart([css], values) is good


LIST = "<ul class=l><li class=x><b>{}</b><i>1</i><li><b>two</b><i>2</i></ul><p title='{}'>{}</p>"


def taken(*edits: Edit) -> bool:
    found: Template = template(LIST, ("a", "b", "c"), ("d", "e", "f"))
    return takes(Source.of(found.model, UTF8), edits, found)


def test_edits_that_a_template_takes() -> None:
    assert taken(edit("p", "fill", "x"), edit(".x", "set", Tokens(add=("y",)), name="class"))
    assert taken(edit("li", "set", Text("x"), name="title"))
    assert taken(edit("ul", "fill", Slices("li", ("1",), key="i")))


def test_edits_that_look_at_a_gap() -> None:
    assert not taken(edit("p", "set", Text("x"), name="title"))
    assert not taken(edit("p[title]", "remove"))
    assert not taken(edit("ul", "fill", Slices("li", ("1",), key="b")))
    assert not taken(edit("ul", "fill", Slices("li", ("1",), key="b[title]")))
    assert not taken(edit("body", "fill", Slices("p", ("1",), attribute="title")))
