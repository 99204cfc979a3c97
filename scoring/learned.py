"""What was learned of past visits, as a file of JSON lines: their items in order, and which items are met together."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Literal, TypeVar

from pydantic import Field, TypeAdapter, ValidationError

from scoring.together import Row, together

T = TypeVar("T")

KEPT_VISITS = 100_000
"""The latest visits that are kept; older ones are no longer like those of today."""

KEPT_ITEMS = 100
"""The last items of one visit that are kept: hardly a person looks at more, and a robot does."""

ROWS_OF_LINE = 1000
"""Rows that one line of the file holds: parsing it takes a millisecond or two."""

MOST_TEXT = 200
"""Characters of an item's id, as everywhere in a visitor."""


class LearnedError(Exception):
    """The file is not what `devanture learn` writes; in words for the shop's people."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Items are numbers in `visits` and `together`: their places in `items`.

    `seen` counts the visits that met each item. `visits` hold the distinct items of visits that met several, in their
    order, the oldest visit first. Of whom a visit was, and when, is not in it.
    """

    items: tuple[str, ...] = ()
    seen: tuple[int, ...] = ()
    visits: tuple[Row, ...] = ()
    together: tuple[Row, ...] = ()


def learned(visits: Iterable[Sequence[str]]) -> Learned:
    """Return what visits teach, given the ids of the items that each met in order, the oldest visit first."""
    latest = deque((_kept(visit) for visit in visits if any(visit)), maxlen=KEPT_VISITS)
    numbers = {item: number for number, item in enumerate(sorted(set(chain.from_iterable(latest))))}
    walks = [[numbers[item] for item in visit] for visit in latest]
    distinct = [tuple(dict.fromkeys(walk)) for walk in walks]
    seen = Counter(chain.from_iterable(distinct))
    rows = together(walks)
    return Learned(
        items=tuple(numbers),
        seen=tuple(seen[number] for number in range(len(numbers))),
        visits=tuple(visit for visit in distinct if len(visit) > 1),
        together=tuple(rows.get(number, ()) for number in range(len(numbers))),
    )


def _kept(visit: Sequence[str]) -> list[str]:
    return [item[:MOST_TEXT] for item in visit if item][-KEPT_ITEMS:]


_Number = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True)
class _Head:
    """The first line; `visits` counts those that follow."""

    format: Literal["devanture learn 1"]
    visits: _Number
    items: tuple[str, ...]
    seen: tuple[_Number, ...]


@dataclass(frozen=True, slots=True)
class _Part:
    """Any other line: some of the visits, or some of the rows of what is met together."""

    visits: tuple[tuple[_Number, ...], ...] = ()
    together: tuple[tuple[_Number, ...], ...] = ()


_HEAD, _PART = TypeAdapter(_Head), TypeAdapter(_Part)


def written(what: Learned) -> bytes:
    head = _Head("devanture learn 1", len(what.visits), what.items, what.seen)
    parts = [_Part(visits=some) for some in _cut(what.visits)] + [_Part(together=some) for some in _cut(what.together)]
    lines = [_HEAD.dump_json(head), *(_PART.dump_json(part, exclude_defaults=True) for part in parts)]
    return b"".join(line + b"\n" for line in lines)


def read(raw: bytes) -> Learned:
    """Return what a file holds; raise LearnedError, saying what is wrong, when it is not one of ours.

    It is read line by line, since pages wait while one is parsed.
    """
    first, *rest = raw.rstrip(b"\n").split(b"\n")
    head = _parsed(_HEAD, first, 1)
    parts = [_parsed(_PART, line, number) for number, line in enumerate(rest, 2)]
    numbers = tuple(range(len(head.items)))
    try:
        visits = tuple(_shared(numbers, chain.from_iterable(part.visits for part in parts)))
        together = tuple(_shared(numbers, chain.from_iterable(part.together for part in parts)))
    except IndexError as error:
        raise LearnedError(f"an item is named that is none of its {len(numbers)}") from error
    if (len(visits), len(together), len(head.seen)) != (head.visits, len(numbers), len(numbers)):
        raise LearnedError("it does not hold all that its first line says")
    return Learned(head.items, head.seen, visits, together)


def _cut(rows: tuple[Row, ...]) -> Iterator[tuple[Row, ...]]:
    return (rows[begin : begin + ROWS_OF_LINE] for begin in range(0, len(rows), ROWS_OF_LINE))


def _parsed(adapter: TypeAdapter[T], line: bytes, number: int) -> T:
    try:
        return adapter.validate_json(line)
    except ValidationError as error:
        wrong = error.errors(include_url=False)[0]
        place = ".".join(map(str, wrong["loc"]))
        raise LearnedError(f"line {number}: {place or 'it'}: {wrong['msg']}") from error


def _shared(numbers: tuple[int, ...], rows: Iterable[Row]) -> Iterator[Row]:
    """Yield the same rows with one object for each number, to save memory; raise IndexError for a number too high."""
    return (tuple(map(numbers.__getitem__, row)) for row in rows)
