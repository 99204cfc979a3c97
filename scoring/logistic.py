"""Log-odds as a sum of terms: one weight for each shape of each feature, which a person can read."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

FURTHEST = 8.0
"""Standard deviations beyond which nobody counts as further out: training met nobody there."""


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
class Logistic:
    """`start` is the log-odds of the average visitor, from whom each feature leads up or down."""

    start: float
    terms: tuple[Term, ...]
    _terms: Mapping[str, tuple[Term, ...]] = field(init=False, repr=False, compare=False)
    _absent: Mapping[str, float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        terms: dict[str, tuple[Term, ...]] = {}
        for term in self.terms:
            terms[term.feature] = (*terms.get(term.feature, ()), term)
        object.__setattr__(self, "_terms", terms)
        object.__setattr__(self, "_absent", {name: _moved(each, 0.0) for name, each in terms.items()})

    def moves(self, features: Mapping[str, float]) -> Mapping[str, float]:
        """Return by how much log-odds each feature moves the average visitor's; most features are not there."""
        terms = self._terms
        return {**self._absent, **{name: _moved(terms[name], features[name]) for name in features if name in terms}}


def _moved(terms: tuple[Term, ...], number: float) -> float:
    moved = 0.0
    logarithm = math.log1p(number) if number > 0.0 else 0.0
    for term in terms:
        shaped = logarithm if term.log else number
        if term.above is not None:
            shaped = shaped - term.above if shaped > term.above else 0.0
        moved += min(FURTHEST, max(-FURTHEST, (shaped - term.mean) / term.scale)) * term.weight
    return moved
