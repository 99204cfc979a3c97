"""Fetches pages of the shop for the commands that look at them; serving has its own client."""

import os
from collections.abc import Mapping
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar
from yarl import URL

from proxy.message import Head, Page

_PATIENCE = ClientTimeout(total=30, sock_connect=5)


_MEANT = "%/:?#[]@!$&'()*+,;=~"
"""What stands for itself in an address (RFC 3986, 2.2); all else is written as a browser's address bar would."""


class FetchError(Exception):
    """The shop did not answer, or cannot be asked; the message says which address and why."""


def address(typed: str) -> SplitResult:
    """Return the parts of an address that a person typed; FetchError when no browser would open it."""
    try:
        parts = urlsplit(quote(typed, safe=_MEANT))
        fit = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        fit = False
    if not fit:
        raise FetchError(f'"{typed}" is no address: write one such as https://shop.example/basket')
    return parts


async def fetched(url: str, headers: Mapping[str, str]) -> tuple[Head, Page]:
    """Return the request as we saw it and the page, undecoded; redirects are not followed."""
    parts = address(url)
    wanted = {"Accept": "text/html", "Accept-Encoding": "gzip", "User-Agent": "Devanture", **headers}
    try:
        async with (
            ClientSession(cookie_jar=DummyCookieJar(), auto_decompress=False, timeout=_PATIENCE) as client,
            client.get(URL(urlunsplit(parts), encoded=True), headers=wanted, allow_redirects=False) as answer,
        ):
            page = Page(answer.status, tuple(answer.raw_headers), answer.reason or "", await answer.read())
    except (ClientError, TimeoutError, ValueError) as error:
        raise FetchError(f"{url} does not answer: {_why(error)}") from error
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = (("Host", parts.netloc), *wanted.items())
    return Head("GET", target, tuple((k.lower().encode(), v.encode("latin-1", "replace")) for k, v in sent)), page


def _why(error: Exception) -> str:
    number = error.errno if isinstance(error, OSError) else None
    if number and number > 0:
        return os.strerror(number).lower()
    return str(error) or "no answer in 30 seconds"
