"""Log-odds as a sum of terms: one weight for each shape of each feature, which a person can read."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log1p
from types import MappingProxyType
from typing import NamedTuple

FURTHEST = 8.0
"""Log-odds that one feature may move at most, since training met nobody who is further out."""

_WHOLE = tuple(map(float, range(33)))


@dataclass(frozen=True, slots=True)
class Term:
    """One shape of one feature, in standard deviations from its mean.

    `log` takes the logarithm of 1 + the number; with `above`, only what exceeds it counts.
    """

    feature: str
    weight: float
    mean: float = 0.0
    scale: float = 1.0
    log: bool = False
    above: float | None = None


class _Line(NamedTuple):
    """Straight pieces that meet at `bends`, the sum of several terms: piece k is `bases[k] + slopes[k] * x`."""

    bends: tuple[float, ...]
    bases: tuple[float, ...]
    slopes: tuple[float, ...]


class _Shape(NamedTuple):
    """All that one feature does: a line by its number, another by its logarithm, and what it does at 0.

    `known` is what it does beyond that at numbers that are small and whole, as most are.
    """

    plain: _Line
    log: _Line | None
    absent: float = 0.0
    known: Mapping[float, float] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Logistic:
    """`start` is the log-odds of the average visitor, from whom each feature leads up or down."""

    start: float
    terms: tuple[Term, ...]
    _shapes: Mapping[str, _Shape] = field(init=False, repr=False, compare=False)
    _nobody: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = dict.fromkeys(term.feature for term in self.terms)
        shapes = {name: _shape([term for term in self.terms if term.feature == name]) for name in names}
        object.__setattr__(self, "_shapes", shapes)
        object.__setattr__(self, "_nobody", self.start + sum(shape.absent for shape in shapes.values()))

    def logit(self, features: Mapping[str, float]) -> float:
        """Return log-odds; most features are not there, which is known from the start."""
        return _summed(self._shapes, features, self._nobody)

    def moves(self, features: Mapping[str, float]) -> Mapping[str, float]:
        """Return by how much log-odds each feature moves the average visitor's."""
        return {
            name: _summed({name: shape}, {name: features.get(name, 0.0)}, shape.absent)
            for name, shape in self._shapes.items()
        }


def _summed(shapes: Mapping[str, _Shape], features: Mapping[str, float], found: float) -> float:
    """Return `found` and what features do beyond what they do at 0: one loop, for calls would cost as much again."""
    for name, number in features.items():
        shape = shapes.get(name)
        if shape is None:
            continue
        (bends, bases, slopes), log, absent, known = shape
        if number in known:
            found += known[number]
            continue
        piece = bisect_left(bends, number) if bends else 0
        moved = bases[piece] + slopes[piece] * number
        if log is not None:
            bends, bases, slopes = log
            logarithm = log1p(number) if number > 0.0 else 0.0
            piece = bisect_left(bends, logarithm)
            moved += bases[piece] + slopes[piece] * logarithm
        found += (FURTHEST if moved > FURTHEST else max(-FURTHEST, moved)) - absent
    return found


def _shape(terms: Sequence[Term]) -> _Shape:
    logs = [term for term in terms if term.log]
    bare = _Shape(_line(term for term in terms if not term.log), _line(logs) if logs else None)
    absent = _summed({"": bare}, {"": 0.0}, 0.0)
    return bare._replace(absent=absent, known={each: _summed({"": bare}, {"": each}, -absent) for each in _WHOLE})


def _line(terms: Iterable[Term]) -> _Line:
    """Return the sum of terms: each bends it where what exceeds a border begins to count."""
    base, slope = 0.0, 0.0
    bends: list[tuple[float, float]] = []
    for term in terms:
        steep = term.weight / term.scale
        base -= term.mean * steep
        if term.above is None:
            slope += steep
        else:
            bends.append((term.above, steep))
    bases, slopes = [base], [slope]
    for above, steep in sorted(bends):
        bases.append(bases[-1] - above * steep)
        slopes.append(slopes[-1] + steep)
    return _Line(tuple(above for above, _ in sorted(bends)), tuple(bases), tuple(slopes))
