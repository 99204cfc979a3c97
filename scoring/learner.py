"""Learns from each outcome as it comes, in one pass: a shop has a model from its first day, and no visits to keep.

Weights of a logistic regression, each with how sure it is: one outcome moves what is not sure yet the most (a Kalman
filter of which only the diagonal is kept). Numbers are taken by their logarithm, in standard deviations as met so far.
"""

import math
from collections.abc import Iterable, Mapping

from scoring.model import sigmoid

_SURE = 6.0
"""How sure a weight is to be 0 before anything is known of it."""

_MEMORY = 4_000.0
"""Outcomes after which what one of them taught counts about a third."""

_FURTHEST = 4.0
"""Standard deviations that a number may count."""

_ALWAYS = ""
"""The name of the weight that everybody has."""


class Learner:
    """A feature counts twice: that it is there, and how much of it there is."""

    def __init__(self) -> None:
        self._weights: dict[str, float] = {_ALWAYS: -2.0}
        self._sure: dict[str, float] = {_ALWAYS: _SURE}
        self._met: dict[str, tuple[int, float, float]] = {}

    def probability(self, features: Mapping[str, float]) -> float:
        return self._chance(self._inputs(features))

    def learn(self, features: Mapping[str, float], bought: bool) -> float:
        """Return what was thought of a visitor before the outcome was known, and learn it."""
        for name, number in features.items():
            self._meet(name, _tamed(number))
        inputs = self._inputs(features)
        chance = self._chance(inputs)
        weight = max(0.02, chance * (1.0 - chance))
        spread = sum(size * size / self._sure.get(name, _SURE) for name, size in inputs)
        step = (bought - chance) / (1.0 + weight * spread)
        for name, size in inputs:
            sure = self._sure.get(name, _SURE)
            self._weights[name] = self._weights.get(name, 0.0) + size / sure * step
            self._sure[name] = sure + weight * size * size - (sure - _SURE) / _MEMORY
        return chance

    def kept(self) -> dict[str, object]:
        """Return all that it knows as values that JSON can hold."""
        return {"weights": self._weights, "sure": self._sure, "met": self._met}

    @classmethod
    def of(
        cls, weights: Mapping[str, float], sure: Mapping[str, float], met: Mapping[str, Iterable[float]]
    ) -> "Learner":
        """Return the one that kept this."""
        found = cls()
        found._weights, found._sure = dict(weights), dict(sure)
        for name, (count, mean, spread) in met.items():
            found._met[name] = (int(count), mean, spread)
        return found

    def _meet(self, name: str, number: float) -> None:
        """Take a number into mean and spread (Welford)."""
        count, mean, spread = self._met.get(name, (0, 0.0, 0.0))
        nearer = mean + (number - mean) / (count + 1)
        self._met[name] = (count + 1, nearer, spread + (number - mean) * (number - nearer))

    def _inputs(self, features: Mapping[str, float]) -> list[tuple[str, float]]:
        inputs = [(_ALWAYS, 1.0)]
        for name, number in features.items():
            inputs.append((f"is {name}", 1.0))
            count, mean, spread = self._met.get(name, (0, 0.0, 0.0))
            if spread > 0.0:
                size = (_tamed(number) - mean) / math.sqrt(spread / count)
                inputs.append((name, min(_FURTHEST, max(-_FURTHEST, size))))
        return inputs

    def _chance(self, inputs: Iterable[tuple[str, float]]) -> float:
        return sigmoid(sum(self._weights.get(name, 0.0) * size for name, size in inputs))


def _tamed(number: float) -> float:
    return math.copysign(math.log1p(abs(number)), number)
