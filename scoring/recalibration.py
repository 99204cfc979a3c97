"""Follows the season: what came of finished visits moves a model's calibration, the latest of them most.

Each outcome is one Newton step on the log-likelihood of Platt's two parameters, with the information gathered so far as
step size: an extended Kalman filter of a logistic regression. What was learned fades, so that a new season is
believed within some hundred visits, and leans towards the calibration of training where there is nothing new.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from xxhash import xxh3_64_intdigest

from scoring.model import sigmoid
from scoring.samples import Sample
from scoring.trained import Calibration, Trained

MEMORY = 1_000.0
"""Visits after which what one of them told counts about a third."""

_PRIOR = (40.0, 8.0)
"""How sure training was of slope and shift, in the units of `Recalibration.information`."""


@dataclass(frozen=True, slots=True)
class Recalibration:
    """What was learned of `visits`, as three numbers of a symmetric matrix; log-odds are taken about `middle`."""

    slope: float = 1.0
    shift: float = 0.0
    information: tuple[float, float, float] = (_PRIOR[0], 0.0, _PRIOR[1])
    middle: float = -2.0
    visits: int = 0

    def after(self, logit: float, outcome: bool) -> "Recalibration":
        """Return what is known after a visit more: its log-odds as of training (`Trained.logit`), and if it bought."""
        x = min(6.0, max(-6.0, logit - self.middle))
        chance = sigmoid(self.slope * x + self.middle + self.shift)
        weight, error = chance * (1.0 - chance), float(outcome) - chance
        kept = 1.0 - 1.0 / MEMORY
        a, b, c = self.information
        a = kept * a + (1.0 - kept) * _PRIOR[0] + weight * x * x
        b = kept * b + weight * x
        c = kept * c + (1.0 - kept) * _PRIOR[1] + weight
        scale = 1.0 / (a * c - b * b)
        return Recalibration(
            slope=max(0.1, self.slope + scale * (c * x - b) * error),
            shift=self.shift + scale * (a - b * x) * error,
            information=(a, b, c),
            middle=self.middle,
            visits=self.visits + 1,
        )

    def calibration(self) -> Calibration:
        return Calibration(self.slope, self.shift + self.middle * (1.0 - self.slope))


def followed(model: Trained, samples: Iterable[Sample]) -> Recalibration:
    """Return what finished visits tell, given in the order they ended: one page of each, drawn by lot."""
    visits: dict[str, list[Sample]] = {}
    for sample in samples:
        visits.setdefault(sample.visit, []).append(sample)
    told = Recalibration()
    for visit, pages in visits.items():
        drawn = pages[xxh3_64_intdigest(visit.encode()) % len(pages)]
        told = told.after(model.logit(drawn.features), drawn.bought)
    return told
