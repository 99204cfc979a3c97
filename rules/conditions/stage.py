"""`stage`: how far this person has come: lost, discovery, decision or ready_to_buy; people go back as well as on."""

from typing import Annotated, ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.operands import choice
from rules.language.word import Word
from rules.measured import score, stage, why
from rules.operators import TextOf
from rules.past import NOT_KNOWN
from scoring.stage import Stage as Name

StageName = Annotated[str, choice("stage", Name)]


@dataclass(frozen=True, slots=True)
class Stage(Word):
    word: ClassVar[str] = "stage"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True

    test: TextOf[StageName]

    def answer(self, context: Context) -> Truth:
        return self.test.of(stage(context))

    def seen(self, context: Context) -> str:
        found, by = stage(context), score(context)
        return NOT_KNOWN if by is None else f"stage = {found}, score {by.value:.0f} ({why(by)})"
