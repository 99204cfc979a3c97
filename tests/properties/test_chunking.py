"""However the shop's answer is cut into chunks and packets, the visitor gets the same page."""

import asyncio
import gzip
import tempfile
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.door import PAGE, heard, open_door, request
from tests.support.origin import Step, ok, scripted

HTML, ZIPPED = b"Content-Type: text/html", b"Content-Encoding: gzip"
CODED = gzip.compress(PAGE, mtime=0)
CUTS = st.lists(st.integers(0, 400), max_size=12)


def cut(whole: bytes, places: list[int]) -> list[bytes]:
    edges = sorted({0, len(whole), *(place for place in places if place < len(whole))})
    return [whole[begin:end] for begin, end in pairwise(edges)]


def chunked(body: bytes, places: list[int], *lines: bytes) -> bytes:
    head = b"\r\n".join((b"HTTP/1.1 200 OK", b"Transfer-Encoding: chunked", HTML, *lines, b"", b""))
    return head + b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in cut(body, places)) + b"0\r\n\r\n"


def packets(answer: bytes, places: list[int]) -> list[Step]:
    """Send an answer in pieces, with a moment between them so that each arrives by itself."""
    return [step for piece in cut(answer, places) for step in (piece, 0.001)]


async def bodies(scripts: list[list[Step]], folder: Path) -> list[bytes]:
    async with scripted(*scripts) as origin, open_door(origin.url, folder) as door:
        answers = [await heard(door.port, request()) for _ in scripts]
    assert all(answer.whole for answer in answers)
    return [answer.body for answer in answers]


@settings(max_examples=12)
@given(st.lists(st.tuples(CUTS, CUTS, st.booleans()), min_size=1, max_size=8))
def test_any_chunking_gives_the_same_page(ways: list[tuple[list[int], list[int], bool]]) -> None:
    scripts = [packets(chunked(*((CODED, a, ZIPPED) if zipped else (PAGE, a))), b) for a, b, zipped in ways]
    with tempfile.TemporaryDirectory() as folder:
        found = asyncio.run(bodies([[ok(PAGE, HTML)], *scripts], Path(folder)))
    assert b"promo" not in found[0]
    assert b"caf\xe9" in found[0]
    assert set(found) == {found[0]}
