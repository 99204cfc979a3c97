"""`score`: how engaged this person is, from 0 to 100, by what they did up to this page."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.word import Word
from rules.measured import score, why
from rules.operators import NumberTest
from rules.past import NOT_KNOWN


@dataclass(frozen=True, slots=True)
class Score(Word):
    word: ClassVar[str] = "score"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True

    test: NumberTest

    def answer(self, context: Context) -> Truth:
        found = score(context)
        return self.test.of(None if found is None else found.value)

    def seen(self, context: Context) -> str:
        found = score(context)
        return NOT_KNOWN if found is None else f"score = {found.value:.0f} ({found.model}: {why(found)})"
