"""Fits log-odds to samples with scikit-learn and LightGBM, and writes them as the file that plain Python serves.

The one file that needs the extra `devanture[analysis]`: whoever trains imports it, whoever serves does not.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import lightgbm
import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from scoring.modelfile import LogisticText, NodeText, TermText
from scoring.samples import Sample

Numbers = NDArray[np.float64]

LEAST = 30
"""Samples that must have a feature before it is looked at: a name met less often tells nothing of others."""

_PENALTY = 0.02
"""scikit-learn's C: on the shops' data that this was chosen by, any from 0.01 to 0.05 is as good."""

_BENDS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.95)
"""Quantiles of what is not 0 at which a weight may change."""

_BOOSTING = {
    "objective": "binary",
    "learning_rate": 0.09,
    "min_data_in_leaf": 30,
    "lambda_l2": 5.0,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "max_bin": 127,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbose": -1,
}
_ROUNDS = 60
"""Trees: what plain Python walks for one visitor well within 100 microseconds."""

_LEAVES = (20, 127)
_SAMPLES_OF_A_LEAF = 1_500
"""Leaves of a tree: the more samples, the finer the differences that hold for others."""

_EARLY = 3.0
"""A sample of page n weighs 1 / (1 + n / _EARLY) or so: early pages are met by every visit, and tell the least."""


@dataclass(frozen=True, slots=True)
class Table:
    """Samples as numbers: a row each, a column for each feature by name."""

    names: tuple[str, ...]
    rows: Numbers
    bought: Numbers
    weights: Numbers


def names_of(samples: Sequence[Sample]) -> tuple[str, ...]:
    """Return the features that enough samples have."""
    counts: dict[str, int] = {}
    for sample in samples:
        for name in sample.features:
            counts[name] = counts.get(name, 0) + 1
    return tuple(sorted(name for name, count in counts.items() if count >= min(LEAST, len(samples) / 10)))


def table_of(samples: Sequence[Sample], names: tuple[str, ...]) -> Table:
    places = {name: place for place, name in enumerate(names)}
    rows = np.zeros((len(samples), len(names)))
    for row, sample in zip(rows, samples, strict=True):
        for name, number in sample.features.items():
            if name in places:
                row[places[name]] = number
    bought = np.array([sample.bought for sample in samples], dtype=np.float64)
    pages = np.array([sample.page for sample in samples], dtype=np.float64)
    weights = np.where(pages > 0, _EARLY / (_EARLY - 1.0 + np.maximum(pages, 1.0)), 1.0)
    return Table(names, rows, bought, weights)


def logistic(table: Table) -> LogisticText:
    """Return weights for the shapes of all features, fitted with a penalty on their size."""
    terms, rows = shaped(table)
    fitted = weighed(rows, table)
    weights = zip(terms, fitted.coef_[0], strict=True)
    return LogisticText(
        start=float(fitted.intercept_[0]),
        terms=tuple(term.model_copy(update={"weight": float(weight)}) for term, weight in weights),
    )


def shaped(table: Table) -> tuple[list[TermText], Numbers]:
    """Return all shapes, which weigh nothing yet, with a column for each: in standard deviations from its mean."""
    shapes = [
        (term, column) for name, column in zip(table.names, table.rows.T, strict=True) for term in _shapes(name, column)
    ]
    rows = np.column_stack([_shaped(term, column) for term, column in shapes])
    means = np.average(rows, axis=0, weights=table.weights)
    scales = np.sqrt(np.average((rows - means) ** 2, axis=0, weights=table.weights)) + 1e-9
    terms = [
        term.model_copy(update={"mean": float(mean), "scale": float(scale)})
        for (term, _), mean, scale in zip(shapes, means, scales, strict=True)
    ]
    return terms, (rows - means) / scales


def weighed(rows: Numbers, table: Table) -> LogisticRegression:
    return LogisticRegression(C=_PENALTY, max_iter=1000).fit(rows, table.bought, sample_weight=table.weights)


def trees(table: Table) -> tuple[NodeText, ...]:
    """Return boosted trees, each split with the log-odds of all that came there."""
    told = grown(table).dump_model()
    return tuple(_node(tree["tree_structure"], table.names) for tree in told["tree_info"])


def grown(table: Table) -> lightgbm.Booster:
    samples = lightgbm.Dataset(table.rows, table.bought, weight=table.weights)
    fewest, most = _LEAVES
    leaves = min(most, max(fewest, len(table.bought) // _SAMPLES_OF_A_LEAF))
    return lightgbm.train({**_BOOSTING, "num_leaves": leaves}, samples, _ROUNDS)


def _shapes(name: str, column: Numbers) -> list[TermText]:
    """Return the shapes in which a feature may count: flags and numbers below 0 as they are, what never differs not."""
    flat = TermText(feature=name, weight=0.0)
    if column.min() < 0 or len(np.unique(column)) <= 2:
        return [flat] if np.ptp(column) else []
    some = column[column > 0]
    bends = sorted({float(np.log1p(bend)) for bend in np.quantile(some, _BENDS)})
    rising = [TermText(feature=name, weight=0.0, log=True, above=bend) for bend in bends]
    return [flat, TermText(feature=name, weight=0.0, log=True), *rising]


def _shaped(term: TermText, column: Numbers) -> Numbers:
    shaped = np.log1p(np.maximum(column, 0.0)) if term.log else column
    return shaped if term.above is None else np.maximum(shaped - term.above, 0.0)


def _node(node: dict[str, object], names: tuple[str, ...]) -> NodeText:
    """What is not there is 0 in a table too, so that no split has to know of missing numbers."""
    if "split_feature" not in node:
        return NodeText(value=_float(node["leaf_value"]))
    left, right = node["left_child"], node["right_child"]
    if not isinstance(left, dict) or not isinstance(right, dict):
        raise TypeError("LightGBM tells of a split without children")
    return NodeText(
        feature=names[int(_float(node["split_feature"]))],
        at_most=_float(node["threshold"]),
        value=_float(node["internal_value"]),
        yes=_node(left, names),
        no=_node(right, names),
    )


def _float(number: object) -> float:
    if not isinstance(number, int | float):
        raise TypeError(f"LightGBM tells {number!r} where a number belongs")
    return float(number)
