"""Collects what is wrong in one document while it compiles, and says pydantic's errors in the language's own words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import NoneType, UnionType
from typing import Annotated, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from rules.language.names import Names
from rules.language.problem import Problem, Severity, nearest
from rules.language.source import Document, Path

T = TypeVar("T")

_SAYINGS = {
    "string_type": "write text here; put it in quotes if it looks like a number",
    "int_type": "write a whole number",
    "int_parsing": "write a whole number",
    "int_from_float": "write a whole number",
    "float_type": "write a number",
    "float_parsing": "write a number",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "list_type": "write a list, such as [a, b]",
    "tuple_type": "write a list, such as [a, b]",
    "frozen_set_type": "write a list, such as [a, b]",
    "dict_type": "write a mapping, such as { name: value }",
    "model_type": "write a mapping, such as { name: value }",
    "dataclass_type": "write a mapping, such as { name: value }",
}


_OF_KEYS = frozenset({"unknown-key", "unknown-operator"})
"""Errors of words that speak of a key, not of its value."""


@dataclass(slots=True)
class Scope:
    """One document under compilation: its names, and the problems found so far."""

    document: Document
    names: Names = field(default_factory=Names)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, path: Path, code: str, message: str) -> None:
        self.problems.append(self.document.problem(path, code, message))

    def wrong_key(self, path: Path, code: str, message: str) -> None:
        self.problems.append(self.document.problem(path, code, message, key=True))

    def warn(self, path: Path, code: str, message: str) -> None:
        found = self.document.problem(path, code, message)
        self.problems.append(Problem(found.mark, code, message, Severity.WARNING, found.excerpt))

    def validated(self, adapter: TypeAdapter[T], value: object, path: Path, kind: object = None) -> T | None:
        """Return the validated value, None when something was wrong and has been noted; `kind` is a model's class."""
        try:
            return adapter.validate_python(value, context=self.names)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                self._note(detail, path, kind)
            return None

    def keys(self, mapping: Mapping[str, object], known: Iterable[str], path: Path) -> bool:
        """Note every key that is not known; return whether all are."""
        names = frozenset(known)
        strange = [key for key in mapping if key not in names]
        for key in strange:
            self.wrong_key((*path, key), "unknown-key", f'there is no "{key}" here. {nearest(key, names)}')
        return not strange

    def _note(self, detail: ErrorDetails, path: Path, kind_of: object) -> None:
        where = self._deepest(path, detail["loc"])
        kind = detail["type"]
        if kind in {"missing", "missing_argument"}:
            self.wrong(where, "missing", f'"{detail["loc"][-1]}" is missing here')
        elif kind == "extra_forbidden":
            key = (*where, detail["loc"][-1]) if where[-1:] != detail["loc"][-1:] else where
            name, known = str(detail["loc"][-1]), names_at(kind_of, detail["loc"])
            self.wrong_key(key, "unknown-key", f'there is no "{name}" here. {nearest(name, known)}')
        elif kind == "literal_error":
            self.wrong(where, "unknown-value", _choice(detail))
        else:
            code = "wrong-value" if kind in _SAYINGS or kind == "value_error" else kind
            message = _SAYINGS.get(kind, detail["msg"].removeprefix("Value error, "))
            (self.wrong_key if kind in _OF_KEYS else self.wrong)(where, code.replace("_", "-"), message)

    def _deepest(self, path: Path, loc: tuple[str | int, ...]) -> Path:
        """Follow pydantic's location as far as the document has it; a bare value's field name is not in the YAML."""
        for step in loc:
            if (*path, step) in self.document.values:
                path = (*path, step)
        return path


def _choice(detail: ErrorDetails) -> str:
    allowed = [part.strip("' ") for part in str(detail["ctx"]["expected"]).replace(" or ", ", ").split(",")]
    return f'"{detail["input"]}" is not allowed here. {nearest(str(detail["input"]), allowed)}'


def names_at(kind: object, loc: Iterable[str | int]) -> frozenset[str]:
    """Return the keys that a pydantic model allows where `loc` points, none where it is not a model."""
    *steps, _ = loc
    for step in steps:
        kind = _inside(kind, step)
    fields = _bare(kind)
    if not (isinstance(fields, type) and issubclass(fields, BaseModel)):
        return frozenset()
    return frozenset(info.alias or name for name, info in fields.model_fields.items())


def _inside(kind: object, step: str | int) -> object:
    kind = _bare(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return next((f.annotation for name, f in kind.model_fields.items() if step in {name, f.alias}), None)
    arguments = get_args(kind)
    return arguments[-1] if arguments else None


def _bare(kind: object) -> object:
    """Return a type without Annotated and without "or None"."""
    while get_origin(kind) in {Annotated, Union, UnionType}:
        kind = next(part for part in get_args(kind) if part is not NoneType)
    return kind
