from typing import Annotated, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import InitErrorDetails

from rules.decision import Contract
from rules.language.operands import wrong
from rules.language.saying import keys_at, said, strange_key


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")

    begin: str = Field("", alias="from")
    size: Annotated[int, Field(ge=1, le=20)] = 1


class Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = ""
    flag: bool = False
    names: Annotated[list[str], Field(max_length=2)] = []
    kind: Literal["draft", "live"] = "draft"
    contract: Contract = Contract.ANY
    inner: Inner | None = None
    inners: dict[str, Inner] = {}


OUTER = TypeAdapter(Outer)


def told(value: object) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        OUTER.validate_python(value)
    return [said(detail, Outer) for detail in caught.value.errors()]


@pytest.mark.parametrize(
    ("value", "code", "sentence"),
    [
        ({"name": 12}, "wrong-value", "write text here; put it in quotes if it looks like a number"),
        ({"name": True}, "wrong-value", "write text here; true and false need quotes"),
        ({"name": None}, "missing-value", "a value is missing here"),
        ({"flag": "perhaps"}, "wrong-value", "write true or false"),
        ({"names": "a"}, "wrong-value", 'write a list: [a, b], or one entry a line begun with "- "'),
        ({"names": ["a", "b", "c"]}, "wrong-value", "write at most 2 of these"),
        ({"kind": "active"}, "unknown-value", '"active" is not allowed here. Did you mean "live"?'),
        ({"kind": ["live"]}, "unknown-value", '"[\'live\']" is not allowed here. Did you mean "live"?'),
        ({"contract": "exactly"}, "unknown-value", '"exactly" is not allowed here. Did you mean "exactly_one"?'),
        ({"inner": "soon"}, "wrong-value", "write keys with values here, of these: from, size"),
        ({"inner": {"size": 0}}, "wrong-value", "write a number of at least 1"),
        ({"inner": {"size": 21}}, "wrong-value", "write a number of at most 20"),
        ({"inner": {"size": "many"}}, "wrong-value", "write a whole number"),
        ({"inner": {"form": "x"}}, "unknown-key", 'there is no "form" here. Did you mean "from"?'),
        ({"inners": {"a": {"sise": 2}}}, "unknown-key", 'there is no "sise" here. Did you mean "size"?'),
        ({"inners": []}, "wrong-value", "write a mapping, such as { name: value }"),
        ([], "wrong-value", "write keys with values here, of these: contract, flag, inner, inners, kind, name, names"),
    ],
)
def test_pydantic_speaks_our_language(value: object, code: str, sentence: str) -> None:
    assert told(value) == [(code, sentence)]


def test_everything_wrong_is_said() -> None:
    assert [code for code, _ in told({"name": 1, "kind": "x", "strange": 1})] == [
        "wrong-value",
        "unknown-value",
        "unknown-key",
    ]


def test_what_is_missing_is_named() -> None:
    class Needy(BaseModel):
        name: str

    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Needy).validate_python({})
    assert said(caught.value.errors()[0], Needy) == ("missing", '"name" is missing here')


def test_a_word_of_ours_keeps_its_code_and_sentence() -> None:
    error = InitErrorDetails(type=wrong("not-a-limit", "write a limit"), input=3)
    detail = ValidationError.from_exception_data("own", [error]).errors()[0]
    assert said(detail, None) == ("not-a-limit", "write a limit")


def test_a_colon_in_a_key_wants_a_space() -> None:
    assert strange_key("page:cart", ["page"]) == 'write a space after the colon: "page: cart"'


@pytest.mark.parametrize(
    ("loc", "keys"),
    [
        (("inner",), {"from", "size"}),
        (("inners", "a"), {"from", "size"}),
        (("name",), set()),
        (("nowhere", "at", "all"), set()),
    ],
)
def test_keys_are_found_where_a_location_points(loc: tuple[str, ...], keys: set[str]) -> None:
    assert keys_at(Outer, loc) == keys
