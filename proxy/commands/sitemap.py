"""Reads the addresses that a shop's sitemap lists, other sitemaps that it names among them (sitemaps.org, 0.9)."""

import zlib
from urllib.parse import urljoin
from xml.parsers import expat

from proxy.commands.fetch import FetchError, fetched
from proxy.message import first

MOST_SITEMAPS = 50
MOST_BYTES = 50 * 2**20
"""What one sitemap may have, opened (sitemaps.org, "Sitemap file requirements")."""

_GZIP = b"\x1f\x8b"


async def listed(url: str, most: int) -> list[str]:
    """Return up to `most` addresses in their order, each once; raise FetchError when there is no sitemap."""
    waiting, found, asked = [url], dict[str, None](), set[str]()
    while waiting and len(found) < most and len(asked) < MOST_SITEMAPS:
        one = waiting.pop(0)
        asked.add(one)
        pages, sitemaps = _read(await _fetched(one), one)
        found |= dict.fromkeys(pages)
        waiting += [link for link in sitemaps if link not in asked]
    if not found:
        raise FetchError(f"{url} lists no address")
    return list(found)[:most]


async def _fetched(url: str) -> bytes:
    _, page = await fetched(url, {"Accept": "application/xml, text/xml"})
    if page.status != 200:
        raise FetchError(f"{url} answered {page.status} {page.reason}")
    raw = page.body or b""
    for _ in range(2):
        # the file itself may be gzip, and its way here once more
        if raw.startswith(_GZIP):
            raw = _opened(raw, url)
    coding = first(page.headers, b"content-encoding").lower()
    if coding not in ("", "identity", "gzip"):
        raise FetchError(f"{url} came as {coding}, which was not asked for")
    return raw


def _opened(raw: bytes, url: str) -> bytes:
    try:
        opener = zlib.decompressobj(16 + zlib.MAX_WBITS)
        opened = opener.decompress(raw, MOST_BYTES)
    except zlib.error as error:
        raise FetchError(f"{url} is no gzip file: {error}") from error
    if opener.unconsumed_tail:
        raise FetchError(f"{url} has more than {MOST_BYTES} bytes")
    return opened


def _read(raw: bytes, url: str) -> tuple[list[str], list[str]]:
    """Return the pages and the sitemaps that one file lists."""
    reading = _Locations(url)
    try:
        reading.parser.Parse(raw, True)
    except expat.ExpatError as error:
        message = expat.errors.messages[error.code]
        raise FetchError(f"{url} is no sitemap: line {error.lineno}: {message}") from error
    return reading.found["url"], reading.found["sitemap"]


class _Locations:
    """Collects the text of each `loc` by the element around it; a document type is refused, for entities are in it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.found: dict[str, list[str]] = {"url": [], "sitemap": []}
        self._around: list[str] = []
        self._text: list[str] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text.append
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self._around.append(name.rsplit(" ", 1)[-1])
        self._text.clear()

    def _end(self, _name: str) -> None:
        name = self._around.pop()
        if name == "loc" and self._around and self._around[-1] in self.found:
            self.found[self._around[-1]].append(urljoin(self.url, "".join(self._text).strip()))

    def _doctype(self, *_declared: object) -> None:
        raise FetchError(f"{self.url} is no sitemap: it declares a document type")
