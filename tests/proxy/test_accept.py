import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.accept import best, narrowed, takes_gzip


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip, deflate, br", "gzip"),
        ("br", "br"),
        ("GZIP", "gzip"),
        ("x-gzip", "gzip"),
        ("*", "gzip"),
        ("gzip;q=0.5, br;q=0.8", "br"),
        ("gzip;q=0.5, br;q=0.500", "gzip"),
        ("gzip ; q=0.3", "gzip"),
        ("identity;q=0.5, gzip;q=1.0", "gzip"),
        ("identity, gzip", "gzip"),
        ("br;q=foo, gzip;q=0.1", "gzip"),
    ],
)
def test_the_best_of_what_the_client_takes(accept: str, expected: str) -> None:
    assert best(accept) == expected


@pytest.mark.parametrize(
    "accept",
    [
        "",
        "identity",
        "deflate",
        "dcb, dcz",
        "gzip;q=0",
        "gzip;q=0.000",
        "gzip;q=0, *",
        "identity, gzip;q=0.5",
        "*;q=0",
        "br;q=foo, *;q=0, identity;q=0, \xff",
        "gzip;q=-1",
        "gzip;q=nan",
        "gzip;q=2",
        "gzip;q=",
        "gzip;level=1",
        ";;,=,",
    ],
)
def test_no_coding_for_who_does_not_ask_for_it(accept: str) -> None:
    assert best(accept) == ""


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("gzip, deflate, br, zstd", "gzip"),
        ("br, gzip;q=0.5", "gzip;q=0.5"),
        ("gzip;q=0, br", "gzip;q=0"),
        ("x-gzip, identity;q=0.1", "x-gzip, identity;q=0.1"),
        ("*", "gzip"),
        ("gzip;q=0, *", "gzip;q=0"),
        ("*;q=0", "identity"),
        ("br", "identity"),
        ("", "identity"),
    ],
)
def test_the_origin_is_asked_for_gzip_at_most(accept: str, expected: str) -> None:
    assert narrowed(accept) == expected


@given(st.text(alphabet="gzipbrstd;q=01.*, \xff", max_size=60))
def test_any_field_is_read(accept: str) -> None:
    assert best(accept) in {"", "gzip", "br", "zstd"}
    assert narrowed(accept)


@pytest.mark.parametrize(
    ("accept", "taken"),
    [("gzip, br", True), ("x-gzip", True), ("*", True), ("gzip;q=0, *", False), ("br", False), ("", False)],
)
def test_what_is_deflated_already_goes_to_who_takes_it(accept: str, taken: bool) -> None:
    assert takes_gzip(accept) is taken
