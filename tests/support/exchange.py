"""A wire with a visitor at one end and the shop at the other, and what both saw of each exchange."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from tests.support.devanture import Devanture
from tests.support.door import Heard, heard, parsed, request
from tests.support.relay import Relay

HREF = re.compile(rb"""<(?:a|link|img|script)\s[^>]*?(?:href|src)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request with its answer, as the visitor saw them and as the shop did."""

    sent: bytes
    got: Heard
    asked: bytes
    own: Heard


@dataclass(frozen=True, slots=True)
class Wire:
    """A visitor at one end, the shop at the other."""

    devanture: Devanture
    relay: Relay

    async def asks(self, target: str, *lines: str, method: str = "GET", body: str = "") -> Exchange:
        sent = request(target, *lines, method=method, body=body)
        self.relay.taken()
        got = await heard(self.devanture.port, sent, method=method)
        asked, answered = self.relay.taken()
        return Exchange(sent, got, asked, parsed(answered, method))

    async def alone(self, target: str, *lines: str) -> Heard:
        """Ask the shop itself."""
        return await heard(self.relay.port, request(target, *lines))


def own(exchange: Exchange) -> Heard:
    """Check that the visitor got the shop's very answer, and return it."""
    got, shop = exchange.got, exchange.own
    assert (got.status, got.body, got.whole) == (shop.status, shop.body, True)
    assert got.field("Set-Cookie")[: len(shop.field("Set-Cookie"))] == shop.field("Set-Cookie")
    return got


def links(page: bytes, base: str) -> list[str]:
    found = (urlsplit(urljoin(base, href.decode("latin-1").replace("&amp;", "&"))) for href in HREF.findall(page))
    here = (parts for parts in found if parts.netloc == "shop.test")
    return [f"{parts.path}?{parts.query}" if parts.query else parts.path for parts in here]
