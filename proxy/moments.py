"""Writes what waits for the browser as the browser reads it: JSON values, of a page's tag and of a beacon's answer."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape
from typing import cast

from rules.decision import Contract, Edit, Html, Moment, Op, Slices, Style, Text, Tokens, Trigger

_NAMES = {
    Op.BEFORE: "beforebegin",
    Op.PREPEND: "afterbegin",
    Op.APPEND: "beforeend",
    Op.AFTER: "afterend",
    Op.FILL: "innerHTML",
    Op.REPLACE: "outerHTML",
    Op.REMOVE: "outerHTML",
    Op.SET: "set",
}
"""The ops as the browser names them (DOM Parsing); what is removed becomes no markup at all."""

_GESTURES = {"any": ["out", "top", "top_left"], "top": ["top", "top_left"], "top_left": ["top_left"]}
"""The gestures of the mouse by which somebody leaves, for each `pointer` of exit_intent."""

_OURS = frozenset({"element", "contract"})
"""What the browser does not need to know of an element that it waits for."""

_WHOLE = 0.99
"""The share at which an element is in sight as a whole: a pixel at its edge may be cut in two."""

_TIMES: Mapping[Contract, Mapping[str, object]] = {
    Contract.EXACTLY_ONE: {"least": 1, "most": 1},
    Contract.AT_LEAST_ONE: {"least": 1},
    Contract.ANY: {},
}


def written(moments: Sequence[Moment]) -> list[object]:
    """Return moments in the form of docs/browser.md."""
    return [_moment(moment) for moment in moments]


def _moment(moment: Moment) -> Mapping[str, object]:
    wait = [[[trigger.word, _told(trigger)] for trigger in whole] for whole in moment.wait]
    return {"rule": moment.rule, "wait": wait, "edits": [_edit(edit) for edit in moment.edits]}


def _told(trigger: Trigger) -> Mapping[str, object]:
    told = dict(trigger.told)
    if trigger.word == "exit_intent":
        return {
            "gestures": _GESTURES[str(told["pointer"])] + cast("list[str]", told["on_touch"]),
            "seconds": told["after"],
        }
    if trigger.word == "visible":
        told["share"] = min(_WHOLE, float(str(told["share"])) / 100)
    return {name: value for name, value in told.items() if name not in _OURS}


def _edit(edit: Edit) -> Mapping[str, object]:
    named = {"name": edit.name} if edit.name else {}
    return {"css": edit.element.css, "op": _NAMES[edit.op], **_TIMES[edit.element.contract], **named, **_content(edit)}


def _content(edit: Edit) -> Mapping[str, object]:
    content = edit.content
    if edit.op is Op.REMOVE:
        return {"html": ""}
    match content:
        case Text(value):
            return {"text": value} if edit.op is Op.SET else {"html": escape(value, quote=False)}
        case Html(markup):
            return {"html": markup}
        case Slices():
            return {"slices": asdict(content) | {"ranking": [key.casefold() for key in content.ranking]}}
        case Tokens():
            return {"tokens": asdict(content)}
        case Style(drop):
            return {"style": drop}
        case _:
            return {}
