"""Puts our script into a page, under the page's own policy or not at all; what it watches stands on its tag."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from proxy.csp import Use, policies
from rules.decision import Contract, Edit, Element, Html, Op
from rules.reading import Reading, Source

CLIENT = ":client"
"""The rule id of our own edit; no marketer's id may begin with a colon."""

BEACON = "beacon"

_BODY = Element(CLIENT, "body", Contract.EXACTLY_ONE)

_META = 'meta[http-equiv="content-security-policy" i]'

METAS: Mapping[str, Reading] = {
    "meta.first": Reading(Source.CSS, _META, attribute="content"),
    "meta.second": Reading(Source.CSS, f"{_META} ~ {_META}", attribute="content"),
}
"""Where a page says its policy by itself; more than one is not read to the end (CSP3, 3.3)."""


@dataclass(frozen=True, slots=True)
class Client:
    """Where the script is and where it tells to, as paths of the shop's own host."""

    script: str
    beacon: str

    def edit(self, ticket: str, watched: tuple[Element, ...], site: str, said: tuple[str, ...]) -> Edit | None:
        """Return the edit that puts the script into a page of this site, None where a policy forbids it.

        `said` are the policies as the page says them; one that forbids what the script would send forbids it, too.
        """
        begun = _begun(self, watched, site, said)
        return Edit(_BODY, Op.APPEND, Html(f'{begun}{ticket}"></script>'), rule=CLIENT) if begun else None


@lru_cache(256)
def _begun(client: Client, watched: tuple[Element, ...], site: str, said: tuple[str, ...]) -> str:
    """Return the tag up to the ticket, "" where a policy forbids it; most pages of a site have one and the same."""
    allowed = policies((), site, said)
    nonce = allowed.nonce(Use.SCRIPT)
    if not (allowed.allows_own(Use.SCRIPT, client.script, nonce) and allowed.allows_own(Use.CONNECT, client.beacon)):
        return ""
    # a <base> of the shop may lead elsewhere, so the host is named; the scheme stays the page's
    source = escape(site.partition(":")[2] + client.script)
    named = f' nonce="{escape(nonce)}"' if nonce else ""
    listed = escape(json.dumps([[element.name, element.css] for element in watched], separators=(",", ":")))
    return (
        f'<script defer src="{source}"{named} data-to="{escape(client.beacon)}" data-elements="{listed}" data-ticket="'
    )
