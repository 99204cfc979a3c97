"""Finds the elements that an edit asks for, or says why the page does not take it."""

import re
from operator import attrgetter
from typing import NamedTuple

from turbohtml import Element

from proxy.html.content import RAW
from proxy.html.locate import Span, span
from proxy.html.source import Source, having
from proxy.html.words import unfit
from rules.decision import Contract, Edit, Html, Op, Reason, Text

Refusal = tuple[Reason, str]
"""Why a rule's edits stay off the page, with the rest of it in words a marketer understands."""

_RAW = re.compile(rf"<(?:{'|'.join(sorted(RAW))})\b", re.IGNORECASE)
_START, _TAG = attrgetter("source_col"), attrgetter("tag")


class Found(NamedTuple):
    """Where one edit goes: the spans of elements, or bare offsets where only a new attribute comes in."""

    number: int
    edit: Edit
    spans: tuple[Span, ...] = ()
    offsets: tuple[int, ...] = ()


def found(source: Source, number: int, edit: Edit, alone: bool) -> Found | Refusal:
    """Find the places of an edit; `alone` says that no other edit sets the same attribute."""
    elements = source.select(edit.element.css)
    refusal = _broken(edit, elements) or _unfit(edit, elements) or _unsayable(source, edit)
    if refusal:
        return refusal
    offsets: tuple[int, ...] = ()
    if alone and edit.op is Op.SET and isinstance(edit.content, Text):
        offsets, elements = _bare(source, edit)
    spans: dict[int, Span] = {}
    for element in elements:
        place = span(source, element)
        if place is None:
            return Reason.EDIT_REFUSED, f"the shop's page does not show where {edit.element.name} begins or ends"
        spans[place.start] = place
    return Found(number, edit, tuple(spans.values()), offsets)


def _broken(edit: Edit, elements: list[Element]) -> Refusal | None:
    element = edit.element
    if element.contract is Contract.ANY:
        return None
    if not elements:
        return Reason.ELEMENT_MISSING, f"{element.name} is not on this page"
    if element.contract is Contract.AT_LEAST_ONE or len(elements) == 1:
        return None
    # Misnested tags make several elements of one start tag; people see one.
    count = len({each.source_col for each in elements})
    return (Reason.ELEMENT_AMBIGUOUS, f"{element.name} is {count} times on this page, not once") if count > 1 else None


def _unfit(edit: Edit, elements: list[Element]) -> Refusal | None:
    for tag in {""} if edit.op is Op.SET else set(map(_TAG, elements)):
        if why := unfit(edit, tag):
            return Reason.EDIT_REFUSED, why
    return None


def _unsayable(source: Source, edit: Edit) -> Refusal | None:
    """A script has no character references, so what the page's charset cannot say must not be in one."""
    markup = edit.content.markup if isinstance(edit.content, Html) else ""
    if markup.isascii() or not _RAW.search(markup) or source.charset.decode(source.charset.encode(markup)) == markup:
        return None
    return Reason.EDIT_REFUSED, f"its script has characters that a page in {source.charset.name} cannot hold"


def _bare(source: Source, edit: Edit) -> tuple[tuple[int, ...], list[Element]]:
    """Return where an attribute comes into the start tags that lack it, and the elements that need a closer look.

    The name of an <img> may be spelled otherwise in the source, and a tag that the parser made up has no place. Pages
    have hundreds of links, so the usual case, that all are of one tag and lack the attribute, has no loop in Python.
    """
    elements = source.select(edit.element.css)
    tags = set(map(_TAG, elements))
    if len(tags) != 1 or "img" in tags or source.select(having(edit.element.css, edit.name)):
        return _sorted_out(elements, edit.name)
    starts, length = list(map(_START, elements)), len(tags.pop()) + 1
    if None in starts:
        return _sorted_out(elements, edit.name)
    offsets = [start + length for start in starts]
    return tuple(offsets if len(set(offsets)) == len(offsets) else sorted(set(offsets))), []


def _sorted_out(elements: list[Element], name: str) -> tuple[tuple[int, ...], list[Element]]:
    offsets: set[int] = set()
    closer: list[Element] = []
    for element in elements:
        start, tag = element.source_col, element.tag
        if start is None or tag == "img" or element.attr(name) is not None:
            closer.append(element)
        else:
            offsets.add(start + len(tag) + 1)
    return tuple(sorted(offsets)), closer
