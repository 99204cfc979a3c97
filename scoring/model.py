"""What a model is to everybody who asks it: features in, a score that explains itself out."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, overload

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


class Told(Sequence[Contribution]):
    """Contributions that are worked out when somebody reads them, which on most pages nobody does."""

    def __init__(self, tell: Callable[[], tuple[Contribution, ...]]) -> None:
        self._tell = tell

    @cached_property
    def _all(self) -> tuple[Contribution, ...]:
        return self._tell()

    @overload
    def __getitem__(self, place: int) -> Contribution: ...

    @overload
    def __getitem__(self, place: slice) -> tuple[Contribution, ...]: ...

    def __getitem__(self, place: int | slice) -> Contribution | tuple[Contribution, ...]:
        return self._all[place]

    def __len__(self) -> int:
        return len(self._all)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and self._all == tuple(other)

    def __hash__(self) -> int:
        return hash(self._all)


@dataclass(frozen=True, slots=True)
class Score:
    """Points from 0 to 100; `probability` of an order in this visit, None where the model gives points alone.

    `rank` is the share of past visits that were less likely to order, None where the model does not know.
    """

    value: float
    probability: float | None
    model: str
    contributions: Sequence[Contribution] = ()
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
