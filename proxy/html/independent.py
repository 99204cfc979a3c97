"""Tells whether what is asked of a page could depend on the bytes in a template's gaps."""

import re
from collections.abc import Collection, Iterable

from proxy.html.ordering import key_of
from proxy.html.source import Source
from proxy.html.template import Template
from proxy.html.text import children
from rules.decision import Edit, Op, Slices

_STRUCTURAL = frozenset(
    [
        *("is", "where", "not", "has", "root", "scope", "first-child", "last-child", "only-child", "nth-child"),
        *("nth-last-child", "first-of-type", "last-of-type", "only-of-type", "nth-of-type", "nth-last-of-type"),
    ]
)
"""Pseudo-classes that ask where an element stands, and not for what is in it or in its attributes."""

_PSEUDO = re.compile(r":+([\w-]+)")
_BRACKET = re.compile(r"\[([^\]]*)")


def steady(css: str, names: Collection[str]) -> bool:
    """Tell that a selector meets the same elements, whatever the text of a page and its attributes of these names."""
    css = css.lower()
    if "\\" in css or "/*" in css or not _STRUCTURAL.issuperset(_PSEUDO.findall(css)):
        return False
    return not any(name.lower() in part for part in _BRACKET.findall(css) for name in names)


def takes(model: Source, edits: Iterable[Edit], template: Template) -> bool:
    """Tell that edits change any body of a template as they change its model."""
    return all(
        steady(edit.element.css, template.names)
        and not (edit.op is Op.SET and edit.name.lower() in template.names)
        and not (isinstance(edit.content, Slices) and _sorts_by_gaps(model, edit, edit.content, template))
        for edit in edits
    )


def _sorts_by_gaps(model: Source, edit: Edit, slices: Slices, template: Template) -> bool:
    names = template.names
    if not (steady(slices.item, names) and steady(slices.key, names)) or slices.attribute.lower() in names:
        return True
    items = (item for element in model.select(edit.element.css) for _, item in children(model, element, slices.item))
    return any(template.nonce in key_of(model, slices, item) for item in items)
