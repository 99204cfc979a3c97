import gzip
from collections.abc import Sequence

import pytest

from proxy.commands.fetch import FetchError
from proxy.commands.sitemap import listed
from tests.support.origin import Script, ok, scripted

XML = b"Content-Type: application/xml"
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"


def urlset(*pages: str) -> bytes:
    rows = "".join(f"<url><loc>\n  {page} </loc><priority>0.5</priority></url>" for page in pages)
    return f'<?xml version="1.0"?><urlset xmlns="{SPACE}">{rows}</urlset>'.encode()


def index(*sitemaps: str) -> bytes:
    rows = "".join(f"<sitemap><loc>{one}</loc></sitemap>" for one in sitemaps)
    return f'<sitemapindex xmlns="{SPACE}">{rows}</sitemapindex>'.encode()


async def read(bodies: Sequence[bytes], most: int = 100, *fields: bytes) -> list[str]:
    """Return the paths that a sitemap lists; each request meets the next body."""
    scripts: Sequence[Script] = [[ok(body, XML, b"Connection: close", *fields)] for body in bodies]
    async with scripted(*scripts) as origin:
        found = await listed(f"{origin.url}/sitemap.xml", most)
        return [page.removeprefix(origin.url) for page in found]


async def test_pages_are_listed_in_their_order_each_once() -> None:
    assert await read([urlset("https://s.example/b", "https://s.example/a?x=1&amp;y=2", "https://s.example/b")]) == [
        "https://s.example/b",
        "https://s.example/a?x=1&y=2",
    ]


async def test_an_address_may_be_told_from_the_sitemap_on() -> None:
    assert await read([urlset("/basket")]) == ["/basket"]


async def test_other_sitemaps_are_followed() -> None:
    assert await read([index("/one.xml", "/two.xml"), urlset("/a"), urlset("/b", "/a")]) == ["/a", "/b"]


async def test_no_more_are_returned_than_asked_for() -> None:
    assert await read([urlset("/a", "/b", "/c")], 2) == ["/a", "/b"]


async def test_a_sitemap_that_names_itself_is_read_once() -> None:
    with pytest.raises(FetchError, match="lists no address"):
        await read([index("/sitemap.xml")])


async def test_a_sitemap_may_be_a_gzip_file_and_come_by_gzip() -> None:
    packed = gzip.compress(urlset("/a"))
    assert await read([packed]) == ["/a"]
    assert await read([gzip.compress(packed)], 100, b"Content-Encoding: gzip") == ["/a"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"<html><p>no sitemap", "line 1: no element found"),
        (b"<urlset></url>", "line 1: mismatched tag"),
        (b"", "no element found"),
        (b"\x1f\x8bno gzip", "no gzip file"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><urlset/>', "declares a document type"),
        (urlset(), "lists no address"),
        (b"<urlset><video><loc>/not-a-page</loc></video></urlset>", "lists no address"),
    ],
)
async def test_what_is_no_sitemap_is_told(body: bytes, told: str) -> None:
    with pytest.raises(FetchError, match=told):
        await read([body])


async def test_a_sitemap_that_is_not_there_is_told() -> None:
    async with scripted([b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"]) as origin:
        with pytest.raises(FetchError, match="answered 404 Not Found"):
            await listed(f"{origin.url}/sitemap.xml", 10)
