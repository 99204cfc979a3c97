"""What waits for the browser, as the browser reads it."""

import json
from collections.abc import Mapping

import pytest

from proxy.moments import written
from rules.decision import Edit, Moment, Slices, Style, Text, Tokens, Trigger
from tests.support.pages import edit


def one(change: Edit) -> object:
    """Return what the browser is told of one edit, through JSON and back."""
    (said,) = json.loads(json.dumps(written([Moment("rule", (), (change,))])))
    (told,) = said["edits"]
    return told


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (edit("h1", "append", "<b>"), {"css": "h1", "op": "beforeend", "least": 1, "html": "<b>"}),
        (edit("h1", "fill", Text("a & b")), {"css": "h1", "op": "innerHTML", "least": 1, "html": "a &amp; b"}),
        (edit("h1", "remove", contract="any"), {"css": "h1", "op": "outerHTML", "html": ""}),
        (
            edit("h1", "replace", "<b>", contract="exactly_one"),
            {"css": "h1", "op": "outerHTML", "least": 1, "most": 1, "html": "<b>"},
        ),
        (
            edit("a", "set", "a & b", name="href"),
            {"css": "a", "op": "set", "least": 1, "name": "href", "text": "a & b"},
        ),
        (edit("a", "set", name="title"), {"css": "a", "op": "set", "least": 1, "name": "title"}),
        (
            edit("a", "set", Tokens(add=("on",)), name="class"),
            {"css": "a", "op": "set", "least": 1, "name": "class", "tokens": {"add": ["on"], "drop": []}},
        ),
        (
            edit("a", "set", Style(("display",)), name="style"),
            {"css": "a", "op": "set", "least": 1, "name": "style", "style": ["display"]},
        ),
        (
            edit("ul", "fill", Slices("li", ("Straße",), key="i")),
            {
                "css": "ul",
                "op": "innerHTML",
                "least": 1,
                "slices": {"item": "li", "ranking": ["strasse"], "attribute": "", "key": "i"},
            },
        ),
    ],
)
def test_an_edit_is_told_with_what_it_needs_alone(change: Edit, told: object) -> None:
    assert one(change) == told


def test_what_it_waits_for_keeps_its_lists() -> None:
    wait = ((Trigger("after", {"seconds": 5}), Trigger("scrolled", {"depth": 30})), (Trigger("added_to_cart"),))
    (said,) = written([Moment("rule", wait, ())])
    assert said == {
        "rule": "rule",
        "wait": [[["after", {"seconds": 5}], ["scrolled", {"depth": 30}]], [["added_to_cart", {}]]],
        "edits": [],
    }


@pytest.mark.parametrize(
    ("word", "given", "told"),
    [
        ("hover", {"element": "x", "css": "h1", "contract": "any", "seconds": 1}, {"css": "h1", "seconds": 1}),
        ("clicked", {"element": "x", "css": "h1", "contract": "any"}, {"css": "h1"}),
        ("visible", {"element": "x", "css": "h1", "contract": "any", "share": 40}, {"css": "h1", "share": 0.4}),
        ("visible", {"element": "x", "css": "h1", "contract": "any", "share": 100}, {"css": "h1", "share": 0.99}),
        (
            "exit_intent",
            {"pointer": "any", "after": 8, "on_touch": ["back"]},
            {"gestures": ["out", "top", "top_left", "back"], "seconds": 8},
        ),
        (
            "exit_intent",
            {"pointer": "top_left", "after": 0, "on_touch": []},
            {"gestures": ["top_left"], "seconds": 0},
        ),
    ],
)
def test_a_moment_is_told_in_the_browsers_own_terms(
    word: str, given: Mapping[str, object], told: Mapping[str, object]
) -> None:
    (said,) = written([Moment("rule", ((Trigger(word, given),),), ())])
    assert said == {"rule": "rule", "wait": [[[word, told]]], "edits": []}
