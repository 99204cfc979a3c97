"""Turns one edit at one element into cuts: places in the shop's bytes, and what comes there."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import NamedTuple

from turbohtml import Element

from proxy.html.attributes import changed, seen, written
from proxy.html.locate import Span, closed_before, last_child, name_end, neighbour, spans, still_open
from proxy.html.ordering import ordering
from proxy.html.source import Source
from rules.decision import Edit, Op, Slices, Style, Tokens


class Spread(NamedTuple):
    """Slices of the shop's bytes with the same hole between all of them."""

    slices: tuple[bytes, ...]
    hole: int


Piece = bytes | int | Spread
"""Bytes as they are, or a hole: the number n of an edit whose content comes here, ~n for it without its first space."""

_ENDS, _BEGINS = 0, 1
_RANK = {Op.BEFORE: 0, Op.PREPEND: 1, Op.FILL: 2, Op.APPEND: 3, Op.AFTER: 4, Op.SET: 5, Op.REMOVE: 6, Op.REPLACE: 7}


class Cut(NamedTuple):
    """The bytes [start, end) that an edit takes out and the pieces that it puts there; cuts sort as they are written.

    At one offset what belongs to an ending element comes first, from the inside out, then what belongs to a beginning
    one. `owner` is where the element's start tag stands, `edit` the number of the edit. `items` are the offsets of the
    page's own parts, written in the order `turns`. `name` is the attribute that no other edit may write then.
    """

    start: int
    phase: int
    depth: int
    rank: int
    turn: int
    end: int
    owner: int
    edit: int
    op: Op
    pieces: tuple[Piece, ...] = ()
    items: tuple[tuple[int, int], ...] = ()
    turns: tuple[int, ...] = ()
    name: str = ""

    @property
    def hides(self) -> tuple[int, int]:
        """The owners whose cuts are lost because this one takes them off the page."""
        if self.op in (Op.REMOVE, Op.REPLACE):
            return self.owner, self.end
        return (self.start, self.end) if self.op is Op.FILL and not self.items else (0, 0)


def cut(source: Source, number: int, edit: Edit, found: Span) -> Cut | None:
    """Return what an edit other than SET does at one element, None when it changes nothing there."""
    if isinstance(edit.content, Slices):
        return _ordered(source, number, edit.content, found)
    hole: tuple[Piece, ...] = () if edit.op is Op.REMOVE else (number,)
    start, end, closers = _place(source, edit.op, found)
    ends = edit.op in (Op.APPEND, Op.AFTER) or (found.inner == found.close and edit.op in (Op.PREPEND, Op.FILL))
    return Cut(
        start=start,
        phase=_ENDS if ends else _BEGINS,
        depth=-found.start if ends else found.start,
        rank=_RANK[edit.op],
        turn=-number if edit.op in (Op.PREPEND, Op.AFTER) else number,
        end=end,
        owner=found.start,
        edit=number,
        op=edit.op,
        pieces=(closers, *hole) if closers else hole,
    )


def attribute_cuts(source: Source, number: int, edit: Edit, found: Span) -> list[Cut]:
    """Return how SET changes one start tag."""
    begin = name_end(source, found.element, found.start)
    old = written(source.body, edit.name, begin, found.inner - 1)
    if edit.content is None:
        return [_set(found, number, (_spaced(source, each.start), each.end), ()) for each in old]
    if isinstance(edit.content, Tokens | Style):
        return reworded(source, [(number, edit)], found)
    place, pieces = ((old[0].start, old[0].end), (~number,)) if old else ((begin, begin), (number,))
    return [_set(found, number, place, pieces)._replace(name=edit.name)]


def reworded(source: Source, edits: Sequence[tuple[int, Edit]], found: Span) -> list[Cut]:
    """Return how several edits together change the words or styles in one attribute of one start tag."""
    (last, edit), earlier = edits[-1], edits[:-1]
    begin = name_end(source, found.element, found.start)
    old = next(iter(written(source.body, edit.name, begin, found.inner - 1)), None)
    was = now = old.value if old else ""
    for _, each in edits:
        if isinstance(each.content, Tokens | Style):
            now = changed(now, seen(each.content, source.charset))
    place = (old.start, old.end) if old else (begin, begin)
    if now == was:
        return []
    made = f'{edit.name}="{now.replace(chr(34), "&quot;")}"'.encode("latin-1")
    shared = [_set(found, number, (place[0], place[0]), ()) for number, _ in earlier]
    return [*shared, _set(found, last, place, (made if old else b" " + made,))._replace(name=edit.name)]


def _set(found: Span, number: int, place: tuple[int, int], pieces: tuple[Piece, ...]) -> Cut:
    begin, end = place
    return Cut(begin, _BEGINS, found.start, _RANK[Op.SET], number, end, found.start, number, Op.SET, pieces)


def _spaced(source: Source, start: int) -> int:
    return start - 1 if source.text[start - 1] == " " else start


def _place(source: Source, op: Op, found: Span) -> tuple[int, int, bytes]:
    """Return which bytes an op takes out, and the end tags that the shop left out in front of what comes there."""
    element = found.element
    if op is Op.PREPEND:
        return found.inner, found.inner, b""
    if op is Op.FILL:
        return found.inner, found.close, b""
    if op is Op.APPEND:
        return found.close, found.close, _closers(source, element, found.close, last_child)
    if op is Op.AFTER:
        return found.end, found.end, b"" if found.closed else still_open(source, element, found.end)
    if op is Op.REMOVE and not found.closed and (before := neighbour(element)) and before.tag == element.tag:
        return found.start, found.end, b""
    return found.start, found.start if op is Op.BEFORE else found.end, _closers(source, element, found.start, neighbour)


def _closers(source: Source, element: Element, at: int, front: Callable[[Element], Element | None]) -> bytes:
    return b"" if closed_before(source, at) else still_open(source, front(element), at)


def _ordered(source: Source, number: int, slices: Slices, found: Span) -> Cut | None:
    order = ordering(source, found.element, slices)
    items = spans(source, list(order.items))
    apart = len(items) == len(order.items) and all(a.end <= b.start for a, b in pairwise(items))
    if not order.changes or not apart:
        return None
    first, last = items[0].start, items[-1].end
    whole = Cut(first, _BEGINS, first, _RANK[Op.FILL], number, last, first, number, Op.FILL)
    return whole._replace(items=tuple((item.start, item.end) for item in items), turns=order.turns)
