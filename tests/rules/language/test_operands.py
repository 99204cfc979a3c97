import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from rules.language.operands import Percent, folded, several, written

OPERATORS = ("is", "not", "has")


@pytest.mark.parametrize(
    ("value", "operands"),
    [
        ("boots", {"is": "boots"}),
        (0, {"is": 0}),
        (False, {"is": False}),
        (["a", "b"], {"is": ["a", "b"]}),
        ({"not": "boots", "has": 1}, {"not": "boots", "has": 1}),
    ],
)
def test_operands_are_told_by_operator(value: object, operands: object) -> None:
    assert written(value, OPERATORS) == operands


def test_a_word_may_mean_something_else_by_a_bare_value_and_a_list() -> None:
    assert written("a", OPERATORS, "has", listed="not") == {"has": "a"}
    assert written(["a"], OPERATORS, "has", listed="not") == {"not": ["a"]}


@pytest.mark.parametrize("value", [None, [], {}])
def test_nothing_written_is_refused(value: object) -> None:
    with pytest.raises(PydanticCustomError, match="a value is missing here"):
        written(value, OPERATORS)


def test_one_is_a_list_of_one() -> None:
    assert several("a") == ["a"]
    assert several(["a", "b"]) == ["a", "b"]
    with pytest.raises(PydanticCustomError, match="the list is empty"):
        several([])


@pytest.mark.parametrize(("value", "share"), [("30%", 0.3), ("0 %", 0.0), (" 12.5% ", 0.125), ("100%", 1.0)])
def test_a_percentage_is_a_share(value: str, share: float) -> None:
    assert TypeAdapter(Percent).validate_python(value) == share


@pytest.mark.parametrize("value", [30, 0.3, "30", "%", "100.1%", "-3%", "1e1%", None, True])
def test_what_is_no_percentage_is_refused(value: object) -> None:
    with pytest.raises(ValidationError, match="write a percentage from 0% to 100%"):
        TypeAdapter(Percent).validate_python(value)


def test_case_is_folded_beyond_ascii() -> None:
    assert folded(("STRASSE", "straße")) == ("strasse", "strasse")
