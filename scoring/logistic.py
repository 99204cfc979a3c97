"""Log-odds as a sum of terms: one weight for each shape of each feature, which a person can read."""

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

FURTHEST = 8.0
"""Log-odds that one feature may move at most, since training met nobody who is further out."""


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


@dataclass(frozen=True, slots=True)
class _Line:
    """Straight pieces that meet at `bends`, the sum of several terms: piece k is `bases[k] + slopes[k] * x`."""

    bends: tuple[float, ...]
    bases: tuple[float, ...]
    slopes: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class _Shape:
    """All that one feature does: a line by its number, another by its logarithm."""

    plain: _Line
    log: _Line | None

    def move(self, number: float) -> float:
        """Find the piece of each line in place: a call for each would cost as much again."""
        line = self.plain
        piece = bisect_left(line.bends, number) if line.bends else 0
        moved = line.bases[piece] + line.slopes[piece] * number
        log = self.log
        if log is not None:
            number = math.log1p(number) if number > 0.0 else 0.0
            piece = bisect_left(log.bends, number)
            moved += log.bases[piece] + log.slopes[piece] * number
        return FURTHEST if moved > FURTHEST else max(-FURTHEST, moved)


@dataclass(frozen=True, slots=True)
class Logistic:
    """`start` is the log-odds of the average visitor, from whom each feature leads up or down."""

    start: float
    terms: tuple[Term, ...]
    _shapes: Mapping[str, _Shape] = field(init=False, repr=False, compare=False)
    _absent: Mapping[str, float] = field(init=False, repr=False, compare=False)
    _once: Mapping[str, float] = field(init=False, repr=False, compare=False)
    _nobody: float = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = dict.fromkeys(term.feature for term in self.terms)
        shapes = {name: _shape([term for term in self.terms if term.feature == name]) for name in names}
        absent = {name: shape.move(0.0) for name, shape in shapes.items()}
        object.__setattr__(self, "_shapes", shapes)
        object.__setattr__(self, "_absent", absent)
        object.__setattr__(self, "_once", {name: shape.move(1.0) - absent[name] for name, shape in shapes.items()})
        object.__setattr__(self, "_nobody", self.start + sum(absent.values()))

    def logit(self, features: Mapping[str, float]) -> float:
        """Return log-odds; most features are not there, and most of the others are 1: what those do is known."""
        shapes, absent, once, found = self._shapes, self._absent, self._once, self._nobody
        for name, number in features.items():
            if name in once:
                found += once[name] if number == 1.0 else shapes[name].move(number) - absent[name]
        return found

    def moves(self, features: Mapping[str, float]) -> Mapping[str, float]:
        """Return by how much log-odds each feature moves the average visitor's."""
        shapes = self._shapes
        there = {name: shapes[name].move(number) for name, number in features.items() if name in shapes}
        return {**self._absent, **there}


def _shape(terms: Sequence[Term]) -> _Shape:
    logs = [term for term in terms if term.log]
    return _Shape(_line(term for term in terms if not term.log), _line(logs) if logs else None)


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
