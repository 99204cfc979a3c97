"""Fills a plan with contents: what did not change since the last time is joined already."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from proxy.charset import Charset
from proxy.html.content import alike, shape, value, written
from proxy.html.cuts import Piece, Spread
from proxy.html.plan import Plan
from rules.decision import Edit, Html


@dataclass(frozen=True, slots=True)
class Splice:
    """A plan with the contents it was filled with: `runs` are its pieces, joined but for the `loose` holes.

    `shapes` are those of the contents it was proved for. A hole whose content changed once will change again, so it
    stays open; the others are the shop's bytes to us.
    """

    plan: Plan
    charset: Charset
    values: tuple[str, ...]
    runs: tuple[Piece, ...]
    loose: frozenset[int]
    shapes: tuple[Hashable, ...] = ()

    @classmethod
    def of(cls, plan: Plan, charset: Charset, edits: Sequence[Edit]) -> "Splice":
        whole = _whole(plan.pieces, _fillings(edits, plan.edits, charset))
        values = tuple(value(edit.content) for edit in edits)
        # What has no hole may change as it likes.
        return cls(plan, charset, values, (whole,), frozenset(range(len(edits))).difference(plan.edits))

    def fits(self, edits: Sequence[Edit], now: tuple[str, ...]) -> bool:
        """Tell whether contents with these characters may fill the loose holes, and are in the runs for all others."""
        if now == self.values:
            return True
        for number, (text, was) in enumerate(zip(now, self.values, strict=True)):
            if text != was and not (number in self.loose and self._takes(number, edits[number], text)):
                return False
        return True

    def _takes(self, number: int, edit: Edit, text: str) -> bool:
        known = self.shapes[number]
        return (isinstance(edit.content, Html) and alike(self.values[number], text, known)) or shape(edit) == known

    def loosened(self, edits: Sequence[Edit]) -> "Splice":
        """Return this splice with the holes open whose contents differ from what they were."""
        now = tuple(value(edit.content) for edit in edits)
        loose = self.loose.union(number for number in self.plan.edits if self.values[number] != now[number])
        kept = _fillings(edits, [number for number in self.plan.edits if number not in loose], self.charset)
        return replace(self, values=now, runs=_joined(self.plan.pieces, kept), loose=loose)

    def filled(self, edits: Sequence[Edit]) -> bytes:
        """Return the page with the contents of edits that this splice fits."""
        return b"".join(self.parts(edits))

    def parts(self, edits: Sequence[Edit]) -> tuple[bytes, ...]:
        """Return the page in parts; what stays the same is the same object every time."""
        fillings = _fillings(edits, self.loose, self.charset)
        return tuple([run if isinstance(run, bytes) else _filled(run, fillings) for run in self.runs])

    @property
    def size(self) -> int:
        """Bytes held beside the body: the runs, and the pieces to join anew."""
        return sum(map(_length, (*self.runs, *self.plan.pieces)))


def _fillings(edits: Sequence[Edit], numbers: Sequence[int] | frozenset[int], charset: Charset) -> dict[int, bytes]:
    fillings: dict[int, bytes] = {}
    for number in numbers:
        fillings[number] = filling = written(edits[number], charset)
        fillings[~number] = filling[1:]
    return fillings


def _whole(pieces: Sequence[Piece], fillings: dict[int, bytes]) -> bytes:
    return b"".join([piece if isinstance(piece, bytes) else _filled(piece, fillings) for piece in pieces])


def _filled(piece: int | Spread, fillings: dict[int, bytes]) -> bytes:
    return fillings[piece.hole].join(piece.slices) if isinstance(piece, Spread) else fillings[piece]


def _joined(pieces: Sequence[Piece], fillings: dict[int, bytes]) -> tuple[Piece, ...]:
    """Return the pieces with what has a filling joined to its neighbours."""
    runs: list[Piece] = []
    for known, group in groupby(pieces, lambda piece: isinstance(piece, bytes) or _hole(piece) in fillings):
        parts = tuple(group)
        runs += (_whole(parts, fillings),) if known else parts
    return tuple(runs)


def _hole(piece: int | Spread) -> int:
    return piece.hole if isinstance(piece, Spread) else piece


def _length(piece: Piece) -> int:
    if isinstance(piece, Spread):
        return sum(map(len, piece.slices))
    return len(piece) if isinstance(piece, bytes) else 0
