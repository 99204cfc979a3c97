"""What somebody wants on this page: a hypothesis over six needs, and over Maslow's levels, that each page may change.

The needs are those of Google's "moments": what a shop can be for somebody just now. The levels are a second axis.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from scoring.event import Event, Kind
from scoring.stage import Stage
from scoring.visitor import Visitor


class Need(StrEnum):
    SURPRISE = "surprise"
    HELP = "help"
    REASSURANCE = "reassurance"
    EDUCATION = "education"
    THRILL = "thrill"
    IMPRESS = "impress"


class Level(StrEnum):
    """Maslow's levels, from what everybody needs to what is left to wish for."""

    PHYSIOLOGICAL = "physiological"
    SAFETY = "safety"
    SOCIAL = "social"
    INDIVIDUAL = "individual"
    COGNITIVE = "cognitive"
    AESTHETIC = "aesthetic"
    SELF_FULFILMENT = "self_fulfilment"
    TRANSCENDENCE = "transcendence"


Weights = Mapping[str, float]
"""How much something speaks for needs and levels, by name; 1 is what one page view weighs."""

NOTHING: Weights = {}

FADE = 0.8
"""What each sign weighs beside the next younger one of the same visit."""

FAINTEST = 0.01
"""The share of a sign below which older ones are not looked at: the twenty youngest tell what there is to tell."""

CHOSEN = 3.0
"""What an option that was chosen weighs: people said so themselves."""

IGNORED = 0.5
"""What an offer that was seen and ignored takes away, each time, at most twice."""

DOUBT = 2.0
"""Weight of all that we do not know: with no more than one sign, nobody is sure."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """The likeliest need or level; confidence is its share of all signs, from 0 to 1, doubt counted among them."""

    name: str
    confidence: float


def _journey() -> Mapping[Stage, Weights]:
    return {
        Stage.LOST: {Need.SURPRISE: 1.0},
        Stage.DISCOVERY: {Need.SURPRISE: 1.0},
        Stage.DECISION: {Need.EDUCATION: 1.0},
        Stage.READY_TO_BUY: {Need.REASSURANCE: 1.0},
    }


@dataclass(frozen=True, slots=True)
class Needs:
    """What speaks for which need at this shop.

    `journey` by stage, `category` and `search` by words in small letters, `page` by name, `options` by what was offered
    and chosen, `offers` by the element that an option is clicked on.
    """

    journey: Mapping[Stage, Weights] = field(default_factory=_journey, hash=False)
    category: Mapping[str, Weights] = field(default_factory=dict, hash=False)
    page: Mapping[str, Weights] = field(default_factory=dict, hash=False)
    search: Mapping[str, Weights] = field(default_factory=dict, hash=False)
    options: Mapping[tuple[str, str], Weights] = field(default_factory=dict, hash=False)
    offers: Mapping[str, Weights] = field(default_factory=dict, hash=False)

    def weigh(self, visitor: Visitor, stage: Stage, now: float) -> Weights:
        """Return what this visit speaks for, as of `now`; only what is above 0."""
        found: dict[str, float] = {}
        _add(found, self.journey.get(stage, NOTHING), 1.0)
        share = 1.0
        for event in reversed(visitor.visit(now)):
            for weights in self._told(event):
                _add(found, weights, share)
                share *= FADE
            if share < FAINTEST:
                break
        for element, times in visitor.behaviour.ignored.items():
            _add(found, self.offers.get(element, NOTHING), -IGNORED * min(times, 2))
        return {name: weight for name, weight in found.items() if weight > 0.0}

    def _told(self, event: Event) -> Iterable[Weights]:
        """Yield what one event speaks for."""
        match event.kind:
            case Kind.SEEN:
                detail = event.detail
                signs = (
                    self.category.get(detail.get("category", "").casefold()),
                    self.page.get(detail.get("page", "")),
                )
                return filter(None, signs)
            case Kind.SEARCHED:
                words = event.subject.casefold()
                return [weights for part, weights in self.search.items() if part in words]
            case Kind.CHOSE:
                chosen = self.options.get((event.subject, event.detail.get("option", "")), NOTHING)
                return [{name: CHOSEN * weight for name, weight in chosen.items()}] if chosen else ()
            case _:
                return ()


def likeliest(weights: Weights, axis: type[Need] | type[Level]) -> Hypothesis | None:
    """Return the hypothesis of one axis, None where nothing speaks for any of it."""
    of_axis = {name: weights[name] for name in axis if name in weights}
    if not of_axis:
        return None
    best = max(of_axis, key=lambda name: of_axis[name])
    return Hypothesis(str(best), of_axis[best] / (sum(of_axis.values()) + DOUBT))


def _add(found: dict[str, float], weights: Weights, share: float) -> None:
    for name, weight in weights.items():
        found[name] = found.get(name, 0.0) + weight * share
