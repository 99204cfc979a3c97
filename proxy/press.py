"""Codes pages out of parts: what stays the same from page to page is deflated once, and opened once."""

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from isal import isal_zlib
from xxhash import xxh3_64_intdigest

from proxy.coding import made, undone
from rules.decision import Reason

K = TypeVar("K", "_Block", bytes, bytes | Reason)

_WORTH = 2_048
"""Bytes from which on a part is deflated by itself; each one costs the size of the page a little (rewriting.md, 5)."""

_PARTS = 8
"""How many parts may be deflated by themselves; with more of them the page grows by half."""

_STORED = 65_535
"""Bytes of the longest stored block (RFC 1951, 3.2.4)."""

_RAW = -15
_LEVEL = 2
_HEAD = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
_LAST_BLOCK = b"\x03\x00"
_OVERHEAD = 200


@dataclass(frozen=True, slots=True)
class _Block:
    """Bytes deflated so that any others may follow, with the checksum and the number of those that went in."""

    deflated: bytes
    crc: int
    length: int

    def __len__(self) -> int:
        return len(self.deflated)


class Press:
    """Remembers what it coded and opened last, within a budget of bytes."""

    __slots__ = ("_budget", "_kept", "_total")

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._kept: OrderedDict[Hashable, tuple[bytes, _Block | bytes | Reason]] = OrderedDict()
        self._total = 0

    @property
    def size(self) -> int:
        """Bytes held."""
        return self._total

    def opened(self, raw: bytes, codings: tuple[str, ...], limit: int) -> bytes | Reason:
        """Return what `undone` gives; the same bytes give the same object."""
        if not codings:
            return undone(raw, codings, limit)
        # the hash is not cryptographic, so the bytes decide
        key = (xxh3_64_intdigest(raw), codings, limit)
        held = self._kept.get(key)
        if held is not None and held[0] == raw and not isinstance(held[1], _Block):
            self._kept.move_to_end(key)
            return held[1]
        return self._keep(key, raw, undone(raw, codings, limit))

    def coded(self, parts: Sequence[bytes], name: str) -> bytes:
        """Return a page in one coding, "" for none. Parts that are objects met before are not coded again."""
        if name == "gzip":
            return self._gzipped(parts)
        if not name or len(parts) > 1:
            return made(b"".join(parts), name)
        (part,) = parts
        found = self._found((id(part), name), part)
        return found if isinstance(found, bytes) else self._keep((id(part), name), part, made(part, name))

    def _gzipped(self, parts: Sequence[bytes]) -> bytes:
        """Return one gzip member (RFC 1952): blocks that were deflated before, and others between them."""
        blocks: list[_Block] = []
        between: list[bytes] = []
        apart = sum(len(part) >= _WORTH for part in parts) <= _PARTS
        for part in parts:
            if apart and len(part) >= _WORTH:
                blocks += (*_fresh(between), self._block(part))
                between.clear()
            else:
                between.append(part)
        blocks += _fresh(between)
        crc = length = 0
        for block in blocks:
            crc = isal_zlib.crc32_combine(crc, block.crc, block.length)
            length += block.length
        tail = _LAST_BLOCK + crc.to_bytes(4, "little") + (length & 0xFFFFFFFF).to_bytes(4, "little")
        return b"".join([_HEAD, *(block.deflated for block in blocks), tail])

    def _block(self, part: bytes) -> _Block:
        found = self._found(id(part), part)
        return found if isinstance(found, _Block) else self._keep(id(part), part, _deflated(part))

    def _found(self, key: Hashable, part: bytes) -> _Block | bytes | Reason | None:
        """Return what is kept of this very object, which no other can stand in for while it is kept."""
        held = self._kept.get(key)
        if held is None or held[0] is not part:
            return None
        self._kept.move_to_end(key)
        return held[1]

    def _keep(self, key: Hashable, part: bytes, result: K) -> K:
        size = len(part) + len(result) + _OVERHEAD
        if size <= self._budget:
            self._forget(key)
            self._kept[key] = part, result
            self._total += size
            while self._total > self._budget:
                self._forget(next(iter(self._kept)))
        return result

    def _forget(self, key: Hashable) -> None:
        held = self._kept.pop(key, None)
        if held is not None:
            self._total -= len(held[0]) + len(held[1]) + _OVERHEAD


def _fresh(parts: Iterable[bytes]) -> tuple[_Block, ...]:
    """Deflate what no other page will have; a few words are not worth it and are stored as they are."""
    text = b"".join(parts)
    if not text:
        return ()
    if len(text) >= _WORTH // 2:
        return (_deflated(text),)
    length = len(text)
    stored = b"\x00" + length.to_bytes(2, "little") + (length ^ _STORED).to_bytes(2, "little") + text
    return (_Block(stored, isal_zlib.crc32(text), length),)


def _deflated(text: bytes) -> _Block:
    stream = isal_zlib.compressobj(_LEVEL, isal_zlib.DEFLATED, _RAW)
    deflated = stream.compress(text) + stream.flush(isal_zlib.Z_FULL_FLUSH)
    return _Block(deflated, isal_zlib.crc32(text), len(text))
