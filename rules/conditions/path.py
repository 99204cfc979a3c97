"""`path`: the path asked for, by the patterns of site.yaml: `*` is part of one segment, `**` any rest."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.word import Word
from rules.url import PathTest


@dataclass(frozen=True, slots=True)
class Path(Word):
    word: ClassVar[str] = "path"
    whole: ClassVar[bool] = True

    test: PathTest

    def answer(self, context: Context) -> Truth:
        return self.test.of(context.request.path)

    def seen(self, context: Context) -> str:
        return f"path = {context.request.path}"
