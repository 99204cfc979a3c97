"""`webhook`: tells another system what happened, behind the page, which stays as it is."""

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic.dataclasses import dataclass

from rules.context import Context
from rules.decision import Edit, Element, Post
from rules.language.names import WebhookRef
from rules.language.operands import wrong
from rules.language.template import Fragment
from rules.language.word import Word
from rules.language.wording import SentWords
from rules.person import person
from rules.values import values
from rules.webhook import Shape

MOST = 30
"""Values of one message."""

_EVENT = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}")
_BY_MAIL = 'write `with: { email: "{{ person.email }}" }`'
_OURS = frozenset({"rule", "visitor"})


def _event(name: str) -> str:
    if not _EVENT.fullmatch(name):
        raise wrong("wrong-value", "name the event in small letters, such as basket.abandoned")
    return name


def _fields(told: Mapping[str, Fragment]) -> Mapping[str, Fragment]:
    for name in told:
        if not _FIELD.fullmatch(name):
            raise wrong("wrong-value", f'"{name}" is no name of a field: letters, digits and _, such as basket_value')
        if name in _OURS:
            raise wrong("wrong-value", f'"{name}" is told in every message: choose another name')
    if len(told) > MOST:
        raise wrong("wrong-value", f"write at most {MOST} fields")
    return told


Event = Annotated[str, AfterValidator(_event)]
Fields = Annotated[dict[str, SentWords], AfterValidator(_fields)]


@dataclass(frozen=True, slots=True)
class Webhook(Word):
    """`with` names the receiver's fields and what stands in them; when one is not known, nothing is sent."""

    word: ClassVar[str] = "webhook"
    bare: ClassVar[str] = "to"

    to: WebhookRef
    event: Event
    told: Annotated[Fields, Field(alias="with", default_factory=dict)]

    @model_validator(mode="after")
    def _finds_somebody(self) -> Self:
        if self.to.shape is Shape.MAUTIC and "email" not in self.told:
            raise wrong("missing-value", f'"{self.to.name}" is a Mautic, which knows people by their mail: {_BY_MAIL}')
        return self

    def posts(self, context: Context, purposes: frozenset[str]) -> tuple[Post, ...]:
        shown = {**context.once("values", lambda: values(context)), "person": person(context, purposes)}
        told = {name: words.render(shown) for name, words in self.told.items()}
        return () if None in told.values() else (Post(self.to.name, self.event, told),)

    def edits(self, _context: Context) -> tuple[Edit, ...]:
        return ()

    def outcome(self) -> tuple[str, str]:
        return ("sent", self.event)

    def touches(self) -> tuple[Element, ...]:
        return ()

    def claims(self) -> frozenset[str]:
        return frozenset()

    def remembers(self) -> bool:
        return False
