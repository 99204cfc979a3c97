"""Weaves cuts into the shop's bytes: what stays, what comes in, and which edits another one takes off the page."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from proxy.html.cuts import Cut, Piece, Spread
from rules.decision import Op


@dataclass(frozen=True, slots=True)
class Points:
    """Offsets in order at which one attribute comes into many start tags; `edit` is the number of the edit."""

    edit: int
    offsets: Sequence[int]


@dataclass(slots=True)
class Weaver:
    """Weaves one body; `kept` counts the places that each edit found, `hidden` names the edit that took places away."""

    body: bytes
    points: Sequence[Points] = ()
    kept: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    hidden: dict[int, int] = field(default_factory=dict)
    _taken: dict[tuple[int, Op, str], int] = field(default_factory=dict)

    def woven(self, cuts: Sequence[Cut]) -> list[Piece]:
        """Return the whole page in pieces, from cuts that are sorted."""
        pieces: list[Piece] = []
        self._range(pieces, (0, len(self.body)), cuts)
        for points in self.points:
            if not self.kept[points.edit]:
                self.hidden.update((points.edit, cut.edit) for cut in cuts if cut.start <= points.offsets[0] < cut.end)
        return pieces

    def lost(self) -> dict[int, int]:
        """Return the edits of which nothing reaches the page, each with the edit that hides it."""
        return {edit: winner for edit, winner in self.hidden.items() if not self.kept[edit]}

    def _range(self, pieces: list[Piece], within: tuple[int, int], cuts: Sequence[Cut]) -> None:
        at, end = within
        over: Cut | None = None
        for index, cut in enumerate(cuts):
            if over is not None and over.items and over.start <= cut.owner < over.end and cut.end <= over.end:
                continue
            winner = self._winner(cut, over, at)
            if winner is not None:
                self.hidden[cut.edit] = winner
                continue
            self.kept[cut.edit] += 1
            if cut.start < at:
                continue
            self._shop(pieces, at, cut.start)
            if cut.items:
                self._turned(pieces, cut, cuts[index + 1 :])
            pieces.extend(cut.pieces)
            at = cut.end
            over = cut if cut.end > cut.start else over
        self._shop(pieces, at, end)

    def _winner(self, cut: Cut, over: Cut | None, at: int) -> int | None:
        """Return the edit that leaves no place for a cut, None when it has its place or its wish is fulfilled."""
        if over is not None and cut.start <= over.end and _hides(over, cut):
            gone = cut.op is Op.REMOVE and not (over.op is Op.REPLACE and over.owner == cut.owner)
            return None if gone else over.edit
        if over is not None and cut.start < at:
            return over.edit
        if cut.op is Op.FILL or cut.name:
            first = self._taken.setdefault((cut.owner, cut.op, cut.name), cut.edit)
            return first if first != cut.edit else None
        return None

    def _turned(self, pieces: list[Piece], cut: Cut, cuts: Sequence[Cut]) -> None:
        """Write the page's own items in their new turns; what stands between them stays."""
        at = cut.start
        for place, turn in enumerate(cut.turns):
            self._part(pieces, (at, cut.items[place][0]), cuts)
            self._part(pieces, cut.items[turn], cuts)
            at = cut.items[place][1]

    def _part(self, pieces: list[Piece], within: tuple[int, int], cuts: Sequence[Cut]) -> None:
        begin, end = within
        self._range(pieces, within, [cut for cut in cuts if begin <= cut.owner < end and cut.end <= end])

    def _shop(self, pieces: list[Piece], begin: int, end: int) -> None:
        """Add the shop's own bytes, with the attributes that come into them."""
        inside = []
        for points in self.points:
            first, last = bisect_left(points.offsets, begin), bisect_left(points.offsets, end)
            if first < last:
                inside.append((points.edit, points.offsets[first:last]))
        if not inside:
            pieces.append(self.body[begin:end])
            return
        for edit, offsets in inside:
            self.kept[edit] += len(offsets)
        if len(inside) == 1:
            # Pages have hundreds of links: slice and join them in one sweep each.
            edit, offsets = inside[0]
            slices = [self.body[one:other] for one, other in pairwise((begin, *offsets, end))]
            pieces.append(Spread(tuple(slices), edit))
            return
        for offset, edit in sorted((offset, edit) for edit, offsets in inside for offset in offsets):
            pieces += (self.body[begin:offset], edit)
            begin = offset
        pieces.append(self.body[begin:end])


def _hides(over: Cut, cut: Cut) -> bool:
    begin, end = over.hides
    return begin <= cut.owner < end and not (cut.owner == over.owner and cut.op in (Op.BEFORE, Op.AFTER))
