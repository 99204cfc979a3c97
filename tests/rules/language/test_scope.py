from pydantic import BaseModel, ConfigDict, TypeAdapter

from rules.language.scope import Scope
from rules.language.source import read
from tests.support.folder import place


class Size(BaseModel):
    model_config = ConfigDict(extra="forbid")

    width: int
    height: int = 1


class Things(BaseModel):
    model_config = ConfigDict(extra="forbid")

    sizes: list[Size] = []
    size: Size | None = None


THINGS = TypeAdapter(Things)


def scope(text: str) -> Scope:
    return Scope(read("it.yaml", text.encode()))


def noted(text: str) -> list[str]:
    """Return place and code of what validating a document notes."""
    it = scope(text)
    assert it.validated(THINGS, it.document.value, (), Things) is None
    return [place(problem) for problem in it.problems]


def test_what_is_right_is_returned_and_nothing_noted() -> None:
    it = scope("size: { width: 2 }")
    assert it.validated(THINGS, it.document.value, (), Things) == Things(size=Size(width=2))
    assert it.problems == []


def test_every_error_stands_where_a_person_would_look() -> None:
    text = "sizes:\n  - { width: wide }\n  - { height: 2 }\n  - { width: 1, depth: 3 }\nsize: 12\n"
    assert noted(text) == [
        "it.yaml:2:14 wrong-value",
        "it.yaml:3:5 missing",
        "it.yaml:4:17 unknown-key",
        "it.yaml:5:7 wrong-value",
    ]


def test_a_part_of_a_document_is_validated_at_its_path() -> None:
    it = scope("a:\n  - width: wide\n")
    assert it.validated(TypeAdapter(Size), {"width": "wide"}, ("a", 0), Size) is None
    assert [place(problem) for problem in it.problems] == ["it.yaml:2:12 wrong-value"]


def test_keys_that_are_not_known_are_noted_each_at_itself() -> None:
    it = scope("who: 1\nwhom: 2\nwhat: 3")
    assert not it.keys(it.document.value, ["who"], ())
    assert [place(problem) for problem in it.problems] == ["it.yaml:2:1 unknown-key", "it.yaml:3:1 unknown-key"]


def test_known_keys_are_no_problem() -> None:
    it = scope("who: 1")
    assert it.keys(it.document.value, ["who", "where"], ())
    assert it.problems == []


def test_a_value_and_its_key_can_be_marked() -> None:
    it = scope("who: 1")
    it.wrong(("who",), "one", "message")
    it.wrong_key(("who",), "two", "message")
    assert [place(problem) for problem in it.problems] == ["it.yaml:1:6 one", "it.yaml:1:1 two"]
