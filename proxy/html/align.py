"""Lays two bodies of one page side by side: equal runs of bytes, and the values in which they differ."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from turbohtml import Element, Namespace, parse

from proxy.html.content import RAW
from proxy.html.gaps import PATTERNS, WORD, Kind
from proxy.html.source import Source
from rules.language.tags import ESCAPABLE

MOST = 400
"""Gaps of one template: a list of a hundred products differs in three or four places each."""

_FEW, _APART = 40, 150
"""More gaps than a few must be so many bytes apart: bodies with more in them are other pages that are built alike."""

_STEP = 4096
_VALUE = re.compile(
    rb"""[^ \t\n\r\f/>][^ \t\n\r\f/>=]*[ \t\n\r\f]*=[ \t\n\r\f]*"""
    rb"""(?:"(?P<DOUBLE>[^"]*)"|'(?P<SINGLE>[^']*)'|(?P<BARE>[^ \t\n\r\f>"'][^ \t\n\r\f>]*))"""
)
_TOKEN = re.compile(rb"(?P<comment><!--.*?-->)|<[!?/][^>]*>", re.DOTALL)
_RUN = re.compile(rb"[ \t\n\r\f]*(?P<TEXT>[^ \t\n\r\f<][^<]*)")
_QUOTED = re.compile(rb""""[^"<>\r\n]*"|'[^'<>\r\n]*'|[%b]+""" % WORD)
_QUOTES = {b'"': Kind.STRING, b"'": Kind.APOSTROPHES}


Elements = tuple[list[int], dict[int, Element]]
"""Where start tags stand, in order, and the elements that begin there."""


class Stretch(NamedTuple):
    """The bytes [start, end) of a body in which another body may have others."""

    start: int
    end: int
    kind: Kind


def differing(source: Source, others: Iterable[bytes]) -> Iterator[tuple[bytes, list[Stretch]]]:
    """Yield each of the other bodies from which a body differs in values alone, and where.

    Only the body itself is parsed. What is yielded is a guess, for a parser to prove.
    """
    tree = parse(source.text, positions=False, source_locations=True, scripting=True)
    elements = {each.source_col: each for each in tree.iter_elements() if each.source_col is not None}
    starts = sorted(elements)
    for other in others:
        found = _aligned(source, (starts, elements), other)
        if found:
            yield other, found


def _aligned(source: Source, elements: Elements, other: bytes) -> list[Stretch] | None:
    body, stretches = source.body, list[Stretch]()
    at = there = done = 0
    while len(stretches) <= max(_FEW, min(MOST, at // _APART)):
        length = _alike(body, at, other, there)
        at, there = at + length, there + length
        if at == len(body) and there == len(other):
            return stretches
        stretch = _stretch(source, elements, at)
        if stretch is None or stretch.start < done:
            return None
        value = PATTERNS[stretch.kind].match(other, there - (at - stretch.start))
        if value is None:
            return None
        stretches.append(stretch)
        at = done = stretch.end
        there = value.end()
    return None


def _alike(body: bytes, at: int, other: bytes, there: int) -> int:
    """Return how many bytes are equal from two offsets on."""
    length, most = 0, min(len(body) - at, len(other) - there)
    step = _STEP
    while step:
        while length + step <= most and body.startswith(other[there + length : there + length + step], at + length):
            length += step
        step //= 4
    return length


def _stretch(source: Source, elements: Elements, at: int) -> Stretch | None:
    """Return the value in which an offset stands, or behind which it does."""
    starts, begun = elements
    index = bisect_right(starts, at) - 1
    element = begun[starts[index]] if index >= 0 else None
    location = element.source_location if element is not None else None
    if element is None or location is None:
        return _between(source, 0, at)
    if at < location.start_tag.end_offset:
        spans = (location.attrs or {}).values()
        tags = (_attribute(source.body, span.start_offset, span.end_offset) for span in spans)
        return next((each for each in tags if each and each.start <= at <= each.end), None)
    inner = location.start_tag.end_offset
    close = location.end_tag.start_offset if location.end_tag is not None else len(source.body)
    if element.namespace is Namespace.HTML and at <= close and element.tag in (*RAW, *ESCAPABLE):
        return _raw(source.body, element, (inner, close), at)
    return _between(source, inner, at)


def _attribute(body: bytes, begin: int, end: int) -> Stretch | None:
    match = _VALUE.fullmatch(body, begin, end)
    return Stretch(*match.span(match.lastgroup), Kind[match.lastgroup]) if match and match.lastgroup else None


def _raw(body: bytes, element: Element, within: tuple[int, int], at: int) -> Stretch | None:
    match = PATTERNS[Kind.RAW].search(body, *within)
    if match is not None and not body[match.end() : within[1]].strip() and match.start() <= at <= match.end():
        return Stretch(*match.span(), Kind.TEXT if element.tag in ESCAPABLE else Kind.RAW)
    return _part(body, within, at) if element.tag in RAW else None


def _between(source: Source, inner: int, at: int) -> Stretch | None:
    """Return the text or the part of a comment behind the last start tag."""
    body = source.body
    for token in _TOKEN.finditer(body, inner):
        if token.start() >= at:
            break
        if token.end() > at:
            return _part(body, token.span(), at) if token["comment"] else None
        inner = token.end()
    match = _RUN.match(body, inner)
    start, end = (match.start("TEXT"), inner + len(body[inner : match.end()].rstrip())) if match else (at, at)
    return Stretch(start, end, Kind.TEXT) if start <= at <= end and match else None


def _part(body: bytes, within: tuple[int, int], at: int) -> Stretch | None:
    """Return the string or the word of a script or of a comment."""
    line = max(within[0], *(body.rfind(end, within[0], at) + 1 for end in (b"\n", b"<", b">")))
    for match in _QUOTED.finditer(body, line, within[1]):
        start, end = match.span()
        if start > at:
            break
        kind = _QUOTES.get(body[start : start + 1])
        if kind is not None and start < at < end:
            return Stretch(start + 1, end - 1, kind)
        if kind is None and at <= end:
            return Stretch(start, end, Kind.WORD)
    return None
