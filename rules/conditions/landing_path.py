"""`landing.path`: the path of the page that this visit began with, by the patterns of site.yaml."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.word import Word
from rules.past import NOT_KNOWN
from rules.url import PathTest


@dataclass(frozen=True, slots=True)
class LandingPath(Word):
    word: ClassVar[str] = "landing.path"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True
    of_arrival: ClassVar[bool] = True

    test: PathTest

    def answer(self, context: Context) -> Truth:
        return self.test.of(context.arrival.detail.get("path") if context.arrival else None)

    def seen(self, context: Context) -> str:
        return f"landing.path = {context.arrival.detail.get('path', 'unknown')}" if context.arrival else NOT_KNOWN
