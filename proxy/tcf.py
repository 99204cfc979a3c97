"""Reads the TC string in which a consent platform keeps what a visitor agreed to (IAB TCF v2.2)."""

import re
from base64 import urlsafe_b64decode
from binascii import Error
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 4096
"""Characters of a TC string that are read: no browser keeps a longer cookie (RFC 6265, 6.1)."""

VERSION = 2
NEWEST_POLICY = 5
"""The policy of TCF 2.3; what a later one means by its purposes is not known."""

_LETTERS = re.compile(r"[A-Za-z0-9_-]+")
_TENTHS = 10
_PURPOSES = 24
_FEATURES = 12
_NEEDS_CONSENT = 1
_SEGMENT_BITS = 3
_DISCLOSED = 1

Ranges = tuple[tuple[int, int], ...]
"""Vendors by the first and the last number of each run, both counted in."""


@dataclass(frozen=True, slots=True)
class Vendors:
    """Some vendors of the global list, as they were written: by runs, or by a 1 for each of them in a row of bits.

    Nothing is counted out before it is asked for: a run may name 65,535 at once, and there may be thousands.
    """

    ranges: Ranges = ()
    bits: str = ""

    def __contains__(self, vendor: object) -> bool:
        if not isinstance(vendor, int) or vendor < 1:
            return False
        return self.bits[vendor - 1 : vendor] == "1" or any(begin <= vendor <= end for begin, end in self.ranges)

    def __iter__(self) -> Iterator[int]:
        """Give each number once, in order."""
        yield from (number for number, bit in enumerate(self.bits, 1) if bit == "1")
        last = 0
        for begin, end in sorted(self.ranges):
            yield from range(max(begin, last + 1), end + 1)
            last = max(last, end)

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class Restriction:
    """What the publisher changes of a purpose for some vendors: 0 forbids it, 1 asks consent, 2 legitimate interest."""

    purpose: int
    kind: int
    vendors: Vendors


@dataclass(frozen=True, slots=True)
class Tcf:
    """One TC string; times in Unix seconds, `disclosed` None where that segment is missing."""

    version: int
    created: float
    updated: float
    cmp: int
    cmp_version: int
    screen: int
    language: str
    vendor_list: int
    policy: int
    service_specific: bool
    own_texts: bool
    features: frozenset[int]
    purposes: frozenset[int]
    interests: frozenset[int]
    purpose_one_treatment: bool
    country: str
    vendors: Vendors
    vendor_interests: Vendors
    restrictions: tuple[Restriction, ...] = ()
    disclosed: Vendors | None = None

    def allows(self, purpose: int, vendor: int = 0) -> bool:
        """Tell whether this purpose was consented to, and for this vendor of the list; 0 is the shop itself.

        A publisher's restriction may forbid a vendor a purpose, or rest it on legitimate interest instead, which is
        no consent.
        """
        if purpose not in self.purposes:
            return False
        if not vendor:
            return True
        if vendor not in self.vendors or (self.disclosed is not None and vendor not in self.disclosed):
            return False
        mine = (each for each in self.restrictions if each.purpose == purpose and vendor in each.vendors)
        return all(each.kind == _NEEDS_CONSENT for each in mine)

    def is_valid(self, now: float, life: float, ahead: float) -> bool:
        """Tell whether it may still be believed: not older than `life`, not dated more than `ahead` later than `now`.

        A version or policy that is newer than we know may mean something else.
        """
        known = self.version == VERSION and self.policy <= NEWEST_POLICY
        return known and self.created <= self.updated <= now + ahead and now < self.updated + life


class _Bits:
    """Fields of so many bits, one after another; EOFError where they end too early."""

    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._at = 0

    def number(self, bits: int) -> int:
        begin, self._at = self._at, self._at + bits
        if self._at > 8 * len(self._raw):
            raise EOFError
        last = (self._at + 7) // 8
        return int.from_bytes(self._raw[begin // 8 : last]) >> (8 * last - self._at) & ((1 << bits) - 1)

    def flag(self) -> bool:
        return self.number(1) == 1

    def letters(self) -> str:
        return "".join(chr(ord("A") + self.number(6)) for _ in range(2))

    def time(self) -> float:
        return self.number(36) / _TENTHS

    def chosen(self, size: int) -> frozenset[int]:
        """Return the numbers, from 1 on, of the bits that are set."""
        return frozenset(number for number, bit in enumerate(self.row(size), 1) if bit == "1")

    def row(self, size: int) -> str:
        return f"{self.number(size):0{size}b}" if size else ""

    def vendors(self) -> Vendors:
        most = self.number(16)
        if self.flag():
            return Vendors(self.ranges())
        return Vendors(bits=self.row(most))

    def ranges(self) -> Ranges:
        return tuple(self._range() for _ in range(self.number(12)))

    def _range(self) -> tuple[int, int]:
        several, begin = self.flag(), self.number(16)
        end = self.number(16) if several else begin
        if not 0 < begin <= end:
            raise ValueError("a range that ends before it begins")
        return begin, end


@lru_cache(512)
def tcf(text: str) -> Tcf | None:
    """Return what a TC string says, None for one that is broken or of another version."""
    if len(text) > LONGEST:
        return None
    try:
        core, *others = (_decoded(part) for part in text.split("."))
        return _core(_Bits(core), _disclosed(others))
    except (EOFError, ValueError):
        return None


def _decoded(part: str) -> bytes:
    if not _LETTERS.fullmatch(part):
        raise ValueError("no base64url")
    try:
        return urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except Error as error:
        raise ValueError("no base64url") from error


def _disclosed(others: list[bytes]) -> Vendors | None:
    """Of the segments behind the first, this one alone concerns us; each begins with its kind."""
    for segment in others:
        bits = _Bits(segment)
        if bits.number(_SEGMENT_BITS) == _DISCLOSED:
            return bits.vendors()
    return None


def _core(bits: _Bits, disclosed: Vendors | None) -> Tcf:
    version = bits.number(6)
    if version != VERSION:
        raise ValueError("another version")
    return Tcf(
        version=version,
        created=bits.time(),
        updated=bits.time(),
        cmp=bits.number(12),
        cmp_version=bits.number(12),
        screen=bits.number(6),
        language=bits.letters(),
        vendor_list=bits.number(12),
        policy=bits.number(6),
        service_specific=bits.flag(),
        own_texts=bits.flag(),
        features=bits.chosen(_FEATURES),
        purposes=bits.chosen(_PURPOSES),
        interests=bits.chosen(_PURPOSES),
        purpose_one_treatment=bits.flag(),
        country=bits.letters(),
        vendors=bits.vendors(),
        vendor_interests=bits.vendors(),
        restrictions=tuple(_restriction(bits) for _ in range(bits.number(12))),
        disclosed=disclosed,
    )


def _restriction(bits: _Bits) -> Restriction:
    return Restriction(bits.number(6), bits.number(2), Vendors(bits.ranges()))
