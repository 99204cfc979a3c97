"""The score of a shop that trained no model: points for what a visitor does, so that anybody can add them up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from scoring.model import Contribution, Score, clamped, strongest

Gauge = Callable[[Mapping[str, float]], float]
"""Measures one signal in the features of a visitor."""

FAMILIES = ("page:", "device:", "clicked:", "hovered:", "ignored:")
"""Signals that are features by themselves: how often one page was seen or one element clicked, and the device."""


@dataclass(frozen=True, slots=True)
class Signal:
    """Points for one of whatever a signal counts; `most` is what the signal can give or take at all."""

    points: float
    most: float | None = None

    def worth(self, count: float) -> float:
        points = self.points * count
        return points if self.most is None else min(self.most, max(-self.most, points))


def _each_page(name: str) -> Gauge:
    return lambda features: features.get(name, 0.0) / max(1.0, features.get("pages", 0.0))


def _plain(name: str) -> Gauge:
    return lambda features: features.get(name, 0.0)


GAUGES: Mapping[str, Gauge] = {
    "pages": _plain("pages"),
    "products": _plain("products"),
    "add_to_basket": _plain("adds"),
    "basket": _plain("basket_items"),
    "hover": _each_page("hovered"),
    "scroll": _each_page("scrolled"),
    "duration": lambda features: features.get("seconds", 0.0) / 60.0,
    "search": _plain("searches"),
    "visits": lambda features: max(0.0, features.get("visits", 0.0) - 1.0),
    "orders": _plain("orders"),
    "leaving": _plain("leaving"),
}
"""What can give points: in this visit, but for `basket`, `visits` and `orders`; `duration` counts minutes."""

START = 20.0
"""Points of somebody of whom nothing is known: where discovery begins."""

DEFAULTS: Mapping[str, Signal] = {
    "pages": Signal(2.0, 20.0),
    "products": Signal(3.0, 15.0),
    "add_to_basket": Signal(20.0, 20.0),
    "basket": Signal(10.0, 10.0),
    "hover": Signal(5.0, 10.0),
    "scroll": Signal(0.1, 10.0),
    "duration": Signal(1.0, 10.0),
    "search": Signal(2.0, 6.0),
    "visits": Signal(3.0, 9.0),
    "orders": Signal(10.0, 10.0),
    "device:desktop": Signal(3.0),
    "leaving": Signal(-15.0, 30.0),
}


@dataclass(frozen=True, slots=True)
class Additive:
    """A model of points: what is written in `score` of site.yaml, over the defaults."""

    start: float = START
    signals: tuple[tuple[str, Signal], ...] = tuple(DEFAULTS.items())
    name: str = "additive"

    def score(self, features: Mapping[str, float]) -> Score:
        """Return the points of a visitor, from 0 to 100; they tell no probability."""
        found = [Contribution("start", 1.0, self.start)]
        for name, signal in self.signals:
            gauge = GAUGES.get(name)
            count = gauge(features) if gauge else features.get(name, 0.0)
            if count:
                found.append(Contribution(name, count, signal.worth(count)))
        return Score(clamped(sum(each.points for each in found)), None, self.name, strongest(found))
