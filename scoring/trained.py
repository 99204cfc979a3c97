"""A trained model as it serves: log-odds by weights or trees, a calibration that follows the season, and the stages."""

import math
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from scoring.model import DOUBLING, MIDDLE, Contribution, Score, Told, clamped, sigmoid, strongest
from scoring.stage import Cuts

POINTS = DOUBLING / math.log(2.0)
"""Points of one unit of log-odds."""


class Odds(Protocol):
    """What gives log-odds: weights or trees."""

    @property
    def start(self) -> float: ...

    def logit(self, features: Mapping[str, float]) -> float: ...

    def moves(self, features: Mapping[str, float]) -> Mapping[str, float]:
        """Return by how much log-odds each feature moves the start, all together up to `logit`."""
        ...


@dataclass(frozen=True, slots=True)
class Calibration:
    """Log-odds as they are now, by those of the day of training (Platt): `slope` times them and `shift`."""

    slope: float = 1.0
    shift: float = 0.0

    def logit(self, logit: float) -> float:
        return self.slope * logit + self.shift


@dataclass(frozen=True, slots=True)
class Trained:
    """Points compare visitors, so the season moves the probability alone.

    `quantiles` cut the log-odds of past visits into equal shares, the lowest first; none where training kept none.
    """

    name: str
    odds: Odds
    calibration: Calibration = Calibration()
    cuts: Cuts = Cuts()
    quantiles: tuple[float, ...] = ()

    def logit(self, features: Mapping[str, float]) -> float:
        """Return log-odds as of the day of training, which is what a recalibration learns from."""
        return self.odds.logit(features)

    def score(self, features: Mapping[str, float]) -> Score:
        logit = self.odds.logit(features)
        return Score(
            value=clamped(MIDDLE + POINTS * (logit - self.odds.start)),
            probability=sigmoid(self.calibration.logit(logit)),
            model=self.name,
            contributions=Told(lambda: self._told(features)),
            rank=self._rank(logit),
        )

    def _told(self, features: Mapping[str, float]) -> tuple[Contribution, ...]:
        moves = self.odds.moves(features)
        return strongest(Contribution(name, features.get(name, 0.0), POINTS * moved) for name, moved in moves.items())

    def _rank(self, logit: float) -> float | None:
        shares = len(self.quantiles) + 1
        return bisect_right(self.quantiles, logit) / shares if self.quantiles else None
