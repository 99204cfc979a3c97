"""`crm.*`: a column of the shop's own file of customers, for who is logged in."""

from collections.abc import Mapping
from typing import Annotated, ClassVar

from pydantic import AfterValidator, ValidationInfo, model_validator
from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.names import names_of
from rules.language.operands import Given, wrong
from rules.language.word import Word
from rules.operators import NumberTest, TextTest
from rules.rows import column

_NUMBERS = frozenset({"at_least", "at_most", "more_than", "less_than", "between"})


def _known(key: str, info: ValidationInfo) -> str:
    if not names_of(info).customers:
        raise wrong("missing-crm", "nothing is known of customers: say in site.yaml under `crm` where it stands")
    return column(key)


@dataclass(frozen=True, slots=True)
class ColumnTest:
    """Compares a cell as a number where an operator of numbers is used, else as text; a cell that is missing is ""."""

    text: Given[TextTest] = None
    number: Given[NumberTest] = None

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: object) -> Mapping[str, object]:
        return {"number" if isinstance(value, Mapping) and not _NUMBERS.isdisjoint(value) else "text": value}

    def of(self, cell: str) -> Truth:
        if self.number is not None:
            return self.number.of(_number(cell))
        return Truth.of(self.text is None or self.text.holds(cell))


@dataclass(frozen=True, slots=True)
class Crm(Word):
    word: ClassVar[str] = "crm.*"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True

    key: Annotated[str, AfterValidator(_known)]
    test: ColumnTest

    def answer(self, context: Context) -> Truth:
        customer = context.beyond.customer
        return Truth.UNKNOWN if customer is None else self.test.of(customer.get(self.key, ""))

    def seen(self, context: Context) -> str:
        customer = context.beyond.customer
        return f"crm.{self.key} = {'unknown' if customer is None else customer.get(self.key) or 'none'}"


def _number(cell: str) -> float | None:
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None
