"""Log-odds as a sum of terms: one weight for each shape of each feature, which a person can read."""

import math
from collections.abc import Mapping
from dataclasses import dataclass


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

    def moves(self, features: Mapping[str, float]) -> Mapping[str, float]:
        """Return by how much log-odds each feature moves the average visitor's."""
        found: dict[str, float] = {}
        get = features.get
        for term in self.terms:
            name = term.feature
            shaped = get(name, 0.0)
            if term.log:
                shaped = math.log1p(shaped) if shaped > 0.0 else 0.0
            if term.above is not None:
                shaped = shaped - term.above if shaped > term.above else 0.0
            found[name] = found.get(name, 0.0) + (shaped - term.mean) / term.scale * term.weight
        return found
