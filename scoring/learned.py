"""What was learned of past visits, as one JSON file: their items in order, and which items are met together."""

from collections import Counter, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from scoring.together import Row, together

KEPT_VISITS = 100_000
"""The latest visits that are kept; older ones are no longer like those of today."""

KEPT_ITEMS = 100
"""The last items of one visit that are kept: hardly a person looks at more, and a robot does."""

MOST_TEXT = 200
"""Characters of an item's id, as everywhere in a visitor."""


class LearnedError(Exception):
    """The file is not what `devanture learn` writes; in words for the shop's people."""


_Number = Annotated[int, Field(ge=0)]


@dataclass(frozen=True, slots=True)
class Learned:
    """Items are numbers in `visits` and `together`: their places in `items`.

    `seen` counts the visits that met each item. `visits` hold the distinct items of visits that met several, in their
    order, the oldest visit first. Of whom a visit was, and when, is not in it.
    """

    items: tuple[str, ...] = ()
    seen: tuple[_Number, ...] = ()
    visits: tuple[tuple[_Number, ...], ...] = ()
    together: tuple[tuple[_Number, ...], ...] = ()
    format: Literal["devanture learn 1"] = "devanture learn 1"


_FILE = TypeAdapter(Learned)


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


def written(what: Learned) -> bytes:
    return _FILE.dump_json(what)


def read(raw: bytes) -> Learned:
    """Return what a file holds; raise LearnedError, saying what is wrong, when it is not one of ours."""
    try:
        found = _FILE.validate_json(raw)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(map(str, first["loc"]))
        raise LearnedError(f"{place}: {first['msg']}" if place else first["msg"]) from error
    if not len(found.items) == len(found.seen) == len(found.together):
        raise LearnedError(f"{len(found.items)} items, {len(found.seen)} counts, {len(found.together)} rows")
    try:
        return replace(
            found, visits=_shared(found.visits, len(found.items)), together=_shared(found.together, len(found.items))
        )
    except IndexError as error:
        raise LearnedError(f"an item is named that is none of its {len(found.items)}") from error


def _shared(rows: Iterable[Row], count: int) -> tuple[Row, ...]:
    """Return the same rows with one object for each number, to save memory; raise IndexError for a number too high."""
    numbers = tuple(range(count))
    return tuple(tuple(map(numbers.__getitem__, row)) for row in rows)
