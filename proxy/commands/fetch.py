"""Fetches pages of the shop for the commands that look at them; serving has its own client."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from aiohttp import ClientError, ClientSession, ClientTimeout, DummyCookieJar
from yarl import URL

from proxy.message import Head, Page

_PATIENCE = ClientTimeout(total=30, sock_connect=5)


class FetchError(Exception):
    """The shop did not answer; the message says which address and why."""


async def fetched(url: str, headers: Mapping[str, str]) -> tuple[Head, Page]:
    """Return the request as we saw it and the page, undecoded; redirects are not followed."""
    wanted = {"Accept": "text/html", "Accept-Encoding": "gzip", "User-Agent": "Devanture", **headers}
    try:
        async with (
            ClientSession(cookie_jar=DummyCookieJar(), auto_decompress=False, timeout=_PATIENCE) as client,
            client.get(URL(url, encoded=True), headers=wanted, allow_redirects=False) as answer,
        ):
            page = Page(answer.status, tuple(answer.raw_headers), answer.reason or "", await answer.read())
    except (ClientError, TimeoutError, ValueError) as error:
        raise FetchError(f"{url} does not answer: {error or 'no answer in 30 seconds'}") from error
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    sent = (("Host", parts.netloc), *wanted.items())
    return Head("GET", target, tuple((k.lower().encode(), v.encode("latin-1", "replace")) for k, v in sent)), page
