"""Tells what a visitor agreed to, by the shop's own consent cookies and TC string."""

from collections.abc import Sequence
from urllib.parse import unquote

from proxy.spoken import spoken
from proxy.tcf import Tcf, tcf
from rules.privacy import ConsentString, Saying
from rules.rulebook import Site

AHEAD = 86_400.0
"""Seconds by which a TC string may be dated later than our clock: they are rounded to the day (TCF 2.2)."""

Pairs = Sequence[tuple[str, str]]
"""The cookies of a request, in its order."""

_DAY = 86_400.0

_YES = frozenset({"1", "true", "yes", "y", "on", "granted", "allow", "allowed", "accept", "accepted", "agreed"})
"""How the consent platforms and Google's Consent Mode say yes."""


def agreed(pairs: Pairs, site: Site, now: float) -> frozenset[str]:
    """Return the purposes that each cookie which speaks of them says yes to: a doubtful yes is none."""
    yes: set[str] = set()
    no: set[str] = set()
    for cookie in site.cookies:
        values = [value for name, value in pairs if name == cookie.name]
        for purpose, saying in cookie.purposes.items():
            (yes if values and _all_say(values, saying) else no).add(purpose)
    if site.tcf is not None:
        strings = _strings(pairs, site.tcf, now)
        for purpose, needed in site.tcf.purposes.items():
            (yes if strings and _allow(strings, needed, site.tcf.vendor) else no).add(purpose)
    return frozenset(yes - no)


def _all_say(values: Sequence[str], saying: Saying) -> bool:
    # a loop, since every page asks
    for value in values:  # noqa: SIM110
        if not says(value, saying):
            return False
    return True


def says(value: str, saying: Saying) -> bool:
    """Tell whether the value of a consent cookie says yes."""
    if not saying.at:
        return saying.has in value or saying.has in unquote(value)
    found = spoken(value, saying.at)
    if found is None:
        return False
    if saying.equals is not None:
        return _text(found) == saying.equals.casefold()
    if saying.has:
        return saying.has in (found if isinstance(found, list) else str(found))
    return _text(found) in _YES


def _text(found: object) -> str:
    return str(found).casefold()


def _strings(pairs: Pairs, asked: ConsentString, now: float) -> list[Tcf]:
    """Return what the TC strings of this request say, none when any of them is broken, expired or too new."""
    read = [tcf(unquote(value)) for name, value in pairs if name == asked.name]
    valid = [found for found in read if found is not None and found.is_valid(now, asked.days * _DAY, AHEAD)]
    return valid if len(valid) == len(read) else []


def _allow(strings: Sequence[Tcf], purposes: frozenset[int], vendor: int) -> bool:
    return all(each.allows(purpose, vendor) for each in strings for purpose in purposes)
