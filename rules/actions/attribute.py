"""`attribute`: sets one attribute of an element, or removes it when no value is given."""

import re
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator
from pydantic.dataclasses import dataclass

from rules.claims import attribute
from rules.context import Context
from rules.decision import Edit, Element, Op, Text
from rules.language.names import ElementRef
from rules.language.operands import wrong
from rules.language.problem import RulebookError
from rules.language.tags import is_address, takes_values
from rules.language.template import compile_address
from rules.language.word import Word
from rules.language.wording import Words, remembers
from rules.values import values

_NAME = re.compile(r"[a-z][a-z0-9_.:-]{0,63}")
_RUNS = frozenset({"srcdoc", "style", "nonce", "integrity", "http-equiv"})
"""Attributes that run or load something, or that the page's own security rests on; and `style`, which a CSP forbids."""


@dataclass(frozen=True, slots=True)
class Attribute(Word):
    word: ClassVar[str] = "attribute"
    bare: ClassVar[str] = "on"

    element: Annotated[ElementRef, Field(alias="on")]
    name: str
    value: Words | None = None

    @model_validator(mode="after")
    def _harmless(self) -> Self:
        if not _NAME.fullmatch(self.name):
            raise wrong("wrong-value", f'"{self.name}" is no attribute: write it in small letters, such as title')
        if self.name == "class":
            raise wrong("wrong-value", "the word `class` adds and removes classes and keeps the others")
        if self.value is not None:
            _check(self.name, self.value.source, shows=bool(self.value.uses))
        return self

    def edits(self, context: Context) -> tuple[Edit, ...]:
        if self.value is None:
            return (Edit(self.element, Op.SET, name=self.name),)
        text = self.value.render(values(context))
        return () if text is None else (Edit(self.element, Op.SET, Text(text), name=self.name),)

    def outcome(self) -> tuple[str, str]:
        return ("attribute", self.element.name)

    def touches(self) -> tuple[Element, ...]:
        return (self.element,)

    def claims(self) -> frozenset[str]:
        return frozenset({attribute(self.element, self.name)})

    def remembers(self) -> bool:
        return remembers(self.value)


def _check(name: str, value: str, *, shows: bool) -> None:
    if name.startswith("on") or name in _RUNS:
        raise wrong("unsafe-attribute", f'"{name}" may only be removed: a rule sets nothing that runs or restyles')
    if shows and not takes_values(name):
        raise wrong("unsafe-attribute", f'a {{{{ value }}}} may not stand in "{name}"')
    if is_address(name):
        try:
            compile_address(value)
        except RulebookError as error:
            raise wrong(error.problems[0].code, error.problems[0].message) from error
