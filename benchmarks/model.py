"""What a trained model is worth on visits that it never saw, and what it costs to score one visitor.

The data stand in ../shared/data beside the repository, or under `--data FOLDER`; a part that is not there is left out.
"""

import gzip
import json
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from scoring.event import Event, Kind
from scoring.features import features
from scoring.figures import auc, calibration, calibration_error, stages
from scoring.learner import Learner
from scoring.modelfile import model
from scoring.recalibration import Recalibration
from scoring.samples import MOST_PAGES, Sample, of_events, of_table
from scoring.stage import Cuts, Stage
from scoring.train import BOOSTED, KINDS, cut, fitted, out_of_fold
from scoring.trained import Trained
from scoring.visitor import Visitor

SHOPPERS = "online_shoppers/train.csv"
SESSIONS = "clickstream/eth_sessions_dev.jsonl.gz"
CODES = ("OperatingSystems", "Browser", "Region", "TrafficType")
VALUES = "PageValues"
SPRING = ("Feb", "Mar", "May", "June", "Jul", "Aug", "Sep")

_PAGES = frozenset({1, 2, 3, 4, 5, 6, 8, 10, 13, 17, 22, 30})
"""Page numbers that are trained on and measured: later pages are much like the ones beside them."""

_VISITORS = 3_000


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table: a value, and the least or the most that is asked of it."""

    what: str
    value: float
    bound: float
    least: bool = True

    @property
    def holds(self) -> bool:
        return self.value >= self.bound if self.least else self.value <= self.bound

    def __str__(self) -> str:
        sign = "at least" if self.least else "at most"
        return f"{self.what:<66}{self.value:>9.4f}  {sign} {self.bound:g}{'' if self.holds else ', missed'}"


def main(words: Sequence[str]) -> int:
    """Print each figure as it is known; return 1 when one is missed. `cost`, `shoppers` or `sessions` does a part."""
    folder = Path(words[words.index("--data") + 1]) if "--data" in words else Path("../shared/data")
    parts: Mapping[str, Callable[[], Iterator[Figure]]] = {
        "cost": cost,
        "shoppers": lambda: of_shoppers(folder / SHOPPERS),
        "sessions": lambda: of_sessions(folder / SESSIONS),
    }
    chosen = [word for word in words if word in parts] or list(parts)
    missed = 0
    for name in chosen:
        try:
            for figure in parts[name]():
                print(figure, flush=True)
                missed += not figure.holds
        except FileNotFoundError as error:
            print(f"{error.filename} is not there: its figures are left out")
    return int(missed > 0)


def shoppers(path: Path) -> list[Sample]:
    with path.open(encoding="utf-8") as lines:
        return of_table(lines, "Revenue", CODES)


def without_values(samples: Sequence[Sample]) -> list[Sample]:
    """Leave out what the shop's analytics knew of a page's worth only after the visit."""
    return [
        replace(each, features={name: number for name, number in each.features.items() if name != VALUES})
        for each in samples
    ]


def of_shoppers(path: Path) -> Iterator[Figure]:
    whole = shoppers(path)
    plain = without_values(whole)
    for told, samples, bounds in (("without PageValues", plain, (0.74, 0.77)), ("all features", whole, (0.89, 0.91))):
        for kind, bound in zip(KINDS, bounds, strict=True):
            tried = out_of_fold(kind, samples, 10, _silent)
            bought = [sample.bought for sample in samples]
            yield Figure(f"AUC, {kind}, {told}, 10-fold", tried.auc, bound)
            error = calibration_error(calibration(tried.probabilities, bought))
            yield Figure(f"calibration error, {kind}, {told}, 10-fold", error, 0.03, least=False)
            yield from _staged(f"{kind}, {told}", tried.scores, bought)
    for kind in KINDS:
        yield from _seasons(kind, plain)
    yield from _online(plain)


def _staged(told: str, scores: Sequence[float], bought: Sequence[bool]) -> Iterator[Figure]:
    found = {row.stage: row for row in stages(scores, bought, Cuts(**cut(scores, bought).model_dump()))}
    yield Figure(f"buyers in ready_to_buy, times the average, {told}", found[Stage.READY_TO_BUY].lift, 2.2)
    yield Figure(f"buyers in lost, times the average, {told}", found[Stage.LOST].lift, 0.5, least=False)
    yield Figure(f"smallest stage, {told}", min(row.share for row in found.values()), 0.05)


def _seasons(kind: str, samples: Sequence[Sample]) -> Iterator[Figure]:
    """Train on February to September, serve from October on: each visit is scored before its outcome is known."""
    spring = [each for each in samples if any(f"Month={month}" in each.features for month in SPRING)]
    autumn = [each for each in samples if not any(f"Month={month}" in each.features for month in SPRING)]
    trained = model(fitted(kind, spring))
    told, said = Recalibration(), []
    for each in autumn:
        served = Trained(trained.name, trained.odds, told.calibration())
        said.append(served.score(each.features).probability or 0.0)
        told = told.after(trained.logit(each.features), each.bought)
    later = calibration(said[1000:], [each.bought for each in autumn[1000:]])
    yield Figure(
        f"calibration error, {kind}, Feb-Sep to Oct-Dec, after 1,000 visits",
        calibration_error(later),
        0.04,
        least=False,
    )


def _online(samples: Sequence[Sample]) -> Iterator[Figure]:
    learner = Learner()
    said = [learner.learn(each.features, each.bought) for each in samples][2000:]
    bought = [each.bought for each in samples][2000:]
    yield Figure("AUC, learned online in one pass, after 2,000 rows", auc(said, bought), 0.70)
    yield Figure("calibration error, the same", calibration_error(calibration(said, bought)), 0.03, least=False)


def sessions(path: Path) -> list[tuple[str, Sequence[Event], bool, Sequence[float]]]:
    """Return each session as events, whether it bought, and what was known of it from the start."""
    found: list[tuple[str, Sequence[Event], bool, Sequence[float]]] = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            told = json.loads(line)
            pages = zip(told["pages"][:MOST_PAGES], told["t"], strict=False)
            events = [Event(Kind.SEEN, "/", float(at), {"page": page}) for page, at in pages]
            found.append((told["id"], events, bool(told["purchase"]), told["static"]))
    return found


def sampled(path: Path) -> list[Sample]:
    """Return samples by the function that serves; what is known from the start is added as it is."""
    found = []
    for who, events, bought, static in sessions(path):
        known = {f"static:{place}": number for place, number in enumerate(static) if number}
        visitor = Visitor()
        for page, event in enumerate(events, 1):
            visitor = visitor.after(event)
            if page in _PAGES:
                found.append(Sample({**features(visitor, event.at), **known}, bought, who, page))
    return found


def of_sessions(path: Path) -> Iterator[Figure]:
    samples = sampled(path)
    yield from _by_page(samples, "5-fold by session")
    # One session in six has a near copy, alike in pages and seconds for six pages: trees remember such.
    first = _copies(path)
    grouped = [replace(sample, visit=first[sample.visit]) for sample in samples]
    for figure in _by_page(grouped, "near copies in one fold"):
        print(f"{figure.what:<66}{figure.value:>9.4f}  (no bound)", flush=True)


def _copies(path: Path) -> Mapping[str, str]:
    """Return for each session the first one that began as it did, in the same six pages at the same seconds."""
    begun: dict[object, str] = {}
    return {
        who: begun.setdefault(tuple((event.detail["page"], event.at) for event in events[:6]), who)
        for who, events, _, _ in sessions(path)
    }


def _by_page(samples: Sequence[Sample], told: str) -> Iterator[Figure]:
    tried = out_of_fold(BOOSTED, samples, 5, _silent)
    for page, bound in ((3, 0.68), (5, 0.71), (10, 0.73)):
        said = [(p, each.bought) for p, each in zip(tried.probabilities, samples, strict=True) if each.page == page]
        probabilities, bought = zip(*said, strict=True)
        yield Figure(f"AUC after {page} pages, one served model, {told}", auc(probabilities, bought), bound)
        error = calibration_error(calibration(probabilities, bought))
        yield Figure(f"calibration error after {page} pages", error, 0.03, least=False)


def cost() -> Iterator[Figure]:
    """CPU of features and score of one visitor in microseconds, after visits of up to forty pages."""
    chance = random.Random(1)
    visits = [_visit(chance, number) for number in range(_VISITORS)]
    taught = of_events((f"{number}", event) for number, events in enumerate(visits) for event in events)
    for kind in KINDS:
        trained = model(fitted(kind, taught))
        spent = sorted(_spent(trained, events) for events in visits)
        worst = spent[int(0.99 * len(spent))]
        yield Figure(f"CPU to score one visitor, {kind}, microseconds at p99", worst, 100.0, least=False)
        print(f"{'  the median':<66}{spent[len(spent) // 2]:>9.4f}")


def _spent(trained: Trained, events: Sequence[Event]) -> float:
    """Return the best of five: the clock of a thread counts what a busy neighbour on the same core costs it, too."""
    visitor, now = Visitor().after_all(events), events[-1].at
    found = []
    for _ in range(5):
        begin = time.thread_time_ns()
        trained.score(features(visitor, now))
        found.append((time.thread_time_ns() - begin) / 1000)
    return min(found)


def _visit(chance: random.Random, number: int) -> list[Event]:
    """Return a visit of a shop of ten kinds of pages; the more products somebody looks at, the likelier an order."""
    at, events, keen = number * 100.0, [], chance.random()
    for _ in range(min(40, 1 + int(chance.expovariate(0.12)))):
        page = chance.choice(("product", "product", "category", "search", "help", "home", "cart", "account", "blog"))
        told = {"page": page}
        if page == "product":
            told |= {"product": str(chance.randint(1, 30)), "category": chance.choice(("Boots", "Coats", "Hats"))}
        events.append(Event(Kind.SEEN, "/", at, told))
        if page == "product" and chance.random() < keen / 4:
            events.append(Event(Kind.ADDED, told["product"], at + 5.0, {"category": told["category"]}))
        events.append(Event(Kind.HOVERED, chance.choice(("menu", "promo", "price")), at + 6.0))
        at += chance.expovariate(1 / 40)
    if chance.random() < keen / 2:
        events.append(Event(Kind.ORDERED, f"A-{number}", at + 30.0, {"value": "20"}))
    return events


def _silent(_step: str) -> None:
    """The table itself tells how far it has come."""
