"""The Jinja tags of a template, the faults found in it, and what a value may do in an address."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from rules.values import Kind


class Shape(Enum):
    """A Jinja tag; its value stands for the tag while the markup is read: noncharacters, which no page may hold."""

    VALUE = "\ufdd0"
    BLOCK = "\ufdd1"
    NOTE = "\ufdd2"


_REST = "\ufdd3"
MASKED = re.compile("[\ufdd0-\ufdd3]")


# What may stand before the first value of an address: it has to fix where the address leads.
_LEADS = re.compile(r"(?:https?:)?//[\w.:-]+[/?#]|/[\w.~%-]|[?#]|[\w.~%-]+[/?#]|mailto:|tel:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """One Jinja tag between two offsets; `word` is a block's first word, `kind` what a value may hold."""

    shape: Shape
    start: int
    end: int
    word: str = ""
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at an offset of the source."""

    start: int
    length: int
    code: str
    message: str


def masked(text: str, pieces: Iterable[Piece]) -> str:
    """Return the text with every Jinja tag replaced by as many characters that HTML cannot hold."""
    parts, end = [], 0
    for piece in pieces:
        parts += [text[end : piece.start], piece.shape.value, _REST * (piece.end - piece.start - 1)]
        end = piece.end
    return "".join([*parts, text[end:]])


def faults_of_address(text: str, offset: int, pieces: Mapping[int, Piece]) -> list[Fault]:
    """Return what is wrong with the values in an address; `text` is masked and begins at `offset` of the source."""
    values = [pieces[offset + at] for at, char in enumerate(text) if char == Shape.VALUE.value]
    if not values:
        return []
    before = MASKED.sub("", text[: values[0].start - offset])
    if not before and values[0].kind is Kind.LINK:
        values = values[1:]
    elif not _LEADS.match(before):
        message = (
            'begin the address with a path, such as "/search?q=": only product.link and product.image may choose it'
        )
        return [Fault(values[0].start, values[0].end - values[0].start, "value-in-address", message)]
    message = "inside an address this value needs a filter: write {{ ... | urlencode }}"
    return [
        Fault(piece.start, piece.end - piece.start, "value-in-address", message)
        for piece in values
        if piece.kind not in (Kind.PLAIN, Kind.NUMBER)
    ]
