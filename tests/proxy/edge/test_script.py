"""The browser client as it is served: small, and kept for ever under a name of its own content."""

import gzip
from hashlib import sha256

import pytest

from proxy.edge.script import PARTS, SOURCE, script, source
from proxy.message import Head, Page, first

LARGEST = 4 * 2**10


async def asked(method: str = "GET", accept: str = "") -> Page:
    (answer,) = script().table().values()
    return await answer(Head(method, "/", ((b"Accept-Encoding", accept.encode()),)))


def test_it_is_at_most_four_kilobytes_gzipped() -> None:
    assert len(script().zipped) <= LARGEST
    assert gzip.decompress(script().zipped) == script().plain


def test_comments_and_indents_stay_at_home() -> None:
    assert "// " in source()
    assert len(script().plain) < 0.75 * len(source())
    assert b"// " not in script().plain
    assert b"\n  " not in script().plain


def test_its_name_is_its_contents() -> None:
    assert script().name == f"client.{sha256(script().plain).hexdigest()[:16]}.js"


@pytest.mark.parametrize(
    ("accept", "coding"), [("gzip, deflate, br, zstd", "gzip"), ("", ""), ("br", ""), ("gzip;q=0", "")]
)
async def test_it_is_sent_as_the_browser_takes_it(accept: str, coding: str) -> None:
    page = await asked(accept=accept)
    assert page.status == 200
    assert first(page.headers, b"content-encoding") == coding
    assert page.body == (script().zipped if coding else script().plain)
    assert first(page.headers, b"content-type") == "text/javascript; charset=utf-8"
    assert first(page.headers, b"cache-control") == "public, max-age=31536000, immutable"
    assert first(page.headers, b"vary") == "Accept-Encoding"


async def test_it_is_only_fetched() -> None:
    assert (await asked("POST")).status == 405
    assert (await asked("HEAD")).status == 200


def test_it_asks_for_no_keys_no_values_and_no_place_to_keep_things() -> None:
    text = source()
    for forbidden in ("keydown", "keyup", "keypress", '"input"', '"change"', ".value,", "document.cookie", "Storage"):
        assert forbidden not in text, forbidden


def test_every_part_is_in_it() -> None:
    assert {path.stem for path in SOURCE.iterdir()} == set(PARTS)
