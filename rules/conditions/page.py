"""`page`: the name that site.yaml gives to the page asked for; a page of several names answers to each."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.names import PageRef
from rules.language.word import Word
from rules.operators import TextOf


@dataclass(frozen=True, slots=True)
class Page(Word):
    word: ClassVar[str] = "page"
    whole: ClassVar[bool] = True

    test: TextOf[PageRef]

    def answer(self, context: Context) -> Truth:
        return self.test.of_any(context.pages)

    def seen(self, context: Context) -> str:
        return f"page = {', '.join(sorted(context.pages)) or 'none that site.yaml names'}"
