"""The tests of what stands in a URL: its path, its query, the site it belongs to."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BeforeValidator, Field, model_validator
from pydantic.dataclasses import dataclass

from rules.context import Truth
from rules.language.operands import several, written, wrong
from rules.operators import SetTest, TextTest
from rules.pages import PathPattern

_TEXT = frozenset({"starts_with", "ends_with", "contains"})
OF_KEYS = frozenset({"has", "has_any", "has_all", "empty"})
"""The operators that ask which keys a query has."""

_ABSENT = ("",)


def _pattern(value: object) -> PathPattern:
    if not isinstance(value, str) or not value.startswith(("/", "*")):
        raise wrong("not-a-path", 'a path begins with "/", such as /p/** or /basket')
    try:
        return PathPattern.of(value)
    except ValueError as error:
        raise wrong("not-a-path", str(error)) from error


Pattern = Annotated[PathPattern, BeforeValidator(_pattern)]
Patterns = Annotated[tuple[Pattern, ...], BeforeValidator(several)]


@dataclass(frozen=True, slots=True)
class PathTest:
    """Compares a path: `is` and `not` by the patterns of site.yaml (`*` in one segment, `**` any rest)."""

    among: Patterns = Field(default=(), alias="is")
    excluded: Patterns = Field(default=(), alias="not")
    text: TextTest | None = None

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: object) -> Mapping[str, object]:
        operands = written(value, {"is", "not", *_TEXT})
        text = {name: operand for name, operand in operands.items() if name in _TEXT}
        rest = {name: operand for name, operand in operands.items() if name not in _TEXT}
        return {**rest, "text": text} if text else rest

    def of(self, path: str | None) -> Truth:
        if path is None:
            return Truth.UNKNOWN
        if (self.among and not _met(self.among, path)) or _met(self.excluded, path):
            return Truth.NO
        return self.text.of(path) if self.text else Truth.YES


def _met(patterns: tuple[PathPattern, ...], path: str) -> bool:
    return any(pattern.captures(path) is not None for pattern in patterns)


@dataclass(frozen=True, slots=True)
class QueryTest:
    """Asks which keys a query has, or what stands behind a key; a key that is absent has the value ""."""

    keys: SetTest | None = None
    values: Mapping[str, TextTest] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _written(cls, value: object) -> Mapping[str, object]:
        """Take a mapping for operators of a set when it uses none but these, else for keys and their values."""
        if isinstance(value, Mapping) and value and not OF_KEYS.issuperset(value):
            return {"values": {str(key): value[key] for key in value}}
        return {"keys": value}

    def of(self, query: Mapping[str, tuple[str, ...]] | None) -> Truth:
        if query is None:
            return Truth.UNKNOWN
        if self.keys and self.keys.of(query) is Truth.NO:
            return Truth.NO
        return Truth.of(all(test.of_any(query.get(key, _ABSENT)) is Truth.YES for key, test in self.values.items()))


def sites(host: str) -> tuple[str, ...]:
    """Return a host with every domain above it: `www.shop.example` also is `shop.example` and `example`."""
    labels = host.lower().rstrip(".").split(".")
    return tuple(".".join(labels[start:]) for start in range(len(labels)))
