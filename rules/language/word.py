"""The shape that every word of the language has: what it is called, and how its YAML becomes its fields."""

from collections.abc import Mapping
from importlib import import_module
from inspect import getmembers, isclass
from pkgutil import iter_modules
from types import ModuleType
from typing import ClassVar

from pydantic import TypeAdapter


class Word:
    """One word: a frozen, slotted pydantic dataclass in a file that bears its name.

    `word` is the name as marketers write it, "utm.*" for a family whose ending becomes the field `key`.
    `bare` names the field that a value takes which is not a mapping: `came_from: coupon` is `{channel: coupon}`.
    `whole` says that the value always is the field `bare`, mappings too (`geo.country: { starts_with: G }`).
    `reads_past` says that the answer needs what the visitor did before this request.
    """

    __slots__ = ()
    word: ClassVar[str]
    bare: ClassVar[str] = "test"
    whole: ClassVar[bool] = False
    reads_past: ClassVar[bool] = False

    @classmethod
    def fields(cls, name: str, value: object) -> dict[str, object]:
        """Return what a person wrote behind the word as its fields by name; `name` is the word as written."""
        fields = {cls.bare: value} if cls.whole or not isinstance(value, Mapping) else dict(value)
        return {**fields, "key": name.split(".", 1)[1]} if cls.word.endswith(".*") else fields


def words(package: ModuleType) -> Mapping[str, TypeAdapter[Word]]:
    """Return every word that the modules of a package define, by name, each ready to validate what a person wrote."""
    found: dict[str, TypeAdapter[Word]] = {}
    for entry in iter_modules(package.__path__):
        module = import_module(f"{package.__name__}.{entry.name}")
        for _, member in getmembers(module, isclass):
            if issubclass(member, Word) and member.__module__ == module.__name__:
                found[member.word] = TypeAdapter(member)
    return found
