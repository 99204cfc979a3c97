"""Puts what a persona says of its own numbers in place of what a site would measure of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from scoring.loyalty import Loyalty
from scoring.measures import Measures
from scoring.model import Model, Score
from scoring.needs import Needs
from scoring.stage import Cuts, Stage

SURE = 100.0
"""Weight of a need that a persona says it has: nearly sure."""


@dataclass(frozen=True, slots=True)
class Said:
    """A model that gives a persona's own score, probability and rank, and another model's where it says none."""

    usual: Model
    value: float | None = None
    probability: float | None = None
    rank: float | None = None
    name: str = "given"

    def score(self, features: Mapping[str, float]) -> Score:
        found = self.usual.score(features)
        value = found.value if self.value is None else self.value
        probability = found.probability if self.probability is None else self.probability
        rank = found.rank if self.rank is None else self.rank
        return replace(found, value=value, probability=probability, rank=rank, model=self.name)


@dataclass(frozen=True, slots=True)
class Supposed:
    """The numbers that a persona says, None and empty where it says nothing."""

    score: float | None = None
    stage: Stage | None = None
    conversion: float | None = None
    top: float | None = None
    needs: tuple[str, ...] = ()
    points: int | None = None

    def over(self, usual: Measures) -> Measures:
        """Return measures that give what is said, and the usual for the rest."""
        value = self.score if self.score is not None else _least(self.stage, usual.cuts)
        rank = None if self.top is None else 1.0 - self.top
        said = any(each is not None for each in (value, self.conversion, rank))
        sure = dict.fromkeys(self.needs, SURE)
        return replace(
            usual,
            model=Said(usual.model, value, self.conversion, rank) if said else usual.model,
            needs=Needs(journey=dict.fromkeys(Stage, sure)) if self.needs else usual.needs,
            loyalty=usual.loyalty if self.points is None else Loyalty(self.points, tiers=usual.loyalty.tiers),
        )


def _least(stage: Stage | None, cuts: Cuts) -> float | None:
    """Return the score with which a stage begins."""
    if stage is None or stage is Stage.LOST:
        return None if stage is None else 0.0
    begins = {Stage.DISCOVERY: cuts.discovery, Stage.DECISION: cuts.decision, Stage.READY_TO_BUY: cuts.ready_to_buy}
    return begins[stage]
