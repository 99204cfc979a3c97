"""`device`: what the visitor holds or sits at, by what the browser says of itself: desktop, phone, tablet or tv."""

from typing import Annotated, ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.device import DEVICES
from rules.language.operands import choice
from rules.language.word import Word
from rules.operators import TextOf

DeviceName = Annotated[str, choice("device", DEVICES)]


@dataclass(frozen=True, slots=True)
class Device(Word):
    word: ClassVar[str] = "device"
    whole: ClassVar[bool] = True

    test: TextOf[DeviceName]

    def answer(self, context: Context) -> Truth:
        return self.test.of(context.request.device)

    def seen(self, context: Context) -> str:
        return f"device = {context.request.device}"
