"""Puts our script into a page, under the page's own policy or not at all; what it watches stands on its tag."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape

from proxy.csp import Policies, Use
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

    def edit(self, ticket: str, watched: tuple[Element, ...], allowed: Policies) -> Edit | None:
        """Return the edit that puts the script in, None where a policy forbids the script or what it would send."""
        nonce = allowed.nonce(Use.SCRIPT)
        if not (allowed.allows_own(Use.SCRIPT, self.script, nonce) and allowed.allows_own(Use.CONNECT, self.beacon)):
            return None
        said = f' nonce="{escape(nonce)}"' if nonce else ""
        # a <base> of the shop may lead elsewhere, so the host is named; the scheme stays the page's
        source = allowed.site.partition(":")[2] + self.script
        markup = (
            f'<script defer src="{escape(source)}"{said} data-to="{escape(self.beacon)}" '
            f'data-elements="{_listed(watched)}" data-ticket="{ticket}"></script>'
        )
        return Edit(_BODY, Op.APPEND, Html(markup), rule=CLIENT)


@lru_cache(64)
def _listed(watched: tuple[Element, ...]) -> str:
    return escape(json.dumps([[element.name, element.css] for element in watched], separators=(",", ":")))
