import gzip
import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped] # it ships no types
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from proxy.coding import made, names, undoable, undone
from rules.decision import Reason

_PAGE = b"<html><body><h1>shop</h1>" + b"<p>caf\xe9</p>" * 200
_LIMIT = 1 << 16


def _bare(raw: bytes) -> bytes:
    return zlib.compress(raw)[2:-4]


_MAKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.ZstdCompressor().compress,
}


def opens(raw: bytes, *codings: str) -> bool:
    return undone(raw, codings, _LIMIT) == _PAGE


def refuses(raw: bytes, *codings: str) -> bool:
    return undone(raw, codings, _LIMIT) is Reason.UNSUPPORTED_CODING


@pytest.mark.parametrize("name", _MAKERS)
@given(page=st.binary(max_size=2000))
def test_each_coding_is_undone(name: str, page: bytes) -> None:
    assert undone(_MAKERS[name](page), (name,), _LIMIT) == page


def test_without_a_coding_the_bytes_stay() -> None:
    assert opens(_PAGE)


def test_deflate_without_its_wrapping_is_undone() -> None:
    assert opens(_bare(_PAGE), "deflate")


def test_two_codings_are_undone_in_order() -> None:
    assert opens(gzip.compress(gzip.compress(_PAGE)), "gzip", "gzip")
    assert opens(brotli.compress(zlib.compress(_PAGE)), "deflate", "br")


def test_three_codings_are_not_undone() -> None:
    assert not undoable(("gzip", "gzip", "gzip"))
    assert refuses(_PAGE, "gzip", "gzip", "gzip")


def test_several_members_and_frames_are_one_page() -> None:
    assert opens(gzip.compress(_PAGE[:9]) + gzip.compress(_PAGE[9:]), "gzip")
    assert opens(_MAKERS["zstd"](_PAGE[:9]) + _MAKERS["zstd"](_PAGE[9:]), "zstd")


def test_zeros_after_gzip_are_padding() -> None:
    assert opens(gzip.compress(_PAGE) + b"\0" * 20, "gzip")


def test_thousands_of_empty_members_are_refused() -> None:
    assert refuses(gzip.compress(b"") * 5000, "gzip")


@pytest.mark.parametrize("name", ["compress", "dcb", "aes128gcm", "x-shop", "*"])
def test_an_unknown_coding_is_refused(name: str) -> None:
    assert not undoable((name,))
    assert refuses(_PAGE, name)


@pytest.mark.parametrize("name", _MAKERS)
def test_a_page_cut_anywhere_is_refused(name: str) -> None:
    whole = _MAKERS[name](_PAGE)
    assert all(refuses(whole[:end], name) for end in range(len(whole)))


@pytest.mark.parametrize("name", ["gzip", "deflate"])
def test_a_wrong_checksum_is_refused(name: str) -> None:
    whole = _MAKERS[name](_PAGE)
    assert refuses(whole[:-1] + bytes([whole[-1] ^ 1]), name)


@pytest.mark.parametrize("name", _MAKERS)
def test_what_follows_the_end_is_refused(name: str) -> None:
    assert refuses(_MAKERS[name](_PAGE) + b"<p>more", name)


@given(st.binary(max_size=300), st.sampled_from(sorted(_MAKERS)))
def test_nonsense_never_fails(raw: bytes, name: str) -> None:
    assert undone(raw, (name,), _LIMIT) is not Reason.TOO_LARGE


@pytest.mark.parametrize("name", _MAKERS)
def test_a_bomb_stops_at_the_limit(name: str) -> None:
    assert undone(_MAKERS[name](bytes(5_000_000)), (name,), _LIMIT) is Reason.TOO_LARGE


def test_a_bomb_in_a_bomb_stops_at_the_limit() -> None:
    assert undone(gzip.compress(gzip.compress(bytes(5_000_000))), ("gzip", "gzip"), _LIMIT) is Reason.TOO_LARGE


def test_the_limit_counts_bytes() -> None:
    assert undone(gzip.compress(_PAGE), ("gzip",), len(_PAGE)) == _PAGE
    assert undone(gzip.compress(_PAGE), ("gzip",), len(_PAGE) - 1) is Reason.TOO_LARGE
    assert undone(_PAGE, (), len(_PAGE) - 1) is Reason.TOO_LARGE


@pytest.mark.parametrize("name", ["zstd", "gzip", "br", ""])
@given(page=st.binary(max_size=2000))
def test_what_is_made_is_undone(name: str, page: bytes) -> None:
    assert undone(made(page, name), names((name,)), _LIMIT) == page


def test_names_are_read_over_lines_without_case_or_identity() -> None:
    assert names(("GZIP, identity", " br ,")) == ("gzip", "br")
    assert names(("",)) == ()
