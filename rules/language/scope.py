"""Collects what is wrong in one document while it compiles, each problem at the place a person would look."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from rules.language.names import Names
from rules.language.problem import Problem, Severity
from rules.language.saying import Step, said, strange_key
from rules.language.source import Document, Path

T = TypeVar("T")

_OF_KEYS = frozenset({"unknown-key", "unknown-operator"})
"""Errors that speak of a key, not of its value."""


@dataclass(slots=True)
class Scope:
    """One document under compilation: its names, and the problems found so far."""

    document: Document
    names: Names = field(default_factory=Names)
    problems: list[Problem] = field(default_factory=list)

    def wrong(self, path: Path, code: str, message: str) -> None:
        self.problems.append(self.document.problem(path, code, message))

    def warn(self, path: Path, code: str, message: str) -> None:
        found = self.document.problem(path, code, message, key=True)
        self.problems.append(replace(found, severity=Severity.WARNING))

    def wrong_key(self, path: Path, code: str, message: str) -> None:
        self.problems.append(self.document.problem(path, code, message, key=True))

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
            self.wrong_key((*path, key), "unknown-key", strange_key(key, names))
        return not strange

    def _note(self, detail: ErrorDetails, path: Path, kind: object) -> None:
        code, message = said(detail, kind)
        (self.wrong_key if code in _OF_KEYS else self.wrong)(self._deepest(path, detail["loc"]), code, message)

    def _deepest(self, path: Path, loc: Iterable[Step]) -> Path:
        """Follow pydantic's location as far as the document has it; a bare value's field name is not in the YAML."""
        for step in loc:
            if (*path, step) in self.document.values:
                path = (*path, step)
        return path
