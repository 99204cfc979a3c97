"""Says in a marketer's words why the page does not take an edit."""

import re

from turbohtml import Element

from proxy.html.content import RAW
from rules.decision import Edit, Html, Op, Slices, Style, Text, Tokens
from rules.language.tags import CLOSE_A_PARAGRAPH, ESCAPABLE, VOID

_INSIDE = frozenset({Op.FILL, Op.PREPEND, Op.APPEND})
_SETS = Text | Tokens | Style
_FILLS = Text | Html | Slices
_PARTICULAR = VOID | RAW | ESCAPABLE | {"html"}
_FIRST_TAG = re.compile(r"<([a-zA-Z][^\s/>]*)")
_ATTRIBUTE_NAME = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:.-]*")
_ROOMS = {
    "table": ("between the rows of a table", frozenset(["caption", "colgroup", "thead", "tbody", "tfoot", "tr"])),
    "tbody": ("between table rows", frozenset({"tr"})),
    "thead": ("between table rows", frozenset({"tr"})),
    "tfoot": ("between table rows", frozenset({"tr"})),
    "tr": ("between table cells", frozenset({"td", "th"})),
    "select": ("between the options of a <select>", frozenset({"option", "optgroup", "hr"})),
    "head": (
        "in the page's <head>",
        frozenset(["base", "link", "meta", "script", "style", "template", "title", "noscript"]),
    ),
}
"""Tags with room for a few others only: how that place is called, and what may stand there."""


def unfit(edit: Edit, tag: str) -> str | None:
    """Return why an element of that tag can never take an edit, None when it can."""
    name, content = edit.element.name, edit.content
    if edit.op is Op.SET:
        ours = content is None or isinstance(content, _SETS)
        return None if ours and _ATTRIBUTE_NAME.fullmatch(edit.name) else f'"{edit.name}" is not an attribute to set'
    if tag in _PARTICULAR and (why := _particular(edit, tag)):
        return why
    if edit.op is not Op.REMOVE and not isinstance(content, _FILLS):
        return f"there is nothing to put into {name}"
    return (
        f"only what stands inside {name} can be ordered"
        if isinstance(content, Slices) and edit.op is not Op.FILL
        else None
    )


def _particular(edit: Edit, tag: str) -> str | None:
    """Return what one of the tags that are not like all others cannot take."""
    name = edit.element.name
    if edit.op in (Op.REMOVE, Op.REPLACE) and tag == "html":
        return f"{name} is the whole page, which cannot be taken away"
    if edit.op in _INSIDE and tag in VOID:
        return f"{name} is an <{tag}>, which holds nothing"
    if edit.op in _INSIDE and tag in RAW:
        return f"nothing may be written into a <{tag}>"
    if edit.op in _INSIDE and tag in ESCAPABLE and not isinstance(edit.content, Text):
        return f"only text may be put into a <{tag}>"
    return None


def misplaced(edit: Edit, element: Element) -> str:
    """Return why a parser would build another tree than the edit asks for."""
    parent = element if edit.op in _INSIDE else element.parent
    place = parent.tag if isinstance(parent, Element) else ""
    tag = _first_tag(edit)
    if place in _ROOMS and tag not in _ROOMS[place][1]:
        return f"{_thing(tag)} may not stand {_ROOMS[place][0]}"
    if place == "p" and tag in CLOSE_A_PARAGRAPH:
        return f"a <{tag}> may not stand in a <p>"
    if edit.op in (Op.REMOVE, Op.REPLACE):
        return f"without this <{element.tag}> other parts of the page would move"
    return f"other parts of the page would move with this change to a <{element.tag}>"


def _first_tag(edit: Edit) -> str:
    match = _FIRST_TAG.match(edit.content.markup.lstrip()) if isinstance(edit.content, Html) else None
    return match[1].lower() if match else ""


def _thing(tag: str) -> str:
    return f"a <{tag}>" if tag else "text"
