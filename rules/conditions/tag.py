"""`tag`: the tags that this person bears, set by rules and by what site.yaml says an act means."""

from collections.abc import Iterator
from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.word import Word
from rules.operators import SetTest
from rules.past import NOT_KNOWN


@dataclass(frozen=True, slots=True)
class Tag(Word):
    word: ClassVar[str] = "tag"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True

    test: SetTest

    def answer(self, context: Context) -> Truth:
        return self.test.of(context.visitor.marks.tagged(context.now) if context.visitor else None)

    def turns(self, context: Context) -> Iterator[float]:
        tags = context.visitor.marks.tags.values() if context.visitor else ()
        return (tag.until for tag in tags if tag.until is not None)

    def seen(self, context: Context) -> str:
        if context.visitor is None:
            return NOT_KNOWN
        return f"tag = {', '.join(sorted(context.visitor.marks.tagged(context.now))) or 'none'}"
