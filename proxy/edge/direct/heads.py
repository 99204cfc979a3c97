"""Reads heads that leave no doubt, with one expression for each line; whatever else comes is for aiohttp's parser.

No library stands here, since none tells a head that every reader reads alike from one that it forgave something.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from proxy.message import Headers, Page, by_name

_REQUEST = re.compile(rb"GET (/[!\"$-~]*) HTTP/1\.1\r\n")
_STATUS = re.compile(rb"HTTP/1\.1 ([2-5][0-9][0-9]) ([\t -~]*)\r\n")
# The possessive quantifiers keep a line of spaces from being tried at each of them.
_FIELD = re.compile(
    rb"^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*+((?:[\t -~\x80-\xff]*[!-~\x80-\xff])?)[ \t]*+\r\n", re.MULTILINE
)
_LENGTH = re.compile(rb"[0-9]{1,18}")
_END = b"\r\n\r\n"

_UNUSUAL = frozenset({b"content-length", b"transfer-encoding", b"expect", b"upgrade"})
"""What makes of a GET more than a question for a page: a body, or another protocol."""

_STAYS: Sequence[tuple[bytes, ...]] = ((), (b"keep-alive",), (b"Keep-Alive",))
_LEAVES: Sequence[tuple[bytes, ...]] = ((b"close",), (b"Close",))
_BODILESS = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class Plain:
    """A request for a page or a file, and nothing unusual about it; `rest` is what came behind its head."""

    target: str
    headers: Headers
    stays: bool
    rest: bytes


@dataclass(frozen=True, slots=True)
class Begun:
    """The head of an answer, how many bytes its body has, None for chunks, and where that begins in what came."""

    page: Page
    length: int | None
    stays: bool
    start: int


def request(raw: bytes, longest: int, fields: int) -> Plain | None:
    """Return a whole head of at most so many bytes and fields, None when it is in any doubt."""
    line, end = _REQUEST.match(raw), raw.find(_END)
    if line is None or end < 0 or end > longest:
        return None
    headers = _fields(raw, line.end(), end)
    if headers is None or len(headers) > fields:
        return None
    named = by_name(headers)
    connection = named.get(b"connection", ())
    if not _UNUSUAL.isdisjoint(named) or not (connection in _STAYS or connection in _LEAVES):
        return None
    return Plain(line[1].decode("ascii"), headers, connection in _STAYS, raw[end + 4 :])


def answer(raw: bytes, longest: int, fields: int) -> Begun | None:
    """Return the same of an answer to a GET."""
    line, end = _STATUS.match(raw), raw.find(_END)
    if line is None or end < 0 or end > longest:
        return None
    headers = _fields(raw, line.end(), end)
    if headers is None or len(headers) > fields:
        return None
    named, status = by_name(headers), int(line[1])
    length = _length(named, status)
    if length is None and not _is_chunked(named, status):
        return None
    stays = named.get(b"connection", ()) in _STAYS
    return Begun(Page(status, headers, line[2].decode("ascii").strip()), length, stays, end + 4)


def _length(named: Mapping[bytes, tuple[bytes, ...]], status: int) -> int | None:
    """Return the length of a body that is told in one way, None for any other."""
    told = named.get(b"content-length", ())
    if b"transfer-encoding" in named or len(told) > 1 or not all(map(_LENGTH.fullmatch, told)):
        return None
    if status in _BODILESS:
        return 0
    return int(told[0]) if told else None


def _is_chunked(named: Mapping[bytes, tuple[bytes, ...]], status: int) -> bool:
    coding = named.get(b"transfer-encoding")
    return coding == (b"chunked",) and b"content-length" not in named and status not in _BODILESS


def _fields(raw: bytes, start: int, end: int) -> Headers | None:
    """Return the fields between the first line and the end of a head, when each line is one."""
    found = tuple(_FIELD.findall(raw, start, end + 2))
    # a line that is no field is passed over, and then there are fewer fields than lines
    return found if len(found) == raw.count(b"\n", start, end + 2) else None
