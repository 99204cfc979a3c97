"""Puts our script into a page, under the page's own policy or not at all; what it is told stands on its tag."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from proxy.csp import Use, policies
from proxy.moments import written
from rules.decision import Contract, Edit, Element, Html, Moment, Op
from rules.reading import Reading, Source

CLIENT = ":client"
"""The rule id of our own edit; no marketer's id may begin with a colon."""

BEACON = "beacon"

HOOK = "data-dv-"
"""What the attributes begin with by which markup asks for our script."""

NONE = frozenset[str]()

_BODY = Element(CLIENT, "body", Contract.EXACTLY_ONE)

_META = 'meta[http-equiv="content-security-policy" i]'

METAS: Mapping[str, Reading] = {
    "meta.first": Reading(Source.CSS, _META, attribute="content"),
    "meta.second": Reading(Source.CSS, f"{_META} ~ {_META}", attribute="content"),
}
"""Where a page says its policy by itself; more than one is not read to the end (CSP3, 3.3)."""


@dataclass(frozen=True, slots=True)
class Carried:
    """What the script is told by its tag: `watched` elements, None where the page is not watched, and what waits.

    With no ticket it tells nothing; where it `asks`, whatever it tells may bring more that waits.
    """

    ticket: str = ""
    watched: tuple[Element, ...] | None = None
    moments: tuple[Moment, ...] = ()
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Client:
    """Where the script is and where it tells to, as paths of the shop's own host."""

    script: str
    beacon: str

    def edit(self, carried: Carried, site: str, said: tuple[str, ...]) -> Edit | None:
        """Return the edit that puts the script into a page of this site, None where a policy forbids it.

        `said` are the policies as the page says them; one that forbids what the script would send or do forbids it.
        """
        begun = _begun(self, carried.watched, site, said) if carried.ticket else _silent(self, site, said)
        if not begun or (carried.moments and not policies((), site, said).allows_markup()):
            return None
        asks = 'data-asking="1" ' if carried.asks else ""
        waits = f'data-moments="{_attribute(written(carried.moments))}" ' if carried.moments else ""
        return Edit(
            _BODY, Op.APPEND, Html(f'{begun}{asks}{waits}data-ticket="{carried.ticket}"></script>'), rule=CLIENT
        )


def hooked(edits: Sequence[Edit]) -> frozenset[str]:
    """Return the rules whose edits need our script on the page, though they wait for nothing.

    This is asked for every page that a rule changes, so it looks at each edit once and calls nothing.
    """
    found: frozenset[str] = NONE
    for edit in edits:
        if (type(edit.content) is Html and HOOK in edit.content.markup) or (edit.name and HOOK in edit.name):
            found |= {edit.rule}
    return found


@lru_cache(256)
def _begun(client: Client, watched: tuple[Element, ...] | None, site: str, said: tuple[str, ...]) -> str:
    """Return the tag up to what varies, "" where a policy forbids it; most pages of a site have one and the same."""
    if not policies((), site, said).allows_own(Use.CONNECT, client.beacon):
        return ""
    begun = _silent(client, site, said)
    if watched is None or not begun:
        return begun
    return f'{begun}data-elements="{_attribute([[element.name, element.css] for element in watched])}" '


@lru_cache(256)
def _silent(client: Client, site: str, said: tuple[str, ...]) -> str:
    allowed = policies((), site, said)
    nonce = allowed.nonce(Use.SCRIPT)
    if not allowed.allows_own(Use.SCRIPT, client.script, nonce):
        return ""
    # a <base> of the shop may lead elsewhere, so the host is named; the scheme stays the page's
    source = escape(site.partition(":")[2] + client.script)
    named = f' nonce="{escape(nonce)}"' if nonce else ""
    return f'<script defer src="{source}"{named} data-to="{escape(client.beacon)}" '


def _attribute(value: object) -> str:
    """Return JSON for an attribute; all of it is ASCII, so it is inert in every charset that a page may have."""
    return escape(json.dumps(value, separators=(",", ":")))
