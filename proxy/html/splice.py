"""Fills a plan with contents: what did not change since the last time is joined already."""

from collections.abc import Sequence
from dataclasses import dataclass

from proxy.charset import Charset
from proxy.html.content import value, written
from proxy.html.cuts import Piece
from proxy.html.plan import Plan
from rules.decision import Edit


@dataclass(frozen=True, slots=True)
class Splice:
    """A plan with the contents it was filled with: `runs` are its pieces, joined but for the `loose` holes.

    A hole whose content changed once will change again, so it stays open; the others are the shop's bytes to us.
    """

    plan: Plan
    charset: Charset
    values: tuple[str, ...]
    runs: tuple[Piece, ...]
    loose: frozenset[int] = frozenset()

    @classmethod
    def of(cls, plan: Plan, charset: Charset, edits: Sequence[Edit]) -> "Splice":
        return cls(plan, charset, _values(edits), (_whole(plan.pieces, _fillings(edits, plan.edits, charset)),))

    def loosened(self, edits: Sequence[Edit]) -> "Splice":
        """Return this splice with the holes open whose contents differ from what they were."""
        now = _values(edits)
        loose = self.loose.union(number for number in self.plan.edits if self.values[number] != now[number])
        kept = _fillings(edits, [number for number in self.plan.edits if number not in loose], self.charset)
        return Splice(self.plan, self.charset, now, _joined(self.plan.pieces, kept), loose)

    def fits(self, edits: Sequence[Edit]) -> bool:
        """Tell whether only loose holes have other contents than they had."""
        now = _values(edits)
        return all(number in self.loose or now[number] == self.values[number] for number in self.plan.edits)

    def filled(self, edits: Sequence[Edit]) -> bytes:
        """Return the page with the contents of edits that this splice fits."""
        return _whole(self.runs, _fillings(edits, self.loose, self.charset))

    @property
    def size(self) -> int:
        """Bytes held beside the body: the runs, and the pieces to join anew."""
        return sum(len(piece) for run in (self.runs, self.plan.pieces) for piece in run if isinstance(piece, bytes))


def _values(edits: Sequence[Edit]) -> tuple[str, ...]:
    return tuple(value(edit.content) for edit in edits)


def _fillings(edits: Sequence[Edit], numbers: Sequence[int] | frozenset[int], charset: Charset) -> dict[int, bytes]:
    fillings: dict[int, bytes] = {}
    for number in numbers:
        fillings[number] = filling = written(edits[number], charset)
        fillings[~number] = filling[1:]
    return fillings


def _whole(pieces: Sequence[Piece], fillings: dict[int, bytes]) -> bytes:
    return b"".join([fillings[piece] if isinstance(piece, int) else piece for piece in pieces])


def _joined(pieces: Sequence[Piece], fillings: dict[int, bytes]) -> tuple[Piece, ...]:
    runs: list[Piece] = []
    run: list[bytes] = []
    for piece in pieces:
        if isinstance(piece, bytes):
            run.append(piece)
        elif piece in fillings:
            run.append(fillings[piece])
        else:
            runs += (b"".join(run), piece)
            run = []
    return (*runs, b"".join(run))
