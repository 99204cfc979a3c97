"""The shape of what site.yaml says about numbers: score, needs, acts, choices, tags and loyalty."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from rules.language.operands import choice, wrong
from rules.language.units import Duration
from scoring.additive import FAMILIES, GAUGES
from scoring.needs import Level, Need
from scoring.stage import Cuts, Stage

_RATE = re.compile(r"(\d{1,6}(?:\.\d{1,4})?)(?: per ([A-Z]{3}))?", re.ASCII)

_TAG = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")

_AXES = (*Need, *Level)


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


def _points(value: object) -> object:
    return {"points": value} if isinstance(value, int | float) and not isinstance(value, bool) else value


def _weights(value: object) -> object:
    """A name weighs 1, and so does each name of a list."""
    names = [value] if isinstance(value, str) else value
    return dict.fromkeys(names, 1.0) if isinstance(names, list) else value


def _signal(value: object) -> str:
    if isinstance(value, str) and (value in GAUGES or value.startswith(FAMILIES)):
        return value
    raise wrong("unknown-signal", f'there is no signal "{value}". Of these: {", ".join((*GAUGES, *FAMILIES))}')


def _rate(value: object) -> object:
    match = _RATE.fullmatch(str(value).strip()) if isinstance(value, str | int | float) else None
    if match is None or isinstance(value, bool):
        raise wrong("wrong-value", 'write points such as 20, or "1 per EUR"')
    return {"points": Decimal(match[1]), "currency": match[2] or ""}


def _one_sign(page: str | None, clicked: str | None) -> None:
    if (page is None) is (clicked is None):
        raise wrong("wrong-value", "say what tells it: `page:` with a page's name, or `clicked:` with an element's")


def _tag(value: object) -> str:
    if not isinstance(value, str) or not _TAG.fullmatch(value):
        raise wrong("wrong-value", "write a tag in small letters, digits and hyphens, such as bargain-hunter")
    return value


TagName = Annotated[str, BeforeValidator(_tag)]
Signal = Annotated[str, BeforeValidator(_signal)]
NeedOrLevel = Annotated[str, choice("need or level", _AXES)]
StageName = Annotated[Stage, choice("stage", Stage)]
Weight = Annotated[float, Field(gt=0.0, le=100.0)]
WeightsText = Annotated[dict[NeedOrLevel, Weight], BeforeValidator(_weights)]


class PointsText(_Text):
    """Points for one of what a signal counts, and the most that it can give or take."""

    points: Annotated[float, Field(ge=-100.0, le=100.0)]
    most: Annotated[float, Field(gt=0.0, le=100.0)] | None = None


class StagesText(_Text):
    """The score from which each stage begins."""

    discovery: float = Cuts().discovery
    decision: float = Cuts().decision
    ready_to_buy: float = Cuts().ready_to_buy

    @model_validator(mode="after")
    def _rising(self) -> "StagesText":
        if not 0.0 <= self.discovery <= self.decision <= self.ready_to_buy <= 100.0:
            raise wrong("wrong-value", "stages begin one after the other: discovery, decision, ready_to_buy, up to 100")
        return self


class ScoreText(_Text):
    """Points by signal over the defaults, 0 to take one out; or the file of a trained model; and where stages begin."""

    model: str | None = None
    start: Annotated[float, Field(ge=0.0, le=100.0)] | None = None
    signals: dict[Signal, Annotated[PointsText, BeforeValidator(_points)]] = {}
    stages: StagesText | None = None

    @model_validator(mode="after")
    def _either(self) -> "ScoreText":
        if self.model is not None and (self.signals or self.start is not None):
            raise wrong("wrong-value", "a trained model has points of its own: leave `start` and `signals` out")
        return self


class NeedsText(_Text):
    """What speaks for which need or level."""

    journey: dict[StageName, WeightsText] = {}
    category: dict[str, WeightsText] = {}
    page: dict[str, WeightsText] = {}
    search: dict[str, WeightsText] = {}


class ActText(_Text):
    """What is observed: a page that is seen, or an element that is clicked."""

    page: str | None = None
    clicked: str | None = None

    @model_validator(mode="after")
    def _one(self) -> "ActText":
        _one_sign(self.page, self.clicked)
        return self


class OptionText(_Text):
    """One of several options, the element that is clicked to choose it, and what choosing it speaks for.

    Without `clicked` a rule offers it. `interest` is a category of products, `tag` stays with who chose it.
    """

    clicked: str | None = None
    need: WeightsText = {}
    interest: str = ""
    tag: TagName | None = None


class TagText(_Text):
    """As an act, and how long the tag stays."""

    page: str | None = None
    clicked: str | None = None
    span: Annotated[Duration | None, Field(alias="for")] = None

    @model_validator(mode="after")
    def _one(self) -> "TagText":
        _one_sign(self.page, self.clicked)
        return self


class RateText(_Text):
    """Points for each order or act, or for each unit of currency when one is named."""

    points: Decimal
    currency: str = ""


class LoyaltyText(_Text):
    points: dict[str, Annotated[RateText, BeforeValidator(_rate)]] = {}
    tiers: dict[str, Annotated[int, Field(ge=0)]] = {}
