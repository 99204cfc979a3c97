"""Writes what waits for the browser as the browser reads it: JSON values, of a page's tag and of a beacon's answer."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from html import escape

from rules.decision import Contract, Edit, Html, Moment, Op, Slices, Style, Text, Tokens

_PLACES = {Op.BEFORE: "beforebegin", Op.PREPEND: "afterbegin", Op.APPEND: "beforeend", Op.AFTER: "afterend"}
"""The ops that the browser knows by other names (DOM Parsing, insertAdjacentHTML)."""

_TIMES: Mapping[Contract, Mapping[str, object]] = {
    Contract.EXACTLY_ONE: {"least": 1, "most": 1},
    Contract.AT_LEAST_ONE: {"least": 1},
    Contract.ANY: {},
}


def written(moments: Sequence[Moment]) -> list[object]:
    """Return moments in the form of docs/browser.md."""
    return [_moment(moment) for moment in moments]


def _moment(moment: Moment) -> Mapping[str, object]:
    wait = [[[trigger.word, dict(trigger.told)] for trigger in whole] for whole in moment.wait]
    return {"rule": moment.rule, "wait": wait, "edits": [_edit(edit) for edit in moment.edits]}


def _edit(edit: Edit) -> Mapping[str, object]:
    named = {"name": edit.name} if edit.name else {}
    op = _PLACES.get(edit.op, str(edit.op))
    return {"css": edit.element.css, "op": op, **_TIMES[edit.element.contract], **named, **_content(edit)}


def _content(edit: Edit) -> Mapping[str, object]:
    content = edit.content
    match content:
        case Text(value):
            return {"text": value} if edit.op is Op.SET else {"html": escape(value, quote=False)}
        case Html(markup):
            return {"html": markup}
        case Slices():
            return {"slices": asdict(content)}
        case Tokens():
            return {"tokens": asdict(content)}
        case Style(drop):
            return {"style": drop}
        case _:
            return {}
