"""Fills a plan with contents: what did not change since the last time is joined already."""

from collections.abc import Sequence
from dataclasses import dataclass

from proxy.charset import Charset
from proxy.html.content import shape, value, written
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
    shaped: tuple[object, ...]
    runs: tuple[Piece, ...]
    loose: frozenset[int] = frozenset()

    @classmethod
    def of(cls, plan: Plan, charset: Charset, edits: Sequence[Edit]) -> "Splice":
        now = tuple(value(edit.content) for edit in edits)
        shapes = tuple(shape(edit) for edit in edits)
        return cls(plan, charset, now, shapes, _joined(plan.pieces, _fillings(edits, plan.edits, charset)))

    def loosened(self, edits: Sequence[Edit], now: tuple[str, ...]) -> "Splice":
        """Return this splice with the holes open whose contents differ from what they were."""
        changed = (number for number in self.plan.edits if self.values[number] != now[number])
        loose = self.loose.union(changed)
        kept = _fillings(edits, [number for number in self.plan.edits if number not in loose], self.charset)
        return Splice(self.plan, self.charset, now, self.shaped, _joined(self.plan.pieces, kept), loose)

    def fits(self, now: tuple[str, ...]) -> bool:
        """Tell whether only loose holes have other contents than these."""
        return all(number in self.loose or now[number] == self.values[number] for number in self.plan.edits)

    def filled(self, edits: Sequence[Edit]) -> bytes:
        """Return the page with the contents of edits that this splice fits."""
        if not self.loose:
            return b"".join(run for run in self.runs if isinstance(run, bytes))
        fillings = _fillings(edits, self.loose, self.charset)
        return b"".join([run if isinstance(run, bytes) else fillings[run] for run in self.runs])

    def shapes(self, edits: Sequence[Edit], now: tuple[str, ...]) -> tuple[object, ...]:
        """Return the shapes of the contents; what has not changed since the last time keeps the one it had."""
        return tuple(
            self.shaped[number] if now[number] == self.values[number] else shape(edit)
            for number, edit in enumerate(edits)
        )

    @property
    def size(self) -> int:
        """Bytes held beside the body: the runs, and the pieces to join anew."""
        return sum(len(piece) for run in (self.runs, self.plan.pieces) for piece in run if isinstance(piece, bytes))


def _fillings(edits: Sequence[Edit], numbers: Sequence[int] | frozenset[int], charset: Charset) -> dict[int, bytes]:
    fillings: dict[int, bytes] = {}
    for number in numbers:
        fillings[number] = filling = written(edits[number], charset)
        fillings[~number] = filling[1:]
    return fillings


def _joined(pieces: Sequence[Piece], fillings: dict[int, bytes]) -> tuple[Piece, ...]:
    if all(piece in fillings for piece in {piece for piece in pieces if isinstance(piece, int)}):
        return (b"".join([piece if isinstance(piece, bytes) else fillings[piece] for piece in pieces]),)
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
