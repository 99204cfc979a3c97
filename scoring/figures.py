"""How good a model is: do buyers rank above others, do its numbers come true, do its stages tell people apart?"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from scoring.stage import Cuts, Stage

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Samples of about one probability: what was said of them on average, and what came true."""

    said: float
    came: float
    count: int


@dataclass(frozen=True, slots=True)
class StageRow:
    """`share` of all samples, `rate` of orders among them, `lift` as a multiple of everybody's rate."""

    stage: Stage
    share: float
    rate: float
    lift: float


def auc(scores: Sequence[float], bought: Sequence[bool]) -> float:
    """Return how often a buyer scores above somebody else, a tie counting half; 0.5 with nobody to compare."""
    order = sorted(range(len(scores)), key=lambda place: scores[place])
    buyers = sum(bought)
    others = len(bought) - buyers
    if not buyers or not others:
        return 0.5
    total, place = 0.0, 0
    while place < len(order):
        end = place
        while end < len(order) and scores[order[end]] == scores[order[place]]:
            end += 1
        total += sum(bought[order[each]] for each in range(place, end)) * (place + end + 1) / 2.0
        place = end
    return (total - buyers * (buyers + 1) / 2.0) / (buyers * others)


def calibration(probabilities: Sequence[float], bought: Sequence[bool]) -> tuple[Bin, ...]:
    """Return ten bins of equal counts, by rising probability."""
    order = sorted(range(len(probabilities)), key=lambda place: probabilities[place])
    edges = [round(len(order) * number / BINS) for number in range(BINS + 1)]
    groups = (order[begin:end] for begin, end in pairwise(edges) if end > begin)
    return tuple(
        Bin(
            said=sum(probabilities[place] for place in group) / len(group),
            came=sum(bought[place] for place in group) / len(group),
            count=len(group),
        )
        for group in groups
    )


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return by how much what was said misses what came, on average over all samples."""
    total = sum(each.count for each in bins)
    return sum(abs(each.said - each.came) * each.count for each in bins) / total if total else 0.0


def stages(scores: Sequence[float], bought: Sequence[bool], cuts: Cuts) -> tuple[StageRow, ...]:
    base = sum(bought) / len(bought) if bought else 0.0
    found: dict[Stage, list[bool]] = {stage: [] for stage in Stage}
    for score, outcome in zip(scores, bought, strict=True):
        found[cuts.stage(score)].append(outcome)
    return tuple(_row(stage, outcomes, len(bought), base) for stage, outcomes in found.items())


def _row(stage: Stage, outcomes: Sequence[bool], total: int, base: float) -> StageRow:
    rate = sum(outcomes) / len(outcomes) if outcomes else 0.0
    return StageRow(stage, len(outcomes) / total if total else 0.0, rate, rate / base if base else 0.0)
