"""Trains a model on samples: tries weights and trees on visits left out, takes the better, and cuts the stages."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import quantiles

from xxhash import xxh3_64_intdigest

from scoring import fit
from scoring.figures import auc
from scoring.modelfile import CutsText, ModelText, model
from scoring.samples import Sample, SamplesError
from scoring.stage import Cuts
from scoring.trained import Trained

LOGISTIC, BOOSTED = "logistic", "boosted"
KINDS = (LOGISTIC, BOOSTED)

FOLDS = 5

MARGIN = 0.003
"""By how much AUC has to be better for trees to win: weights can be read, and hold better when the season changes."""

LEAST_OF_EACH = 50
"""Visits with and without an order, below which nothing said of others would hold."""

MOST_SAMPLES = 200_000
"""Samples that are fitted to; of more, whole visits are left out at random."""

Tick = Callable[[str], None]
"""Is told what is done next, once for each step of `steps()`."""


@dataclass(frozen=True, slots=True)
class Tried:
    """Probability and score of each sample by a model that was trained without its visit."""

    probabilities: tuple[float, ...]
    scores: tuple[float, ...]
    auc: float


@dataclass(frozen=True, slots=True)
class Training:
    """The model's file, and what each kind came to on visits left out."""

    text: ModelText
    kind: str
    samples: Sequence[Sample]
    tried: dict[str, Tried]


def steps() -> int:
    return len(KINDS) * FOLDS + 1


def train(samples: Sequence[Sample], name: str, tick: Tick) -> Training:
    """Return the better of both kinds, fitted to all samples; raise SamplesError when there are too few."""
    _enough(samples)
    kept = thinned(samples)
    tried = {kind: out_of_fold(kind, kept, FOLDS, tick) for kind in KINDS}
    kind = BOOSTED if tried[BOOSTED].auc > tried[LOGISTIC].auc + MARGIN else LOGISTIC
    tick(f"{kind}, all samples")
    cuts = cut(tried[kind].scores, [sample.bought for sample in kept])
    about: dict[str, str | float] = {
        "kind": kind,
        "samples": float(len(kept)),
        "orders": sum(sample.bought for sample in kept) / len(kept),
        **{f"AUC of {each}": round(found.auc, 4) for each, found in tried.items()},
    }
    found: dict[str, object] = {"about": about, "stages": cuts, "quantiles": percentiles(tried[kind].probabilities)}
    text = fitted(kind, kept).model_copy(update={"name": name, **found})
    return Training(text, kind, kept, tried)


def fitted(kind: str, samples: Sequence[Sample]) -> ModelText:
    """Return a model of one kind, with the usual stages."""
    table = fit.table_of(samples, fit.names_of(samples))
    cuts = Cuts()
    usual = CutsText(discovery=cuts.discovery, decision=cuts.decision, ready_to_buy=cuts.ready_to_buy)
    if kind == LOGISTIC:
        return ModelText(name=kind, logistic=fit.logistic(table), stages=usual)
    return ModelText(name=kind, trees=fit.trees(table), stages=usual)


def out_of_fold(kind: str, samples: Sequence[Sample], folds: int, tick: Tick) -> Tried:
    """Return what models say of visits that they were not trained on, by the same plain Python that serves."""
    found: list[tuple[float, float]] = [(0.0, 0.0)] * len(samples)
    fold_of = folded(samples, folds)
    for fold in range(folds):
        tick(f"{kind}, fold {fold + 1} of {folds}")
        trained = model(fitted(kind, [sample for sample in samples if fold_of[sample.visit] != fold]))
        for place, sample in enumerate(samples):
            if fold_of[sample.visit] == fold:
                found[place] = _said(trained, sample)
    probabilities, scores = zip(*found, strict=True)
    return Tried(probabilities, scores, auc(probabilities, [sample.bought for sample in samples]))


def _said(trained: Trained, sample: Sample) -> tuple[float, float]:
    score = trained.score(sample.features)
    return score.probability or 0.0, score.value


def folded(samples: Sequence[Sample], folds: int) -> dict[str, int]:
    """Return the fold of each visit: as many buyers in each, and the same every time."""
    bought: dict[str, bool] = {}
    for sample in samples:
        bought[sample.visit] = bought.get(sample.visit, False) or sample.bought
    order = sorted(bought, key=lambda visit: (bought[visit], _lot(visit)))
    return {visit: place % folds for place, visit in enumerate(order)}


def thinned(samples: Sequence[Sample], most: int = MOST_SAMPLES) -> Sequence[Sample]:
    """Return at most about so many samples, of whole visits."""
    if len(samples) <= most:
        return samples
    share = most / len(samples) * 2**64
    return [sample for sample in samples if _lot(sample.visit) < share]


def _lot(visit: str) -> int:
    return xxh3_64_intdigest(visit.encode())


def _enough(samples: Sequence[Sample]) -> None:
    buyers = len({sample.visit for sample in samples if sample.bought})
    others = len({sample.visit for sample in samples}) - buyers
    if min(buyers, others) < LEAST_OF_EACH:
        raise SamplesError(
            f"{buyers} visits with an order and {others} without: at least {LEAST_OF_EACH} of each are needed"
        )


def cut(scores: Sequence[float], bought: Sequence[bool]) -> CutsText:
    """Return where stages begin: as many as can be are lost, and ready to buy, while both still mean something.

    Half of the rest is discovery, half decision. The scores are of visits left out, so the stages hold for others.
    """
    order = sorted(zip(scores, bought, strict=True))
    base = sum(bought) / len(bought)
    lost = _widest(order, _LOST, lambda rate: rate <= 0.35 * base)
    ready = _widest(order[::-1], _READY, lambda rate: rate >= 2.6 * base)
    begin, end = int(lost * len(order)), int((1.0 - ready) * len(order))
    return CutsText(
        discovery=_rounded(order[begin][0]),
        decision=_rounded(order[(begin + end) // 2][0]),
        ready_to_buy=_rounded(order[end][0]),
    )


def percentiles(probabilities: Sequence[float]) -> tuple[float, ...]:
    """Return the 99 log-odds that cut what was said of visits left out into hundredths."""
    sane = (min(1.0 - 1e-9, max(1e-9, probability)) for probability in probabilities)
    return tuple(round(cut, 4) for cut in quantiles([math.log(each / (1.0 - each)) for each in sane], n=100))


_LOST = (0.40, 0.35, 0.30, 0.25, 0.20, 0.15, 0.10)
_READY = (0.25, 0.20, 0.15, 0.12, 0.10, 0.08)
"""Shares of all samples that are tried for the first and the last stage, the widest first."""


def _widest(order: Sequence[tuple[float, bool]], shares: Sequence[float], holds: Callable[[float], bool]) -> float:
    """Return the widest share, from the front, whose rate of orders holds; the narrowest where none does."""
    for share in shares:
        front = order[: max(1, int(share * len(order)))]
        if holds(sum(bought for _, bought in front) / len(front)):
            return share
    return shares[-1]


def _rounded(score: float) -> float:
    return round(score, 2)
