"""`query`: the keys in the query of the URL asked for, or what stands behind them."""

from typing import ClassVar

from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.word import Word
from rules.url import QueryTest


@dataclass(frozen=True, slots=True)
class Query(Word):
    word: ClassVar[str] = "query"
    whole: ClassVar[bool] = True

    test: QueryTest

    def answer(self, context: Context) -> Truth:
        return self.test.of(context.request.query)

    def seen(self, context: Context) -> str:
        pairs = (f"{key}={value}" for key, values in context.request.query.items() for value in values)
        return f"query = {'&'.join(pairs) or 'empty'}"
