"""Compiles what site.yaml says about numbers: how visitors are measured, and what their acts mean."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from rules.language.measuretext import (
    ActText,
    LoyaltyText,
    NeedsText,
    OptionText,
    PointsText,
    ScoreText,
    StagesText,
    TagText,
)
from rules.language.problem import nearest
from rules.language.scope import Scope
from rules.language.sitetext import SiteText
from rules.language.source import Path
from rules.meaning import Meaning, Meanings, Offer, ignoring
from scoring.additive import DEFAULTS, START, Additive, Signal
from scoring.event import Kind
from scoring.loyalty import Loyalty
from scoring.marks import NO_END
from scoring.measures import Measures
from scoring.needs import Needs, Weights
from scoring.stage import Cuts
from scoring.trained import Trained

ORDER = "order"
"""The act that every shop tells by itself."""


def offered(choices: Mapping[str, Mapping[str, OptionText]]) -> Mapping[str, Offer]:
    """Return each choice with its options, and what choosing them means."""
    return {
        name: Offer(name, {option: tuple(_chosen(name, option, how)) for option, how in options.items()})
        for name, options in choices.items()
    }


def _chosen(name: str, option: str, how: OptionText) -> Iterator[Meaning]:
    spoken = {"category": how.interest} if how.interest else {}
    yield Meaning(Kind.CHOSE, name, {"option": option, **spoken})
    if how.tag is not None:
        yield Meaning(Kind.TAGGED, how.tag, {"for": NO_END})


def tiers(text: LoyaltyText) -> tuple[str, ...]:
    return tuple(sorted(text.tiers, key=lambda name: text.tiers[name]))


def measures(scope: Scope, text: SiteText, model: Trained | None = None) -> Measures:
    """Return how this site measures, by a trained model if there is one; pages and elements have to be there."""
    return Measures(
        model=model or _points(scope, text.score),
        cuts=_cuts(text.score.stages, model),
        needs=_needs(scope, text.needs, text.choices),
        loyalty=_loyalty(scope, text),
    )


def meanings(scope: Scope, text: SiteText) -> Meanings:
    """Return what pages and clicks mean: the acts, options and tags of site.yaml."""
    seen: dict[str, tuple[Meaning, ...]] = {}
    clicked: dict[str, tuple[Meaning, ...]] = {}
    for observed, meaning, path in _observed(text):
        page, element = observed
        if page is not None:
            _known(scope, "page", page, (*path, "page"))
            seen[page] = (*seen.get(page, ()), meaning)
        if element is not None:
            _known(scope, "element", element, (*path, "clicked"))
            clicked[element] = (*clicked.get(element, ()), meaning)
    return Meanings(seen, clicked)


def _observed(text: SiteText) -> Iterator[tuple[tuple[str | None, str | None], Meaning, Path]]:
    """Yield what is observed, a page or an element, with what it means and where site.yaml says so."""
    for name, act in text.acts.items():
        yield _of(act), Meaning(Kind.ACTED, name), ("acts", name)
    for name, tag in text.tags.items():
        span = NO_END if tag.span is None else str(tag.span)
        yield _of(tag), Meaning(Kind.TAGGED, name, {"for": span}), ("tags", name)
    for name, options in text.choices.items():
        for option, how in options.items():
            for meaning in _chosen(name, option, how) if how.clicked else ():
                yield (None, how.clicked), meaning, ("choices", name, option)


def _of(text: ActText | TagText) -> tuple[str | None, str | None]:
    return text.page, text.clicked


def _points(scope: Scope, text: ScoreText) -> Additive:
    for name in text.signals:
        kind, _, of = name.partition(":")
        if kind in {"page", "clicked", "hovered", "ignored"}:
            _known(scope, "page" if kind == "page" else "element", of, ("score", "signals", name))
    written = {name: _signal(points) for name, points in text.signals.items()}
    return Additive(START if text.start is None else text.start, tuple({**DEFAULTS, **written}.items()))


def _cuts(text: StagesText | None, model: Trained | None) -> Cuts:
    """What site.yaml says of the stages counts above what training found."""
    if text is None:
        return model.cuts if model else Cuts()
    return Cuts(text.discovery, text.decision, text.ready_to_buy)


def _signal(text: PointsText) -> Signal:
    return Signal(text.points, text.most)


def _needs(scope: Scope, text: NeedsText, choices: Mapping[str, Mapping[str, OptionText]]) -> Needs:
    for page in text.page:
        _known(scope, "page", page, ("needs", "page", page))
    options = [(name, option, how) for name, each in choices.items() for option, how in each.items()]
    return Needs(
        journey={**Needs().journey, **text.journey},
        category=_folded(text.category),
        page=text.page,
        search=_folded(text.search),
        options={(name, option): how.need for name, option, how in options if how.need},
        offers={
            passed: how.need
            for name, option, how in options
            for passed in (how.clicked, ignoring(name, option))
            if how.need and passed
        },
    )


def _folded(weights: Mapping[str, Weights]) -> Mapping[str, Weights]:
    return {name.casefold(): each for name, each in weights.items()}


def _loyalty(scope: Scope, text: SiteText) -> Loyalty:
    given = text.loyalty.points
    for name, rate in given.items():
        path: Path = ("loyalty", "points", name)
        if name not in {ORDER, *text.acts}:
            scope.wrong_key(path, "unknown-act", f'there is no act "{name}". {nearest(name, (ORDER, *text.acts))}')
        elif rate.currency and (name != ORDER or rate.currency != text.currency):
            scope.wrong(path, "wrong-value", f'only an order gives points by its value: "1 per {text.currency}"')
    order = given.get(ORDER)
    by_value = order is not None and bool(order.currency)
    return Loyalty(
        order=order.points if order and not by_value else Decimal(0),
        spent=order.points if order and by_value else Decimal(0),
        acts={name: rate.points for name, rate in given.items() if name != ORDER},
        tiers=tuple((name, text.loyalty.tiers[name]) for name in tiers(text.loyalty)),
    )


def _known(scope: Scope, kind: str, name: str, path: Path) -> None:
    """Note a name that site.yaml gives to no page, or to no element; it may be a key or a value."""
    known: Iterable[str] = scope.names.pages if kind == "page" else scope.names.elements
    if name not in known:
        note = scope.wrong if path[-1] in {"page", "clicked"} else scope.wrong_key
        note(path, f"unknown-{kind}", f'there is no {kind} "{name}". {nearest(name, known)}')
    elif kind == "element" and name not in (scope.names.watched or ()):
        message = f'the browser is not asked to tell of "{name}": name it in `behaviour: {{ elements: ... }}`'
        scope.warn(path, "not-watched", message)
