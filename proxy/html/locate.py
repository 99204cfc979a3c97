"""Finds where an element begins and ends in the shop's bytes, also when the shop left out its end tag."""

import re
from bisect import bisect_right
from typing import NamedTuple

from turbohtml import Element, Namespace, TreeWalker
from turbohtml.traverse import NodeFilter

from proxy.html.ends import Bounds
from proxy.html.source import Source
from rules.language.tags import VOID

NEWLINE_EATERS = frozenset({"pre", "listing", "textarea"})
"""A line end behind these start tags is no part of their text (HTML 13.2.6.4.7)."""

_CLOSED = re.compile(r"</(?:div|form|table|ul|ol|dl|h[1-6]|pre|fieldset|blockquote|address)\s*>\s*$", re.IGNORECASE)
_NAME = re.compile(r"<[^\s/>]+")
_LAST = {tag: re.compile(rf"</{tag}[\s/>]", re.IGNORECASE) for tag in ("body", "html")}
_TAIL = re.compile(r"(?:\s|<!--(?:(?!-->).)*-->|</(?:body|html)\s*>)*", re.IGNORECASE | re.DOTALL)


class Span(NamedTuple):
    """The offsets of one element: its start tag is [start, inner), its end tag, if written, [close, end).

    An element that the parser made up itself has no start tag: start and inner are where its first child stands.
    """

    element: Element
    start: int
    inner: int
    close: int
    end: int
    closed: bool
    implied: bool = False


def spans(source: Source, elements: list[Element]) -> list[Span]:
    """Return the span of each element that has one; the clones that misnesting makes share the span of one tag."""
    found = (span(source, element) for element in elements)
    return list({each.start: each for each in found if each}.values())


def span(source: Source, element: Element) -> Span | None:
    """Return where an element stands, None when the source does not tell."""
    start = element.source_col
    bounds = source.ends.of(element) if source.ends is not None else None
    if bounds is None and start is not None:
        bounds = _located(source, element, start)
    if start is None or bounds is None:
        return _implied(source, element)
    inner, close, end, closed = bounds
    if element.tag in NEWLINE_EATERS and inner < close and source.body.startswith((b"\n", b"\r"), inner):
        inner += 2 if source.body.startswith(b"\r\n", inner) else 1
    if not closed and source.text.endswith("<", inner, end):
        # An end behind a lone "<" would make a tag of whatever is written there.
        return None
    if closed and element.tag == "body" and not _TAIL.fullmatch(source.text, close):
        # What follows </body> is still parsed into the body, so the body ends where the page does.
        return Span(element, start, inner, len(source.text), len(source.text), closed=False)
    return Span(element, start, inner, close, end, closed)


def start_tag_end(source: Source, element: Element) -> int | None:
    """Return where the start tag of an element ends, None when the source does not tell."""
    end = source.ends.start_tag(element) if source.ends is not None else None
    if end is None and (location := source.location(element)) is not None:
        return location.start_tag.end_offset
    return end


def implied_end(source: Source, element: Element, start: int) -> int:
    """Return where an element without end tag ends.

    That is the next start tag in the source that is not in it, or the end tag of what it stands in (rewriting.md 4).
    """
    inside = {child.source_col for child in element.iter_elements()}
    starts = source.starts()
    index = bisect_right(starts, start)
    while index < len(starts) and starts[index] in inside:
        index += 1
    ends = [_end_tag(source, parent, start) for parent in element.ancestors if isinstance(parent, Element)]
    return min([*ends, starts[index] if index < len(starts) else len(source.text)])


def name_end(source: Source, element: Element, start: int) -> int:
    """Return where the name in a start tag ends; the source may spell it otherwise than the tree (`<image>` is img)."""
    if element.tag != "img":
        return start + 1 + len(element.tag)
    match = _NAME.match(source.text, start)
    return match.end() if match else start + 4


def still_open(source: Source, element: Element | None, at: int) -> bytes:
    """Return the end tags that the shop left out for an element that ends at an offset, and for what stands last in it.

    Content that follows such an element would else land inside it: `<p>one<table>` has no `</p>`.
    """
    tags: list[str] = []
    while element is not None:
        found = span(source, element)
        if found is None or found.closed or found.end != at:
            break
        if not found.implied:
            tags.append(f"</{element.tag}>")
        element = last_child(element)
    return "".join(reversed(tags)).encode("ascii", "ignore")


def closed_before(source: Source, at: int) -> bool:
    """Tell at a glance that nothing is open but what the offset is meant to stand in.

    Behind the end tag of a block no <p> is open, since the block closed it.
    """
    return _CLOSED.search(source.text, max(0, at - 40), at) is not None


def last_child(element: Element) -> Element | None:
    # A body may have thousands of children, and a list of them costs more than the edit; a template's are not its own.
    last = TreeWalker(element, NodeFilter.SHOW_ELEMENT).last_child()
    return last if isinstance(last, Element) and element.tag != "template" else None


def neighbour(element: Element) -> Element | None:
    """Return the element in front of this one under the same parent."""
    node = element.previous_sibling
    while node is not None and not isinstance(node, Element):
        node = node.previous_sibling
    return node


def _located(source: Source, element: Element, start: int) -> Bounds | None:
    """Return the bounds of an element by a parser that notes all tags, None for a clone that misnesting made."""
    location = source.location(element)
    if location is None:
        return None
    inner = location.start_tag.end_offset
    if location.end_tag is not None:
        return Bounds(inner, location.end_tag.start_offset, location.end_tag.end_offset)
    if _holds_nothing(source, element, inner):
        return Bounds(inner, inner, inner)
    end = implied_end(source, element, start)
    return Bounds(inner, end, end, closed=False)


def _holds_nothing(source: Source, element: Element, inner: int) -> bool:
    """Tell whether an element is void, or closed by its own start tag as SVG allows."""
    own = element.namespace is not Namespace.HTML and source.text.endswith("/>", 0, inner)
    return own or (element.tag in VOID and element.namespace is Namespace.HTML)


def _implied(source: Source, element: Element) -> Span | None:
    first = next(iter(element.children), None)
    if not isinstance(first, Element) or first.source_col is None:
        return None
    start = first.source_col
    end = implied_end(source, element, start)
    if element.tag == "body":
        end = min(end, _end_tag(source, element, start))
    return Span(element, start, start, end, end, closed=False, implied=True)


def _end_tag(source: Source, element: Element, start: int) -> int:
    """Return where the end tag of an element stands; one that was made up hides its `</body>` from the tree."""
    location = source.location(element)
    if location is not None and location.end_tag is not None and location.end_tag.start_offset > start:
        return location.end_tag.start_offset
    if element.tag in _LAST and location is None:
        ends = [match.start() for match in _LAST[element.tag].finditer(source.text, source.starts()[-1])]
        return ends[-1] if ends else len(source.text)
    return len(source.text)
