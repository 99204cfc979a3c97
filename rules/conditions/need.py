"""`need`: what this person most likely wants just now, of six needs or of Maslow's levels, and how sure that is."""

from typing import Annotated, ClassVar

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.operands import Given, choice, wrong
from rules.language.word import Word
from rules.measured import hypothesis
from rules.operators import PercentTest, TextOf
from rules.past import NOT_KNOWN
from scoring.needs import Hypothesis
from scoring.needs import Level as MaslowLevel
from scoring.needs import Need as OneOfSix

NeedName = Annotated[str, choice("need", OneOfSix)]
LevelName = Annotated[str, choice("level", MaslowLevel)]


@dataclass(frozen=True, slots=True)
class Need(Word):
    """`confidence` speaks of whatever is asked: the need, the level, or both."""

    word: ClassVar[str] = "need"
    bare: ClassVar[str] = "is"
    reads_past: ClassVar[bool] = True

    need: Annotated[Given[TextOf[NeedName]], Field(alias="is")] = None
    level: Given[TextOf[LevelName]] = None
    confidence: Given[PercentTest] = None

    @model_validator(mode="after")
    def _something(self) -> "Need":
        if self.need is None and self.level is None:
            raise wrong("missing-value", "say which: is: reassurance, or level: safety")
        return self

    def answer(self, context: Context) -> Truth:
        if context.visitor is None:
            return Truth.UNKNOWN
        asked = ((self.need, OneOfSix), (self.level, MaslowLevel))
        answers = [self._of(test, hypothesis(context, axis)) for test, axis in asked if test is not None]
        if Truth.NO in answers:
            return Truth.NO
        return Truth.UNKNOWN if Truth.UNKNOWN in answers else Truth.YES

    def _of(self, test: TextOf[str], found: Hypothesis | None) -> Truth:
        """Where nothing speaks for any need, which one it is stays unknown."""
        if found is None:
            return Truth.UNKNOWN
        sure = self.confidence is None or self.confidence.of(found.confidence) is Truth.YES
        return Truth.of(sure and test.holds(found.name))

    def seen(self, context: Context) -> str:
        if context.visitor is None:
            return NOT_KNOWN
        axes = (("need", self.need, OneOfSix), ("level", self.level, MaslowLevel))
        return ", ".join(
            f"{name} = {_told(hypothesis(context, axis))}" for name, test, axis in axes if test is not None
        )


def _told(found: Hypothesis | None) -> str:
    return "not known yet" if found is None else f"{found.name} ({found.confidence:.0%} sure)"
