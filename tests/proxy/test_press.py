"""Pages coded out of parts: the same bytes as if they were coded whole, however often and in whatever parts."""

import gzip
import random
import zlib

import brotli  # type: ignore[import-untyped] # it ships no types
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from proxy.coding import made
from proxy.press import Press
from rules.decision import Reason

LIMIT = 2**20
BUDGET = 2**20
TEXT = "".join(random.Random(1).choices("<p> shop</", k=9_000)).encode()

PARTS = st.lists(
    st.one_of(st.sampled_from([TEXT, TEXT[:2_048], TEXT[:2_047]]), st.binary(max_size=60)), max_size=12
).map(tuple)


def opened(coded: bytes, name: str) -> bytes:
    if name == "zstd":
        return zstandard.ZstdDecompressor().decompress(coded, max_output_size=LIMIT)
    return bytes(brotli.decompress(coded)) if name == "br" else gzip.decompress(coded) if name else coded


@given(st.lists(PARTS, min_size=1, max_size=3), st.sampled_from(["gzip", "zstd", "br", ""]))
def test_parts_are_coded_as_the_page_that_they_make(pages: list[tuple[bytes, ...]], name: str) -> None:
    press = Press(BUDGET)
    for parts in (*pages, *pages):
        whole = b"".join(parts)
        assert opened(press.coded(parts or (b"",), name), name) == whole


def test_a_stitched_page_is_one_member_that_ends_where_it_should() -> None:
    stream = zlib.decompressobj(31)
    coded = Press(BUDGET).coded((TEXT, b"<b>Ann</b>", TEXT[:5_000]), "gzip")
    assert stream.decompress(coded) == TEXT + b"<b>Ann</b>" + TEXT[:5_000]
    assert stream.eof
    assert stream.unused_data == b""


def test_it_is_hardly_larger_than_a_page_coded_whole() -> None:
    parts = (TEXT[:4_000], b"<b>Ann</b>", TEXT[4_000:])
    assert len(Press(BUDGET).coded(parts, "gzip")) < 1.15 * len(made(b"".join(parts), "gzip"))


@pytest.mark.parametrize("name", ["gzip", "zstd", "br"])
def test_the_same_object_is_coded_once(name: str) -> None:
    press = Press(BUDGET)
    first = press.coded((TEXT,), name)
    held = press.size
    assert held > len(TEXT)
    assert press.coded((TEXT,), name) == first
    assert press.size == held


def test_a_visitors_own_words_are_not_kept() -> None:
    press = Press(BUDGET)
    press.coded((TEXT, b"<b>Ann</b>"), "gzip")
    held = press.size
    for number in range(50):
        press.coded((TEXT, b"<b>%d</b>" % number), "gzip")
    assert press.size == held


def test_equal_bytes_are_opened_once() -> None:
    press, coded = Press(BUDGET), made(TEXT, "gzip")
    first = press.opened(coded, ("gzip",), LIMIT)
    assert first == TEXT
    assert press.opened(bytes(bytearray(coded)), ("gzip",), LIMIT) is first


def test_what_cannot_be_opened_stays_so() -> None:
    press, coded = Press(BUDGET), made(TEXT, "gzip")
    for _ in range(2):
        assert press.opened(coded[:-9], ("gzip",), LIMIT) is Reason.UNSUPPORTED_CODING
        assert press.opened(coded, ("gzip",), 100) is Reason.TOO_LARGE
        assert press.opened(coded, ("gzip",), LIMIT) == TEXT


def test_a_page_without_a_coding_is_itself() -> None:
    press = Press(BUDGET)
    assert press.opened(TEXT, (), LIMIT) is TEXT
    assert press.size == 0


def test_the_budget_is_kept_and_the_one_used_longest_ago_goes() -> None:
    press = Press(30_000)
    pages = [bytes([65 + number]) * 9_000 for number in range(6)]
    for page in (pages[0], pages[1], pages[0], pages[2], pages[0], pages[3], pages[0]):
        assert gzip.decompress(press.coded((page,), "gzip")) == page
        assert press.size <= 30_000
    huge = b"x" * 40_000
    assert gzip.decompress(press.coded((huge,), "gzip")) == huge
    assert press.size <= 30_000
