"""What may stand in a gap of a template: bytes that leave the parser in the very state in which they found it."""

import re
from collections.abc import Sequence
from enum import Enum
from html import unescape
from typing import NamedTuple

from turbohtml import parse_fragment

from proxy.charset import Charset
from proxy.html.marks import may_be_marked

_SPACE = " \t\n\f\r"
_CONTROLS = rb"\x00-\x08\x0b\x0e-\x1f"


class Kind(Enum):
    """Where a gap stands: a value of an attribute, a run of text, all of a raw text such as a script, a part of one."""

    DOUBLE = "double"
    SINGLE = "single"
    BARE = "bare"
    TEXT = "text"
    RAW = "raw"
    STRING = "string"
    APOSTROPHES = "apostrophes"
    WORD = "word"

    @property
    def of_attribute(self) -> bool:
        return self in (Kind.DOUBLE, Kind.SINGLE, Kind.BARE)


class Gap(NamedTuple):
    """One gap, with the name of its attribute, if it is the value of one."""

    kind: Kind
    name: str = ""


# No "<": so no tag begins, no script is escaped (HTML 13.2.5.18), and a page has as many tags as its template. What is
# a part of a raw text or of a comment holds no ">" either, which might end what it stands in. Text begins and ends with
# more than a space: a parser asks whether there is more than spaces, and eats a line end behind some tags.
WORD = rb"0-9A-Za-z_.:,%+=/"
_RUN = re.compile(rb"[^ \t\n\f\r<%b]+(?:[ \t\n\f\r]+[^ \t\n\f\r<%b]+)*" % (_CONTROLS, _CONTROLS))
PATTERNS = {
    Kind.DOUBLE: re.compile(rb'[^"<%b]*' % _CONTROLS),
    Kind.SINGLE: re.compile(rb"[^'<%b]*" % _CONTROLS),
    # A slash in front of ">" would look as if it closed the tag.
    Kind.BARE: re.compile(rb"""[^ \t\n\f\r"'<>%b]*[^ \t\n\f\r"'<>/%b]""" % (_CONTROLS, _CONTROLS)),
    Kind.TEXT: _RUN,
    Kind.RAW: _RUN,
    Kind.STRING: re.compile(rb'[^"<>%b]*' % _CONTROLS),
    Kind.APOSTROPHES: re.compile(rb"[^'<>%b]*" % _CONTROLS),
    Kind.WORD: re.compile(rb"[%b]+" % WORD),
}
"""What a gap of each kind takes, from where it begins; what follows must be what follows in the template."""

_FLAT = bytes.maketrans(b"\r\n\f", b"   ")
_REFERRING = (Kind.DOUBLE, Kind.SINGLE, Kind.BARE, Kind.TEXT)
_BYTES = tuple(character.encode() for character in _SPACE)
_FAR = 1000
"""Bytes within which the tag before and behind a text begins; more spaces than that are not worth the search."""

_SAFE = re.compile(rb"[^\x80-\xff<!/&#%b-]\Z" % WORD)


def may_stand(body: bytes, start: int, end: int, kind: Kind) -> bool:
    """Tell whether what is around a gap begins and ends its state; where the state is so is for a parser to say."""
    front, behind = body[max(0, start - 1) : start], body[end : end + 1]
    if kind in (Kind.DOUBLE, Kind.STRING):
        return front == behind == b'"'
    if kind in (Kind.SINGLE, Kind.APOSTROPHES):
        return front == behind == b"'"
    if kind is Kind.BARE:
        return front in (b"=", *_BYTES) and behind in (b">", *_BYTES)
    if kind is Kind.WORD:
        # Not behind what may become a tag, the end of a comment, or a character reference.
        return _SAFE.match(front) is not None and PATTERNS[Kind.WORD].match(behind) is None and behind < b"\x80"
    return body[max(0, start - _FAR) : start].rstrip().endswith(b">") and body[end : end + _FAR].lstrip()[:1] == b"<"


def fitting(gaps: Sequence[Gap], values: Sequence[bytes]) -> bool:
    """Tell whether the character references in values mean nothing that the patterns keep out."""
    for gap, value in zip(gaps, values, strict=True):
        if b"&" in value:
            if may_be_marked(value):
                return False
            if gap.kind is Kind.TEXT and unescape(value.decode("latin-1"))[:1] in ("", *_SPACE):
                return False
    return True


def said(gap: Gap, value: bytes, charset: Charset) -> str | None:
    """Return the characters that a value means, None when its bytes are not whole characters."""
    text = value.translate(_FLAT).decode("ascii") if value.isascii() else charset.decode(value.translate(_FLAT))
    if "\ufffd" in text:
        return None
    if "&" not in text or gap.kind not in _REFERRING:
        return text
    if gap.kind is Kind.TEXT:
        return parse_fragment(text, scripting=True).text
    quote = "'" if gap.kind is Kind.SINGLE else '"'
    element = parse_fragment(f"<i x={quote}{text}{quote}>").select_one("i")
    return None if element is None else element.attr("x")
