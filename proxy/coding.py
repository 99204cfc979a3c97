"""Makes and undoes content codings, never holding more than a page may be large."""

import zlib
from collections.abc import Callable, Iterator
from typing import cast

import brotli  # type: ignore[import-untyped] # it ships no types
import zstandard
from isal import isal_zlib

from rules.decision import Reason

_DEEPEST = 2
_MEMBERS = 64  # each empty one costs a copy of the rest, so their number is bounded like their output
_STEP = 256
_WINDOW = 1 << 23  # a browser need not take larger ones (RFC 9659, 3)
_GZIP, _ZLIB, _RAW = 31, 15, -15
# the stubs call it an exception, it is the type of them
_IsalError = cast("type[Exception]", isal_zlib.error)


class _CutError(ValueError):
    """The coded bytes end too early or go on after their end."""


class _LargeError(ValueError):
    """The page is larger than it may be."""


def names(content_encoding: tuple[str, ...]) -> tuple[str, ...]:
    """Return the codings of those field values in the order they were applied, in lower case and without identity."""
    listed = (name.strip().lower() for value in content_encoding for name in value.split(","))
    return tuple(name for name in listed if name not in ("", "identity"))


def undoable(codings: tuple[str, ...]) -> bool:
    return len(codings) <= _DEEPEST and all(name in _DECODERS for name in codings)


def undone(raw: bytes, codings: tuple[str, ...], limit: int) -> bytes | Reason:
    """Return the bytes without their codings (RFC 9110, 8.4); cut, damaged and oversize ones have a reason instead.

    `limit` bounds the output in bytes, and with it what is held: a bomb stops there.
    """
    if not undoable(codings):
        return Reason.UNSUPPORTED_CODING
    try:
        for name in reversed(codings):
            raw = _joined(_DECODERS[name](raw, limit), limit)
    except _LargeError:
        return Reason.TOO_LARGE
    except (_CutError, _IsalError, brotli.error, zstandard.ZstdError):
        return Reason.UNSUPPORTED_CODING
    return raw if len(raw) <= limit else Reason.TOO_LARGE


def _joined(pieces: Iterator[bytes], limit: int) -> bytes:
    found: list[bytes] = []
    room = limit
    for piece in pieces:
        room -= len(piece)
        if room < 0:
            raise _LargeError
        found.append(piece)
    return b"".join(found)


def _gunzipped(raw: bytes, limit: int) -> Iterator[bytes]:
    """Yield every member's bytes (RFC 1952, 2.2); zeros may fill up the end, as gzip(1) allows."""
    for _ in range(_MEMBERS):
        member = isal_zlib.decompressobj(_GZIP)
        yield member.decompress(raw, limit + 1)
        if not member.eof:
            raise _CutError
        raw = member.unused_data
        if not raw.strip(b"\0"):
            return
    raise _CutError


def _inflated(raw: bytes, limit: int) -> Iterator[bytes]:
    """Yield the bytes of zlib's format or, a common error, of bare deflate (RFC 9110, 8.4.1.2)."""
    wrapped = len(raw) >= 2 and raw[0] & 15 == zlib.DEFLATED and int.from_bytes(raw[:2]) % 31 == 0
    stream = isal_zlib.decompressobj(_ZLIB if wrapped else _RAW)
    yield stream.decompress(raw, limit + 1)
    if not stream.eof or stream.unused_data:
        raise _CutError


def _unbrotlied(raw: bytes, limit: int) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    yield stream.process(raw, output_buffer_limit=limit + 1)
    while not stream.is_finished():
        piece = stream.process(b"", output_buffer_limit=limit + 1)
        if not piece:
            raise _CutError
        yield piece


def _unzstded(raw: bytes, _limit: int) -> Iterator[bytes]:
    """Yield the bytes of every frame; fed in small steps, as four bytes may stand for 128 KiB (RFC 8878, 3.1.1.2)."""
    context = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
    frame = context.decompressobj()
    for start in range(0, len(raw), _STEP):
        rest = raw[start : start + _STEP]
        while rest:
            if frame.eof:
                frame = context.decompressobj()
            yield frame.decompress(rest)
            rest = frame.unused_data
    if not frame.eof:
        raise _CutError


_DECODERS: dict[str, Callable[[bytes, int], Iterator[bytes]]] = {
    "gzip": _gunzipped,
    "x-gzip": _gunzipped,
    "deflate": _inflated,
    "br": _unbrotlied,
    "zstd": _unzstded,
}


def made(html: bytes, name: str) -> bytes:
    """Return the bytes in one coding, "" for none, at the level that rewriting.md, 5 measured as the best bargain."""
    match name:
        case "zstd":
            return zstandard.ZstdCompressor(level=3).compress(html)
        case "gzip":
            return isal_zlib.compress(html, 1, _GZIP)
        case "br":
            return bytes(brotli.compress(html, quality=1))
        case _:
            return html
