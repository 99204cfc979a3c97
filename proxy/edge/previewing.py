"""Begins and ends a preview in one browser: a signed link sets the preview cookie and leads to the page."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, quote

from proxy.edge.own import Own, text
from proxy.message import Head, Page
from proxy.preview import begun, ended
from proxy.ribbon import STOP
from proxy.seal import Keys

START = "preview/start"


@dataclass(frozen=True, slots=True)
class Previewing:
    """Our two pages for previews; `keys` are those in force, `clock` gives Unix seconds."""

    keys: Callable[[], Keys]
    clock: Callable[[], float]
    secure: bool

    def table(self) -> Mapping[str, Own]:
        return {START: self.start, STOP: self.stop}

    async def start(self, head: Head) -> Page:
        query = parse_qs(head.target.partition("?")[2])
        cookie = begun(self.keys(), query.get("token", [""])[0], self.clock(), secure=self.secure)
        if cookie is None:
            return text(403, "This preview link has expired, or was made for another site folder than this server's.")
        return _led(query.get("to", ["/"])[0], cookie)

    async def stop(self, _head: Head) -> Page:
        return _led("/", ended(secure=self.secure))


def link(base: str, prefix: str, token: str, target: str) -> str:
    """Return the link that makes a browser a persona and leads it to a path of the shop."""
    return f"{base}{prefix}{START}?token={token}&to={quote(target, safe='')}"


def _led(target: str, cookie: bytes) -> Page:
    """Lead to a path of this very host; what a browser could take for another host leads home instead."""
    safe = target.startswith("/") and target[1:2] not in {"/", "\\"} and target.isascii() and target.isprintable()
    fields = (
        (b"Location", (target if safe else "/").encode()),
        (b"Cache-Control", b"no-store"),
        (b"Referrer-Policy", b"no-referrer"),
        (b"Set-Cookie", cookie),
    )
    return Page(303, fields, "See Other", b"")
