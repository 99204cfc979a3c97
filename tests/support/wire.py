"""Reads HTTP/1.1 in one strict way: whatever another reader could take for something else is a fault (RFC 9112)."""

import re
from dataclasses import dataclass
from enum import Enum

_TOKEN = rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_ASKING = re.compile(_TOKEN + rb" [!-~\x80-\xff]+ HTTP/1\.1")
_ANSWERING = re.compile(rb"HTTP/1\.1 [1-5][0-9]{2} [\t -~\x80-\xff]*")
_FIELD = re.compile(rb"(" + _TOKEN + rb"):[ \t]*([^\x00-\x08\x0a-\x1f\x7f]*?)[ \t]*")
_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,16})\r\n")
_UNREADABLE = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\r(?!\n|\Z)|(?<!\r)\n")


class LooseError(ValueError):
    """These bytes can be read in more than one way, or in none."""


class End(Enum):
    """What became of a connection: nothing yet, a clean end, or a reset."""

    OPEN = "open"
    CLOSED = "closed"
    RESET = "reset"


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `body` is without its framing, `whole` tells whether it ended as its head said it would."""

    head: bytes
    fields: tuple[tuple[bytes, bytes], ...]
    body: bytes = b""
    whole: bool = True

    @property
    def start(self) -> list[bytes]:
        return self.head.split(b"\r\n", 1)[0].split(b" ", 2)

    @property
    def target(self) -> bytes:
        return self.start[1]

    @property
    def status(self) -> int:
        return int(self.start[1])

    def every(self, name: bytes) -> list[bytes]:
        return [value for key, value in self.fields if key.lower() == name]


def requests(stream: bytes) -> tuple[list[Message], bytes]:
    """Return the whole requests in a stream and what is left of it; LooseError at the first one that is not strict."""
    found: list[Message] = []
    while True:
        head, ended, rest = stream.partition(b"\r\n\r\n")
        if not ended:
            _refuse(_UNREADABLE.search(stream), "the beginning of a head", stream)
            return found, stream
        message = _read(head, _ASKING)
        _refuse(len(message.every(b"host")) != 1, "not one Host", head)
        body, after, whole = _framed(message, rest)
        if not whole:
            return found, stream
        found.append(Message(head, message.fields, body))
        stream = after


def answers(stream: bytes, asked: str, end: End) -> list[Message]:
    """Return the final answers in a stream, the last perhaps not whole; `asked` is the method of the first request."""
    found: list[Message] = []
    while stream:
        head, ended, rest = stream.partition(b"\r\n\r\n")
        if not ended:
            return [*found, Message(b"HTTP/1.1 000 cut", (), whole=False)]
        message = _read(head, _ANSWERING)
        if message.status // 100 == 1 and message.status != 101:
            stream = rest
            continue
        if (asked == "HEAD" and not found) or message.status in (101, 204, 304):
            found.append(message)
            stream = rest
            continue
        body, stream, whole = _framed(message, rest)
        if not (message.every(b"content-length") or message.every(b"transfer-encoding")):
            body, stream, whole = rest, b"", end is End.CLOSED
        found.append(Message(head, message.fields, body, whole))
    return found


def _read(head: bytes, start: re.Pattern[bytes]) -> Message:
    first, *lines = head.split(b"\r\n")
    _refuse(not start.fullmatch(first), "no start line", first)
    fields = []
    for line in lines:
        match = _FIELD.fullmatch(line)
        if match is None:
            raise LooseError(f"no field: {line[:80]!r}")
        fields.append((match[1], match[2]))
    message = Message(head, tuple(fields))
    codings, lengths = message.every(b"transfer-encoding"), message.every(b"content-length")
    _refuse(len(codings) + len(lengths) > 1, "more than one framing", head)
    _refuse(not all(length.isdigit() for length in lengths), "no length", head)
    _refuse(not all(coding.lower() == b"chunked" for coding in codings), "an unknown coding", head)
    return message


def _framed(message: Message, rest: bytes) -> tuple[bytes, bytes, bool]:
    """Return the body, what follows it, and whether the body is there whole."""
    if message.every(b"transfer-encoding"):
        return _unchunked(rest)
    (length,) = message.every(b"content-length") or (b"0",)
    size = int(length)
    return rest[:size], rest[size:], len(rest) >= size


def _unchunked(rest: bytes) -> tuple[bytes, bytes, bool]:
    body, place = b"", 0
    while match := _CHUNK.match(rest, place):
        size = int(match[1], 16)
        if size == 0:
            return _ended(body, rest[match.end() - 2 :])
        end = match.end() + size
        body += rest[match.end() : end]
        _refuse(len(rest) >= end + 2 and rest[end : end + 2] != b"\r\n", "a chunk of another size", rest[end:])
        place = end + 2
    _refuse(b"\n" in rest[place : place + 32], "no size of a chunk", rest[place:])
    return body, b"", False


def _ended(body: bytes, rest: bytes) -> tuple[bytes, bytes, bool]:
    trailers, ended, after = rest.partition(b"\r\n\r\n")
    for line in trailers.split(b"\r\n")[1:]:
        _refuse(not _FIELD.fullmatch(line), "no trailer", line)
    return body, after, bool(ended)


def _refuse(wrong: object, what: str, raw: bytes) -> None:
    if wrong:
        raise LooseError(f"{what}: {raw[:200]!r}")
