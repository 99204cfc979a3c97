"""What a model is to everybody who asks it: features in, a score that explains itself out."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

MIDDLE = 50.0
"""Points of the average visitor."""

DOUBLING = 10.0
"""Points by which a score is higher when the odds of an order are twice as good, as credit scorecards have it."""

MOST_TOLD = 8
"""Contributions that a score tells, the strongest first."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one feature did to a score: its value as it stood, and the points it gave or took."""

    name: str
    value: float
    points: float


@dataclass(frozen=True, slots=True)
class Score:
    """Points from 0 to 100; `probability` of an order in this visit, None where the model gives points alone.

    `rank` is the share of past visits that were less likely to order, None where the model does not know.
    """

    value: float
    probability: float | None
    model: str
    contributions: tuple[Contribution, ...] = ()
    rank: float | None = None


class Model(Protocol):
    """Anything that gives a score: the additive default of site.yaml, or a trained model."""

    @property
    def name(self) -> str: ...

    def score(self, features: Mapping[str, float]) -> Score:
        """Return the score of a visitor by features; one that is not there is 0."""
        ...


def strongest(found: Iterable[Contribution]) -> tuple[Contribution, ...]:
    """Return the contributions worth telling, the strongest first."""
    moved = [each for each in found if each.points]
    return tuple(sorted(moved, key=lambda each: (-abs(each.points), each.name))[:MOST_TOLD])


def clamped(points: float) -> float:
    return min(100.0, max(0.0, points))


def sigmoid(logit: float) -> float:
    """Return the probability of log-odds, for any finite number."""
    if logit >= 0:
        return 1.0 / (1.0 + math.exp(-logit))
    odds = math.exp(logit)
    return odds / (1.0 + odds)
