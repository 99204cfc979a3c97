"""What the words of numbers share: score, stage and needs of who asks, worked out once, and only when a rule asks."""

from collections.abc import Iterable

from rules.context import Context
from scoring.features import features
from scoring.model import Contribution, Score
from scoring.needs import Hypothesis, Level, Need, likeliest
from scoring.stage import Stage
from scoring.visitor import Visitor

TOLD = 4
"""Contributions that fit a line of a trace."""


def score(context: Context) -> Score | None:
    """Return the score of who asks, this page included; None when the past is not known."""
    visitor = context.visitor
    return None if visitor is None else context.once("score", lambda: _score(context, visitor))


def stage(context: Context) -> Stage | None:
    known = score(context)
    return None if known is None else context.measures.cuts.stage(known.value)


def hypothesis(context: Context, axis: type[Need] | type[Level]) -> Hypothesis | None:
    """Return the likeliest need, or level; None when the past is not known, or nothing speaks for any."""
    visitor, now_at = context.visitor, stage(context)
    if visitor is None or now_at is None:
        return None
    weights = context.once("needs", lambda: context.measures.needs.weigh(visitor, now_at, context.now))
    return likeliest(weights, axis)


def why(found: Score) -> str:
    """Return the strongest contributions of a score as a trace tells them."""
    return ", ".join(_pointed(found.contributions[:TOLD])) or "nothing counts yet"


def _pointed(contributions: Iterable[Contribution]) -> Iterable[str]:
    return (f"{each.name} {each.points:+.0f}" for each in contributions)


def _score(context: Context, visitor: Visitor) -> Score:
    return context.measures.model.score(features(visitor, context.now, context.request.device))
