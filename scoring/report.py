"""The report of a training as one HTML page with pictures: what the model is worth, on visits it never saw."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from jinja2 import Environment, StrictUndefined

from scoring.figures import Bin, StageRow, auc, calibration, calibration_error, stages
from scoring.modelfile import model
from scoring.samples import Sample
from scoring.sheet import STYLE
from scoring.train import Training
from scoring.trained import POINTS, Odds

LEAST = 100
"""Samples of a page number below which its AUC is not told."""

MOST_FEATURES = 25
_LOOKED_AT = 5_000
"""Samples by which features are weighed."""

SIZE = 320
"""Pixels of a picture's side."""


@dataclass(frozen=True, slots=True)
class PageRow:
    """How well the samples of one page number are told apart."""

    page: int
    count: int
    auc: float


@dataclass(frozen=True, slots=True)
class FeatureRow:
    """`points` is by how much a feature moves a score, on average; `rises` tells that more of it means more points."""

    name: str
    points: float
    rises: bool


def by_page(samples: Sequence[Sample], probabilities: Sequence[float]) -> tuple[PageRow, ...]:
    found: dict[int, tuple[list[float], list[bool]]] = {}
    for sample, probability in zip(samples, probabilities, strict=True):
        said, bought = found.setdefault(sample.page, ([], []))
        said.append(probability)
        bought.append(sample.bought)
    told = sorted((page, each) for page, each in found.items() if page and len(each[0]) >= LEAST and any(each[1]))
    return tuple(PageRow(page, len(said), auc(said, bought)) for page, (said, bought) in told)


def by_feature(samples: Sequence[Sample], odds: Odds) -> tuple[FeatureRow, ...]:
    """Return the features that move scores most, the strongest first."""
    looked = samples[:: max(1, len(samples) // _LOOKED_AT)]
    moves = [odds.moves(sample.features) for sample in looked]
    found = [_weighed(name, looked, [each.get(name, 0.0) for each in moves]) for name in (moves[0] if moves else ())]
    return tuple(sorted(found, key=lambda row: -row.points)[:MOST_FEATURES])


def _weighed(name: str, samples: Sequence[Sample], moved: Sequence[float]) -> FeatureRow:
    numbers = [sample.features.get(name, 0.0) for sample in samples]
    middle, usual = sum(moved) / len(moved), sum(numbers) / len(numbers)
    together = sum((move - middle) * (number - usual) for move, number in zip(moved, numbers, strict=True))
    return FeatureRow(name, POINTS * sum(abs(move - middle) for move in moved) / len(moved), together > 0)


def report(training: Training) -> str:
    """Return the page; it asks for nothing from anywhere."""
    served = model(training.text)
    chosen = training.tried[training.kind]
    bought = [sample.bought for sample in training.samples]
    bins = calibration(chosen.probabilities, bought)
    pages = by_page(training.samples, chosen.probabilities)
    features = by_feature(training.samples, served.odds)
    told: Mapping[str, object] = {
        "name": training.text.name,
        "kind": training.kind,
        "tried": training.tried,
        "visits": len({sample.visit for sample in training.samples}),
        "samples": len(training.samples),
        "rate": sum(bought) / len(bought),
        "pages": pages,
        "page_line": _line(pages),
        "bins": bins,
        "dots": _dots(bins),
        "top": _top(bins),
        "error": calibration_error(bins),
        "features": features,
        "longest": max((row.points for row in features), default=1.0) or 1.0,
        "stages": _staged(training),
        "size": SIZE,
        "style": STYLE,
    }
    return _PAGE.render(told)


def _staged(training: Training) -> tuple[StageRow, ...]:
    bought = [sample.bought for sample in training.samples]
    return stages(training.tried[training.kind].scores, bought, model(training.text).cuts)


def _line(rows: Sequence[PageRow]) -> str:
    """Return the points of a line: pages from left to right, AUC from 0.5 at the bottom to 1 at the top."""
    last = max((row.page for row in rows), default=1)
    return " ".join(f"{row.page / last * SIZE:.1f},{(1.0 - row.auc) * 2.0 * SIZE:.1f}" for row in rows)


def _top(bins: Sequence[Bin]) -> float:
    """Return the probability at the upper end of the picture."""
    return max((max(each.said, each.came) for each in bins), default=1.0) * 1.1 or 1.0


def _dots(bins: Sequence[Bin]) -> tuple[tuple[float, float], ...]:
    top = _top(bins)
    return tuple((each.said / top * SIZE, (1.0 - each.came / top) * SIZE) for each in bins)


_PAGE = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string("""\
<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Model {{ name }}</title>
<style>{{ style }}</style>
<h1>Model {{ name }}</h1>
<p>{{ visits }} visits, {{ samples }} samples; an order followed {{ "%.1f" | format(100 * rate) }} % of them.
All figures are of visits that the model was not trained on.</p>
<h2>Which kind serves</h2>
<table><tr><th>kind</th><th>AUC</th><th></th></tr>
{% for each, found in tried.items() %}
<tr><td>{{ each }}</td><td>{{ "%.4f" | format(found.auc) }}</td><td>{{ "serves" if each == kind }}</td></tr>
{% endfor %}
</table>
<p>AUC is how often somebody who buys has the higher score of two: 0.5 is chance, 1 is never wrong.</p>
{% if pages %}
<h2>AUC by page number</h2>
<figure><svg viewBox="0 0 {{ size }} {{ size }}" width="{{ size }}" role="img" aria-label="AUC by page number">
<path d="M0 0V{{ size }}H{{ size }}" fill="none" stroke="#999"/>
<polyline points="{{ page_line }}" fill="none" stroke="#2f5d8a" stroke-width="2"/>
<text x="-6" y="5" text-anchor="end">1</text><text x="-6" y="{{ size }}" text-anchor="end">0.5</text>
<text x="{{ size }}" y="{{ size + 18 }}" text-anchor="end">page {{ pages[-1].page }}</text>
</svg><figcaption>How well visits are told apart once so many pages were seen.</figcaption></figure>
<table><tr><th>page</th><th>samples</th><th>AUC</th></tr>
{% for row in pages %}
<tr><td>{{ row.page }}</td><td>{{ row.count }}</td><td>{{ "%.3f" | format(row.auc) }}</td></tr>
{% endfor %}
</table>
{% endif %}
<h2>Calibration</h2>
<figure><svg viewBox="0 0 {{ size }} {{ size }}" width="{{ size }}" role="img" aria-label="what was said and what came">
<path d="M0 0V{{ size }}H{{ size }}" fill="none" stroke="#999"/>
<path d="M0 {{ size }}L{{ size }} 0" stroke="#bbb" stroke-dasharray="4"/>
{% for x, y in dots %}
<circle cx="{{ "%.1f" | format(x) }}" cy="{{ "%.1f" | format(y) }}" r="5" fill="#2f5d8a"/>
{% endfor %}
<text x="-6" y="5" text-anchor="end">{{ "%.0f" | format(100 * top) }} %</text>
<text x="{{ size }}" y="{{ size + 18 }}" text-anchor="end">said: {{ "%.0f" | format(100 * top) }} %</text>
</svg><figcaption>Each dot is a tenth of the samples: the probability that was said, from left to right,
and the share that bought.
On the dashed line both agree; they are {{ "%.4f" | format(error) }} apart on average.</figcaption></figure>
<h2>What counts</h2>
<svg viewBox="0 0 640 {{ 22 * features | length }}" width="640" role="img" aria-label="features by their weight">
{% for row in features %}
<text x="215" y="{{ 22 * loop.index0 + 15 }}" text-anchor="end" font-size="13">{{ row.name }}</text>
<rect x="222" y="{{ 22 * loop.index0 + 4 }}" width="{{ "%.1f" | format(340 * row.points / longest) }}" height="14" \
class="{{ "up" if row.rises else "down" }}"/>
<text x="{{ "%.1f" | format(228 + 340 * row.points / longest) }}" y="{{ 22 * loop.index0 + 15 }}" font-size="12">\
{{ "%.1f" | format(row.points) }}</text>
{% endfor %}
</svg>
<p>By how many points a feature moves a score, on average; more of it means more points (green) or fewer (red).
Ten points more mean that the odds of an order are twice as good.</p>
<h2>Stages</h2>
<table><tr><th>stage</th><th>share of samples</th><th>followed by an order</th><th>times the average</th></tr>
{% for row in stages %}
<tr><td>{{ row.stage }}</td><td>{{ "%.1f" | format(100 * row.share) }} %</td>
<td>{{ "%.1f" | format(100 * row.rate) }} %</td>
<td>{{ "%.2f" | format(row.lift) }}</td></tr>
{% endfor %}
</table>
</html>
""")
