"""`email.known`: whether this person gave a mail address to a rule (`capture`) that may still be used."""

from typing import ClassVar

from pydantic import StrictBool
from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.word import Word
from rules.past import NOT_KNOWN, ago


@dataclass(frozen=True, slots=True)
class EmailKnown(Word):
    """An address counts until its time has come; what the shop itself knows of a customer is not asked."""

    word: ClassVar[str] = "email.known"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True

    test: StrictBool

    def answer(self, context: Context) -> Truth:
        if context.visitor is None:
            return Truth.UNKNOWN
        return Truth.of(bool(context.visitor.marks.mailed(context.now)) is self.test)

    def seen(self, context: Context) -> str:
        """Return for what an address was given, and never the address."""
        if context.visitor is None:
            return NOT_KNOWN
        mails = context.visitor.marks.mailed(context.now)
        told = (f"given for {purpose}, {ago(mail.at, context.now)}" for purpose, mail in mails.items())
        return "; ".join(told) or "not given"
