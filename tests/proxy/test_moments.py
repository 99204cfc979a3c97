"""What waits for the browser, as the browser reads it."""

import json

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
        (edit("h1", "fill", Text("a & b")), {"css": "h1", "op": "fill", "least": 1, "html": "a &amp; b"}),
        (edit("h1", "remove", contract="any"), {"css": "h1", "op": "remove"}),
        (edit("h1", "remove", contract="exactly_one"), {"css": "h1", "op": "remove", "least": 1, "most": 1}),
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
            edit("ul", "fill", Slices("li", ("b",), key="i")),
            {
                "css": "ul",
                "op": "fill",
                "least": 1,
                "slices": {"item": "li", "ranking": ["b"], "attribute": "", "key": "i"},
            },
        ),
    ],
)
def test_an_edit_is_told_with_what_it_needs_alone(change: Edit, told: object) -> None:
    assert one(change) == told


def test_what_it_waits_for_keeps_its_lists() -> None:
    wait = ((Trigger("after", {"seconds": 5}), Trigger("hover", {"css": "h1"})), (Trigger("added_to_cart"),))
    (said,) = written([Moment("rule", wait, ())])
    assert said == {
        "rule": "rule",
        "wait": [[["after", {"seconds": 5}], ["hover", {"css": "h1"}]], [["added_to_cart", {}]]],
        "edits": [],
    }
