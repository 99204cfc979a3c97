"""Fills a splice that was planned for a template's model: with the bytes of a body's gaps, and with the contents."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from proxy.html.content import written
from proxy.html.cuts import Piece, Spread
from proxy.html.splice import Splice
from proxy.html.template import Template
from rules.decision import Edit


@dataclass(frozen=True, slots=True)
class Stencil:
    """The page in parts, some of them empty, to be filled by their places.

    `gaps` are the numbers of values, each with the slices that it stands between; `holes` are contents that differ by
    visitor.
    """

    splice: Splice
    parts: tuple[bytes, ...]
    gaps: tuple[tuple[int, int, tuple[bytes, ...]], ...]
    holes: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, splice: Splice, template: Template) -> "Stencil | None":
        """Return None when a content holds what looks like a word of the template's."""
        parts: list[bytes] = []
        gaps: list[tuple[int, int, tuple[bytes, ...]]] = []
        holes: list[tuple[int, int]] = []
        for piece in _flat(splice.runs):
            if isinstance(piece, int):
                holes.append((len(parts), piece))
                parts.append(b"")
                continue
            first, *turns = (part.encode("latin-1") for part in template.parted(piece.decode("latin-1")))
            parts.append(first)
            for number, group in groupby(zip(turns[::2], turns[1::2], strict=True), itemgetter(0)):
                slices = [behind for _, behind in group]
                gaps.append((len(parts), int(number), (b"", *slices[:-1], b"")))
                parts += (b"", slices[-1])
        nonce = template.nonce.encode()
        own = sum(piece.count(nonce) for piece in _flat(splice.plan.pieces) if isinstance(piece, bytes))
        found = sum(len(slices) - 1 for _, _, slices in gaps)
        return cls(splice, tuple(parts), tuple(gaps), tuple(holes)) if own == found else None

    def filled(self, edits: Sequence[Edit], values: Sequence[bytes]) -> bytes:
        """Return the page of a body with these values, with the contents of edits that the splice fits."""
        return b"".join(self.filled_parts(edits, values))

    def filled_parts(self, edits: Sequence[Edit], values: Sequence[bytes]) -> tuple[bytes, ...]:
        """Return the page in parts; what stays the same is the same object every time."""
        parts = list(self.parts)
        for place, number, slices in self.gaps:
            parts[place] = values[number].join(slices)
        for place, hole in self.holes:
            charset = self.splice.charset
            parts[place] = written(edits[hole], charset) if hole >= 0 else written(edits[~hole], charset)[1:]
        return tuple(parts)

    @property
    def size(self) -> int:
        return sum(map(len, self.parts)) + sum(len(each) for _, _, slices in self.gaps for each in slices)


def _flat(pieces: Sequence[Piece]) -> list[bytes | int]:
    flat: list[bytes | int] = []
    for piece in pieces:
        if isinstance(piece, Spread):
            for part in piece.slices:
                flat += (part, piece.hole)
            flat.pop()
        else:
            flat.append(piece)
    return flat
