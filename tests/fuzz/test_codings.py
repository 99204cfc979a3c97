import gzip
import zlib

import brotli  # type: ignore[import-untyped] # it ships no types
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from proxy.accept import best, narrowed
from proxy.body import Body, decoded, encoded
from proxy.coding import made, undone
from proxy.message import Page
from proxy.press import Press
from rules.decision import Reason
from tests.support.fuzz import examples

CODINGS = ("gzip", "deflate", "br", "zstd")
LIMIT = 4096


def coded(name: str, html: bytes) -> bytes:
    match name:
        case "gzip":
            return gzip.compress(html, mtime=0)
        case "deflate":
            return zlib.compress(html)
        case "br":
            return bytes(brotli.compress(html))
        case _:
            return zstandard.ZstdCompressor().compress(html)


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes, bytes]:
    """Return a coding, a page, and its coded bytes with some of them changed, cut, doubled or added."""
    name = draw(st.sampled_from(CODINGS))
    html = draw(st.binary(max_size=300)) * draw(st.sampled_from([1, 1, 2, 200]))
    raw = coded(name, html)
    at = draw(st.integers(0, len(raw)))
    to = draw(st.integers(at, min(len(raw), at + 8)))
    raw = raw[:at] + draw(st.one_of(st.binary(max_size=6), st.just(raw[at:to]), st.just(raw))) + raw[to:]
    return name, html, raw


@examples(300)
@given(damaged(), st.lists(st.sampled_from([*CODINGS, "x-gzip"]), max_size=1))
def test_damaged_bytes_are_told_and_never_a_fault(broken: tuple[str, bytes, bytes], more: list[str]) -> None:
    name, _, raw = broken
    found = undone(raw, (name, *more), LIMIT)
    assert isinstance(found, Reason) or len(found) <= LIMIT


@examples(300)
@given(damaged())
def test_what_is_undone_is_what_the_librarys_own_reader_reads(broken: tuple[str, bytes, bytes]) -> None:
    name, _, raw = broken
    found = undone(raw, (name,), LIMIT)
    if name == "gzip" and isinstance(found, bytes):
        assert gzip.decompress(raw) == found


@examples(200)
@given(st.binary(max_size=2000), st.lists(st.sampled_from(CODINGS), max_size=2))
def test_whatever_is_coded_is_undone(html: bytes, names: list[str]) -> None:
    raw = html
    for name in names:
        raw = coded(name, raw)
    assert undone(raw, tuple(names), LIMIT) == html


@examples(200)
@given(st.binary(max_size=2000), st.sampled_from(["", *CODINGS]))
def test_what_we_make_is_undone(html: bytes, name: str) -> None:
    if name != "deflate":
        assert undone(made(html, name), (name,) if name else (), LIMIT) == html


values = st.text(st.characters(max_codepoint=255), max_size=30)
accepts = st.one_of(
    values,
    st.lists(
        st.tuples(
            st.sampled_from(["gzip", "x-gzip", "br", "zstd", "identity", "*", "deflate", ""]),
            st.sampled_from([
                "", ";q=0", ";q=1", ";q=0.5", ";Q=0.001",
                "; q = 1.", ";q=", ";q=\xb2", ";q=2", ";x", ";q=0.0001",
            ]),
        ).map("".join),
        max_size=5,
    ).map(", ".join),
)  # fmt: skip


@examples(400)
@given(accepts)
def test_any_accept_encoding_gets_a_coding_it_names(accept: str) -> None:
    name, asked = best(accept), narrowed(accept)
    assert name == "" or name in accept.lower() or "*" in accept
    assert asked.encode("latin-1")
    assert encoded((b"page",), accept, Press(2**20))[1] == name


@examples(300)
@given(
    st.binary(max_size=300), st.lists(values.map(str.encode), max_size=3), st.lists(values.map(str.encode), max_size=3)
)
def test_any_answer_opens_or_says_why_not(body: bytes, types: list[bytes], names: list[bytes]) -> None:
    headers = [(b"Content-Type", b"text/html;" + value) for value in types] or [(b"Content-Type", b"text/html")]
    headers += [(b"Content-Encoding", name) for name in names]
    found = decoded(Page(200, tuple(headers), body=body), LIMIT)
    assert isinstance(found, Body | Reason)
