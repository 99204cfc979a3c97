"""Writes TC strings, so that tests can say what a visitor agreed to; the inverse of proxy/tcf.py, bit by bit."""

from base64 import urlsafe_b64encode
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from tests.support.requests import NOON

Ranges = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Said:
    """What a string is to say; `restrictions` are purpose, kind and vendors, `disclosed` a segment of its own."""

    purposes: Collection[int] = ()
    interests: Collection[int] = ()
    vendors: Collection[int] = ()
    ranges: Ranges = ()
    restrictions: Sequence[tuple[int, int, Ranges]] = ()
    disclosed: Collection[int] | None = None
    created: float = NOON
    updated: float = NOON
    version: int = 2
    policy: int = 4
    features: Collection[int] = ()
    interested: Collection[int] = field(default=())


def tc_string(said: Said) -> str:
    bits = _number(said.version, 6) + _number(int(said.created * 10), 36) + _number(int(said.updated * 10), 36)
    bits += _number(7, 12) + _number(1, 12) + _number(0, 6) + _letters("EN") + _number(131, 12)
    bits += _number(said.policy, 6) + "10"
    bits += _chosen(said.features, 12) + _chosen(said.purposes, 24) + _chosen(said.interests, 24)
    bits += "0" + _letters("DE") + _vendors(said.vendors, said.ranges) + _vendors(said.interested)
    bits += _number(len(said.restrictions), 12)
    for purpose, kind, ranges in said.restrictions:
        bits += _number(purpose, 6) + _number(kind, 2) + _ranges(ranges)
    segments = [_base64(bits)]
    if said.disclosed is not None:
        segments.append(_base64("001" + _vendors(said.disclosed)))
    return ".".join(segments)


def _number(value: int, bits: int) -> str:
    return f"{value:0{bits}b}"


def _letters(text: str) -> str:
    return "".join(_number(ord(letter) - ord("A"), 6) for letter in text)


def _chosen(numbers: Collection[int], size: int) -> str:
    return "".join("1" if number in numbers else "0" for number in range(1, size + 1))


def _vendors(vendors: Collection[int], ranges: Ranges = ()) -> str:
    most = max((*vendors, *(end for _, end in ranges)), default=0)
    if ranges:
        return _number(most, 16) + "1" + _ranges(ranges)
    return _number(most, 16) + "0" + _chosen(vendors, most)


def _ranges(ranges: Ranges) -> str:
    written = (
        "0" + _number(begin, 16) if begin == end else "1" + _number(begin, 16) + _number(end, 16)
        for begin, end in ranges
    )
    return _number(len(ranges), 12) + "".join(written)


def _base64(bits: str) -> str:
    padded = bits + "0" * (-len(bits) % 8)
    raw = bytes(int(padded[at : at + 8], 2) for at in range(0, len(padded), 8))
    return urlsafe_b64encode(raw).rstrip(b"=").decode()
