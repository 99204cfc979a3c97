"""`visitor.kind`: whether a person asks, a bot that names itself, or something that only looks like a browser."""

from typing import Annotated, ClassVar

from pydantic.dataclasses import dataclass

from rules.bots import KINDS
from rules.context import Context, Truth
from rules.language.operands import choice
from rules.language.word import Word
from rules.operators import TextOf

KindName = Annotated[str, choice("kind of visitor", KINDS)]


@dataclass(frozen=True, slots=True)
class VisitorKind(Word):
    word: ClassVar[str] = "visitor.kind"
    whole: ClassVar[bool] = True

    test: TextOf[KindName]

    def answer(self, context: Context) -> Truth:
        return self.test.of(context.request.kind)

    def seen(self, context: Context) -> str:
        return f"visitor.kind = {context.request.kind}"
