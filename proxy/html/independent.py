"""Tells whether what is asked of a page could depend on the bytes in a template's gaps."""

import re
from collections.abc import Collection, Iterable, Iterator

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
_NAMED = re.compile(r"[#.]([\w-]+)")


def steady(css: str, names: Collection[str]) -> bool:
    """Tell that a selector meets the same elements, whatever the text of a page and its attributes of these names."""
    css = css.lower()
    if "\\" in css or "/*" in css or not _STRUCTURAL.issuperset(_PSEUDO.findall(css)):
        return False
    return not any(name.lower() in part for part in _BRACKET.findall(css) for name in names)


def apart(css: Iterable[str], watched: Iterable[bytes]) -> bool:
    """Tell that no selector names what values of `id` and `class` are."""
    words = words_of(watched)
    plain = not any("&" in word for word in words)
    return not words or (plain and all(each.isascii() and words.isdisjoint(named_in(each)) for each in css))


def words_of(values: Iterable[bytes]) -> set[str]:
    return {word for value in values for word in value.decode("latin-1").lower().split()}


def named_in(css: str) -> list[str]:
    """Return the ids and classes that a selector names."""
    return _NAMED.findall(css.lower())


def asked_of(edits: Iterable[Edit]) -> Iterator[str]:
    """Yield the selectors of edits."""
    for edit in edits:
        yield edit.element.css
        if isinstance(edit.content, Slices):
            yield from (edit.content.item, edit.content.key)


def takes(model: Source, edits: Iterable[Edit], template: Template) -> bool:
    """Tell that edits change any body of a template as they change its model, as long as its values are apart."""
    return all(
        all(steady(css, template.names) for css in asked_of([edit])) and not _looks(model, edit, template.nonce)
        for edit in edits
    )


def _looks(model: Source, edit: Edit, nonce: str) -> bool:
    """Tell whether an edit makes something of what stands in a gap: changes an attribute, or orders by a text."""
    elements = model.select(edit.element.css)
    if isinstance(edit.content, Slices):
        items = (item for element in elements for _, item in children(model, element, edit.content.item))
        return any(nonce in key_of(model, edit.content, item) for item in items)
    return edit.op is Op.SET and any(nonce in (element.attr(edit.name) or "") for element in elements)
