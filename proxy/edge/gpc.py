"""Tells browsers that the shop heeds Global Privacy Control, where a standard has them look for it."""

import json
from datetime import date

from proxy.edge.own import Own, text
from proxy.message import Head, Page

GPC = "/.well-known/gpc.json"
"""The support resource (W3C Global Privacy Control, 4.1)."""


def honours(since: date) -> Own:
    """Return what answers that it is heeded since this day."""
    told = json.dumps({"gpc": True, "lastUpdate": since.isoformat()}).encode()
    fields = ((b"Content-Type", b"application/json"), (b"Cache-Control", b"public, max-age=86400"))

    async def answer(head: Head) -> Page:
        if head.method not in ("GET", "HEAD"):
            return text(405, "only GET is answered here")
        return Page(200, fields, "OK", told)

    return answer
