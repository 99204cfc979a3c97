"""The file of a model: one JSON that training writes and serving reads, checked before it is believed.

pydantic checks it, since the file comes from outside and whoever changed it wants to hear what is wrong with it.
"""

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, FiniteFloat, ValidationError, model_validator

from scoring.logistic import Logistic, Term
from scoring.stage import Cuts
from scoring.trained import Calibration, Trained
from scoring.trees import Leaf, Node, Split, Trees

Name = Annotated[str, Field(min_length=1, max_length=200)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class ModelError(ValueError):
    """What is wrong with a model's file, a line for each place."""


class _Written(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TermText(_Written):
    feature: Name
    weight: FiniteFloat
    mean: FiniteFloat = 0.0
    scale: Positive = 1.0
    log: bool = False
    above: FiniteFloat | None = None


class LogisticText(_Written):
    start: FiniteFloat
    terms: tuple[TermText, ...]


class NodeText(_Written):
    """A split says all five, a leaf its value alone."""

    value: FiniteFloat
    feature: Name | None = None
    at_most: FiniteFloat | None = None
    yes: "NodeText | None" = None
    no: "NodeText | None" = None

    @model_validator(mode="after")
    def _whole(self) -> "NodeText":
        said = [each is not None for each in (self.feature, self.at_most, self.yes, self.no)]
        if any(said) and not all(said):
            raise ValueError("a split says feature, at_most, yes and no")
        return self


class CalibrationText(_Written):
    slope: Positive = 1.0
    shift: FiniteFloat = 0.0


class CutsText(_Written):
    discovery: FiniteFloat
    decision: FiniteFloat
    ready_to_buy: FiniteFloat


def _rising(quantiles: tuple[float, ...]) -> tuple[float, ...]:
    if list(quantiles) != sorted(quantiles):
        raise ValueError("quantiles stand one above the other")
    return quantiles


class ModelText(_Written):
    """`about` tells people how it was trained; no one computes with it.

    `quantiles` cut the log-odds of the visits it was trained on into equal shares, such as the 99 percentiles.
    """

    version: Literal[1] = 1
    name: Name
    about: dict[str, str | float] = {}
    logistic: LogisticText | None = None
    trees: tuple[NodeText, ...] | None = None
    calibration: CalibrationText = CalibrationText()
    stages: CutsText
    quantiles: Annotated[tuple[FiniteFloat, ...], AfterValidator(_rising)] = ()


def read(raw: bytes) -> ModelText:
    """Return what a file says; raise ModelError naming each place that is wrong, and why."""
    try:
        return ModelText.model_validate_json(raw)
    except ValidationError as error:
        lines = (f"{'.'.join(map(str, each['loc'])) or 'the file'}: {each['msg']}" for each in error.errors())
        raise ModelError("\n".join(dict.fromkeys(lines))) from error


def written(text: ModelText) -> bytes:
    """Return the file; weights stand one below the other for people, trees are nothing to read."""
    indent = 1 if text.trees is None else None
    return text.model_dump_json(exclude_defaults=True, indent=indent).encode() + b"\n"


def model(text: ModelText) -> Trained:
    """Return the model that serves; raise ModelError when its parts do not go together."""
    if (text.logistic is None) == (text.trees is None):
        raise ModelError("the file: give either logistic or trees")
    try:
        cuts = Cuts(**text.stages.model_dump())
    except ValueError as error:
        raise ModelError(f"stages: {error}") from error
    return Trained(text.name, _odds(text), Calibration(**text.calibration.model_dump()), cuts, text.quantiles)


def from_json(raw: bytes) -> Trained:
    """Return the model of a file; raise ModelError."""
    return model(read(raw))


def _odds(text: ModelText) -> Logistic | Trees:
    if text.logistic is not None:
        return Logistic(text.logistic.start, tuple(Term(**term.model_dump()) for term in text.logistic.terms))
    return Trees(tuple(_node(root) for root in text.trees or ()))


def _node(text: NodeText) -> Node:
    if text.feature is None or text.at_most is None or text.yes is None or text.no is None:
        return Leaf(text.value)
    return Split(text.feature, text.at_most, text.value, _node(text.yes), _node(text.no))
