"""The shape that every word of the language has: what it is called, and how its YAML becomes its fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from inspect import getmembers, isclass
from pkgutil import iter_modules
from types import ModuleType
from typing import ClassVar

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from rules.context import Context
from scoring.event import Event


class Word:
    """One word: a frozen, slotted pydantic dataclass in a file that bears its name.

    `word` is the name as marketers write it, "utm.*" for a family whose ending becomes the field `key`.
    `bare` names the field that a value takes which is not a mapping: `came_from: coupon` is `{channel: coupon}`.
    `whole` says that the value always is the field `bare`, mappings too (`geo.country: { starts_with: G }`).
    `reads_past` says that the answer needs what the visitor did before this request.
    `keeps` says that it leaves something with the visitor, which `marks` tells.
    `needs_when` is a `when` that fits a word which makes sense at a moment alone, "" for all others.
    `attention` names the class of attention that it asks for ("popups"), "" for none.
    `of_arrival` says that the answer needs the arrival and nothing else, so that it is the same whenever it is asked.
    """

    __slots__ = ()
    word: ClassVar[str]
    bare: ClassVar[str] = "test"
    whole: ClassVar[bool] = False
    reads_past: ClassVar[bool] = False
    keeps: ClassVar[bool] = False
    needs_when: ClassVar[str] = ""
    attention: ClassVar[str] = ""
    of_arrival: ClassVar[bool] = False

    @classmethod
    def fields(cls, name: str, value: object) -> dict[str, object]:
        """Return what a person wrote behind the word as its fields by name; `name` is the word as written."""
        fields = {cls.bare: value} if cls.whole or not isinstance(value, Mapping) else dict(value)
        return {**fields, "key": name.split(".", 1)[1]} if cls.word.endswith(".*") else fields

    def marks(self, _context: Context) -> tuple[Event, ...]:
        """Return the events that leave a mark with the visitor when its rule acts."""
        return ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A word as the loader uses it: its class, and the adapter that makes one from what a person wrote."""

    kind: type[Word]
    adapter: TypeAdapter[Word]

    @property
    def fields(self) -> frozenset[str]:
        """The names a person may write; the class gives each, or its alias where the name is Python's own."""
        declared: Mapping[str, FieldInfo] = getattr(self.kind, "__pydantic_fields__", {})
        return frozenset(
            str(info.validation_alias or info.alias or name)
            for name, info in declared.items()
            if info.init is not False  # what a word is told by its place in the rule, no person writes
        )


def words(package: ModuleType) -> Mapping[str, Entry]:
    """Return every word that the modules of a package define, by name."""
    found: dict[str, Entry] = {}
    for entry in iter_modules(package.__path__):
        module = import_module(f"{package.__name__}.{entry.name}")
        for _, member in getmembers(module, isclass):
            if issubclass(member, Word) and member.__module__ == module.__name__:
                found[member.word] = Entry(member, TypeAdapter(member))
    return found


def of_arrival(asked: object) -> bool:
    """Tell a word whose answer is the same whenever it is asked of one arrival."""
    return isinstance(asked, Word) and asked.of_arrival


def find(vocabulary: Mapping[str, Entry], name: str) -> Entry | None:
    """Return the entry of a word as written; `utm.medium` is one of the family `utm.*`."""
    return vocabulary.get(name) or vocabulary.get(name.split(".", 1)[0] + ".*" if "." in name else "")
