"""Reads past visits out of a table of three columns: visit, item, time; a shop has such a thing before it has us."""

import csv
import math
from collections.abc import Iterable, Iterator
from itertools import chain

_COLUMNS = 3


class VisitListError(Exception):
    """A row is not one item of a visit; the message says which, in words for the shop's people."""


def visits_of(lines: Iterable[str]) -> list[tuple[str, ...]]:
    """Return the items of each visit in the order of their times, the visit that ended first in front.

    Times are numbers, such as Unix seconds. Cells are parted by whatever the first line has most of: , ; or tab; it may
    be a header. Raise VisitListError when a row is wrong.
    """
    met: dict[str, list[tuple[float, int, str]]] = {}
    for number, (visit, item, at) in enumerate(_rows(lines)):
        met.setdefault(visit, []).append((at, number, item))
    walks = sorted(map(sorted, met.values()), key=lambda walk: walk[-1])
    return [tuple(item for _, _, item in walk) for walk in walks]


def _rows(lines: Iterable[str]) -> Iterator[tuple[str, str, float]]:
    rest = iter(lines)
    first = next(rest, "")
    reader = csv.reader(chain([first], rest), delimiter=max(",;\t", key=first.count))
    for cells in filter(None, reader):
        found = _row(cells)
        if found is not None:
            yield found
        elif reader.line_num > 1:
            raise VisitListError(f"line {reader.line_num}: write visit, item and time, the time as a number")


def _row(cells: list[str]) -> tuple[str, str, float] | None:
    if len(cells) != _COLUMNS or not cells[0] or not cells[1]:
        return None
    try:
        at = float(cells[2])
    except ValueError:
        return None
    return (cells[0], cells[1], at) if math.isfinite(at) else None
