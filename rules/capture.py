"""Hears the mail address that a visitor types into a form of a rule, and keeps it for one purpose and so long."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rules.context import Context
from rules.decision import Edit, Element, Post
from rules.hearing import Heard, Told, UnheardError
from rules.language.word import Word
from scoring.event import Event, Kind

WHAT = "capture"
"""What the form tells (`data-dv-tell`)."""

FIELD = "email"

_LONGEST = 254
"""Characters of an address that mail takes (RFC 5321, 4.5.3.1.3)."""

# As browsers check it (HTML, 4.10.5.1.5), so that no address is refused here that the form let pass.
_PART = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
_ADDRESS = re.compile(rf"[a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~-]+@{_PART}(?:\.{_PART})*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Capture(Word):
    """Stands among the actions of its rule: it changes no page by itself, the fragment of another action has the form.

    `keep` is in seconds; `to` names a webhook that is told of each address, "" for none.
    """

    word: ClassVar[str] = WHAT
    keeps: ClassVar[bool] = True
    hears: ClassVar[frozenset[str]] = frozenset({WHAT})

    purpose: str
    keep: float
    to: str = ""

    def must_hear(self) -> bool:
        return True

    def heard(self, fields: Mapping[str, str], told: Told) -> Heard:
        address = fields.get(FIELD, "").strip()
        if fields.keys() != {FIELD} or len(address) > _LONGEST or not _ADDRESS.fullmatch(address):
            raise UnheardError
        if not told.consent.covers(frozenset({self.purpose})):
            raise UnheardError
        until = told.now + self.keep
        known = {"rule": told.rule, "email": address, "until": str(until)}
        posts = (Post(self.to, "email_captured", {"email": address, "purpose": self.purpose, "until": until}),)
        return Heard((Event(Kind.CAPTURED, self.purpose, told.now, known),), posts if self.to else ())

    def edits(self, _context: Context) -> tuple[Edit, ...]:
        return ()

    def outcome(self) -> tuple[str, str]:
        return ("captures", self.purpose)

    def touches(self) -> tuple[Element, ...]:
        return ()

    def claims(self) -> frozenset[str]:
        return frozenset()

    def remembers(self) -> bool:
        return False
