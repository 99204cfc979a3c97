"""Who belongs to a segment, as a remarketing list may know it: a mail address as its hash, and only where agreed."""

import hashlib
from dataclasses import dataclass

from rules.context import PERSONALISE, Consent, Context, Request, Truth
from rules.logic import Condition
from rules.measured import score, stage
from rules.rulebook import Site
from scoring.visitor import Visitor

MARKETING = "marketing"
"""The purpose for which an address must have been given."""


@dataclass(frozen=True, slots=True)
class Member:
    """One visitor of an audience; `email_sha256` is "" for who gave no address for marketing."""

    visitor: str
    email_sha256: str
    score: int
    stage: str


@dataclass(frozen=True, slots=True)
class Audience:
    """The visitors of one segment of a site.

    Nobody asks for a page, so what only a request tells (a place, a device, a query) is unknown or none.
    """

    site: Site
    segment: Condition

    def member(self, who: str, visitor: Visitor, now: float) -> Member | None:
        """Return who belongs to it at a Unix time, None for who does not or cannot be told."""
        mails = visitor.marks.mailed(now)
        context = Context(
            now,
            Request(device=""),
            visitor=visitor,
            consent=Consent(frozenset({PERSONALISE, *mails})),
            arrival=visitor.arrival,
            measures=self.site.measures,
        )
        measured, stands = score(context), stage(context)
        if measured is None or stands is None or self.segment.answer(context) is not Truth.YES:
            return None
        hashed = digest(mails[MARKETING].address) if MARKETING in mails else ""
        return Member(who, hashed, round(measured.value), stands)


def digest(address: str) -> str:
    """Return the SHA-256 of an address as customer lists of Google and Meta ask for it: trimmed, in small letters."""
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()
