"""`class`: adds and removes classes of an element, so that the shop's own stylesheet changes how it looks."""

import re
from typing import Annotated, ClassVar, Self

from pydantic import BeforeValidator, Field, model_validator
from pydantic.dataclasses import dataclass

from rules.claims import token
from rules.context import Context
from rules.decision import Edit, Element, Op, Tokens
from rules.language.names import ElementRef
from rules.language.operands import several, wrong
from rules.language.word import Word

_TOKEN = re.compile(r"[^\s\"'<>&]{1,100}")


def _classes(value: object) -> object:
    names = value.split() if isinstance(value, str) else several(value)
    for name in names if isinstance(names, list) else ():
        if not isinstance(name, str) or not _TOKEN.fullmatch(name):
            raise wrong("wrong-value", f'"{name}" is no class: write one such as highlighted, or a list of them')
    return names


Classes = Annotated[tuple[str, ...], BeforeValidator(_classes)]


@dataclass(frozen=True, slots=True)
class Class(Word):
    word: ClassVar[str] = "class"
    bare: ClassVar[str] = "on"

    element: Annotated[ElementRef, Field(alias="on")]
    add: Classes = ()
    remove: Classes = ()

    @model_validator(mode="after")
    def _useful(self) -> Self:
        if not self.add and not self.remove:
            raise wrong("missing-value", "say which class to `add` or to `remove`")
        if both := sorted(set(self.add) & set(self.remove)):
            raise wrong("wrong-value", f'"{both[0]}" is both added and removed')
        return self

    def edits(self, _context: Context) -> tuple[Edit, ...]:
        return (Edit(self.element, Op.SET, Tokens(self.add, self.remove), name="class"),)

    def outcome(self) -> tuple[str, str]:
        return ("class", self.element.name)

    def touches(self) -> tuple[Element, ...]:
        return (self.element,)

    def claims(self) -> frozenset[str]:
        return frozenset(token(self.element, name) for name in (*self.add, *self.remove))

    def remembers(self) -> bool:
        return False
