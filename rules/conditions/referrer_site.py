"""`referrer.site`: the site whose link this visit began with, or any site below it; "" is none."""

import re
from typing import Annotated, ClassVar

from pydantic import BeforeValidator
from pydantic.dataclasses import dataclass

from rules.context import Context, Truth
from rules.language.operands import wrong
from rules.language.word import Word
from rules.operators import TextOf
from rules.past import NOT_KNOWN
from rules.url import sites

_SITE = re.compile(r"[\w-]+(\.[\w-]+)*|")


def _site(value: object) -> str:
    """Return a host; a leading `www.` is left out, as people mean the site."""
    if not isinstance(value, str) or not _SITE.fullmatch(value):
        raise wrong("not-a-site", f'write the site alone, such as coupons.example, in place of "{value}"')
    return value.lower().removeprefix("www.")


Site = Annotated[str, BeforeValidator(_site)]


@dataclass(frozen=True, slots=True)
class ReferrerSite(Word):
    word: ClassVar[str] = "referrer.site"
    whole: ClassVar[bool] = True
    reads_past: ClassVar[bool] = True
    of_arrival: ClassVar[bool] = True

    test: TextOf[Site]

    def answer(self, context: Context) -> Truth:
        return self.test.of_any(sites(context.arrival.subject)) if context.arrival else Truth.UNKNOWN

    def seen(self, context: Context) -> str:
        return f"referrer.site = {context.arrival.subject or 'none'}" if context.arrival else NOT_KNOWN
