"""Tells what sends a request: a person's browser, a bot that names itself, or what only looks like a browser."""

import re
from dataclasses import dataclass
from functools import lru_cache

from proxy.message import Head, first
from rules.bots import is_bot

_TODAY = re.compile(r"Mozilla/5\.0 .*(?:(?:Chrome|Firefox)/(\d{2,3})|Version/(\d{2}).* Safari/)")
"""How today's browsers name themselves, with their version."""

_CHROME_OR_FIREFOX, _SAFARI = 90, 17
"""Versions from which they tell over https what a request is for (Fetch Metadata; versions as MDN has them)."""

_LONGEST = 512


@dataclass(frozen=True, slots=True)
class _Claim:
    """What a user agent says of itself, and what its browser would send along: languages, and what a request is for."""

    kind: str = "human"
    languages: bool = False
    purpose: bool = False


def kind_of(head: Head) -> str:
    """Return one of `bots.KINDS`: who names itself is a bot, who contradicts itself a suspect."""
    claim = _claim(first(head.headers, b"user-agent")[:_LONGEST])
    if claim.kind != "human":
        return claim.kind
    if claim.languages and not first(head.headers, b"accept-language"):
        return "suspect"
    unsaid = claim.purpose and head.scheme == "https" and not first(head.headers, b"sec-fetch-mode")
    return "suspect" if unsaid else "human"


@lru_cache(2048)
def _claim(user_agent: str) -> _Claim:
    if is_bot(user_agent):
        return _Claim("bot")
    if not user_agent or "Headless" in user_agent:
        return _Claim("suspect")
    found = _TODAY.match(user_agent)
    if found is None:
        return _Claim()
    chrome_or_firefox, safari = map(int, found.groups(default="0"))
    return _Claim(languages=True, purpose=chrome_or_firefox >= _CHROME_OR_FIREFOX or safari >= _SAFARI)
