import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.forwarding import Hop
from proxy.headers import identified, passed, personal, upstream
from proxy.message import Head, Headers, every

_AT = Hop("198.51.100.9", trusted=False)
_ADDED = (b"X-Forwarded-For", b"X-Forwarded-Proto", b"X-Forwarded-Host")


def goes_up(*lines: tuple[bytes, bytes], followed: bool = False, method: str = "GET") -> Headers:
    """Return the fields that reach the shop, but for Host and those that introduce the client."""
    found = upstream(Head(method, "/", ((b"Host", b"shop.test"), *lines)), _AT, followed=followed)
    assert found[0] == (b"Host", b"shop.test")
    assert set(_ADDED) <= {name for name, _ in found}
    return tuple(line for line in found[1:] if line[0] not in _ADDED)


@pytest.mark.parametrize(
    "line",
    [
        (b"Connection", b"keep-alive"),
        (b"Keep-Alive", b"timeout=5"),
        (b"Proxy-Connection", b"keep-alive"),
        (b"Proxy-Authorization", b"Basic Zm9vOmJhcg=="),
        (b"TE", b"trailers"),
        (b"Trailer", b"X-Sum"),
        (b"Transfer-Encoding", b"chunked"),
        (b"Upgrade", b"h2c"),
        (b"Expect", b"100-continue"),
        (b"Proxy", b"http://evil.test:8080"),
    ],
)
def test_what_is_not_for_the_shop_stays_here(line: tuple[bytes, bytes]) -> None:
    assert goes_up(line) == ()


def test_what_connection_names_stays_here() -> None:
    assert (
        goes_up(
            (b"Connection", b"close, X-Secret"), (b"connection", b"x-other"), (b"X-Secret", b"1"), (b"X-Other", b"2")
        )
        == ()
    )


@pytest.mark.parametrize("name", [b"Cookie", b"Content-Type", b"Content-Length"])
def test_connection_cannot_take_away_what_the_shop_needs(name: bytes) -> None:
    assert goes_up((b"Connection", b"Host, " + name), (name, b"1")) == ((name, b"1"),)


def test_connection_cannot_take_away_who_the_client_is() -> None:
    goes_up((b"Connection", b"X-Forwarded-For, X-Forwarded-Host"), (b"X-Forwarded-For", b"1.2.3.4"))


def test_everything_else_keeps_its_bytes_and_order() -> None:
    lines = ((b"accept", b"*/*"), (b"X-A", b"caf\xe9"), (b"x-a", b" 2"), (b"Range", b"bytes=0-1"), (b"Via", b"1.1 a"))
    assert goes_up(*lines) == lines


def test_our_cookies_stay_here() -> None:
    assert goes_up((b"Cookie", b"s=1; dv=x"), (b"Cookie", b"t=2")) == ((b"Cookie", b"s=1; t=2"),)


@pytest.mark.parametrize("name", [b"If-None-Match", b"If-Modified-Since", b"If-Range", b"Range", b"A-IM"])
def test_a_followed_request_asks_for_a_whole_page(name: bytes) -> None:
    assert goes_up((name, b"x"), followed=True) == ((b"Accept-Encoding", b"identity"),)
    assert goes_up((name, b"x")) == ((name, b"x"),)


def test_a_followed_request_asks_for_what_we_can_undo() -> None:
    accept = (b"Accept-Encoding", b"gzip, br, zstd, dcb")
    assert goes_up(accept, followed=True) == ((b"Accept-Encoding", b"gzip"),)
    assert goes_up(accept) == (accept,)


@pytest.mark.parametrize(
    "line",
    [
        (b"Connection", b"close"),
        (b"Keep-Alive", b"timeout=5"),
        (b"Transfer-Encoding", b"chunked"),
        (b"Trailer", b"X-Sum"),
        (b"Upgrade", b"h2c"),
        (b"Proxy-Authenticate", b"Basic"),
    ],
)
def test_an_answer_loses_what_was_for_one_connection(line: tuple[bytes, bytes]) -> None:
    assert passed((line, (b"Date", b"x"))) == ((b"Date", b"x"),)


def test_an_answer_never_has_two_framings() -> None:
    assert passed(((b"Content-Length", b"5"), (b"Transfer-Encoding", b"chunked"))) == ()
    assert passed(((b"Content-Length", b"5"),)) == ((b"Content-Length", b"5"),)


def test_an_answer_has_one_date() -> None:
    assert passed(((b"Date", b"a"), (b"X", b"b"), (b"date", b"c"))) == ((b"X", b"b"), (b"Date", b"a"))


def test_an_answer_keeps_what_makes_it_readable() -> None:
    coded: Headers = ((b"Content-Encoding", b"gzip"), (b"Set-Cookie", b"a=1"))
    assert passed((*coded, (b"Connection", b"Content-Encoding, Set-Cookie"))) == coded


@pytest.mark.parametrize(
    "name",
    [
        b"ETag", b"Last-Modified", b"Content-MD5", b"Digest", b"Content-Digest", b"Repr-Digest", b"Accept-Ranges",
        b"Content-Encoding", b"Content-Length", b"CDN-Cache-Control", b"Transfer-Encoding",
    ],
)  # fmt: skip
def test_nothing_speaks_of_the_shops_bytes_when_they_are_ours(name: bytes) -> None:
    assert personal(((name, b"x"),), "zstd", 9) == personal((), "zstd", 9)


def test_a_personal_page_is_for_one_visitor() -> None:
    headers = personal(((b"Cache-Control", b"public, max-age=600"), (b"Vary", b"User-Agent")), "br", 42)
    assert set(headers) == {
        (b"Cache-Control", b"private, no-cache"),
        (b"Vary", b"User-Agent, Accept-Encoding, Cookie"),
        (b"Content-Encoding", b"br"),
        (b"Content-Length", b"42"),
    }


def test_a_personal_page_without_a_coding_names_none() -> None:
    assert every(personal((), "", 42), b"content-encoding") == ()


@pytest.mark.parametrize(
    "name", [b"Content-Security-Policy", b"Strict-Transport-Security", b"X-Frame-Options", b"Date", b"Age", b"Location"]
)
def test_a_personal_page_keeps_the_rest(name: bytes) -> None:
    assert (name, b"x") in personal(((name, b"x"),), "", 1)


def test_our_cookies_come_after_the_shops() -> None:
    headers = identified(((b"Set-Cookie", b"a=1, b"), (b"set-cookie", b"c=2")), (b"dv=x", b"dv-preview=y"))
    assert every(headers, b"set-cookie") == ("a=1, b", "c=2", "dv=x", "dv-preview=y")


def test_an_answer_with_our_cookie_is_in_no_shared_cache() -> None:
    assert (b"Cache-Control", b"private, no-cache") in identified(((b"Cache-Control", b"public"),), (b"dv=x",))


def test_without_a_cookie_of_ours_nothing_changes() -> None:
    headers: Headers = ((b"Cache-Control", b"public"), (b"Set-Cookie", b"a=1"))
    assert identified(headers, ()) == headers


@pytest.mark.parametrize(
    ("said", "sets"), [(b'"cookies"', 0), (b'"cache", "cookies"', 0), (b'"*"', 0), (b'"cache"', 1)]
)
def test_while_the_shop_clears_cookies_we_set_none(said: bytes, sets: int) -> None:
    assert len(every(identified(((b"Clear-Site-Data", said),), (b"dv=x",)), b"set-cookie")) == sets


_NAMES = st.sampled_from(
    [b"Set-Cookie", b"set-cookie", b"Vary", b"Cache-Control", b"Connection", b"ETag", b"X-A", b"Link"]
)
_LINES = st.lists(st.tuples(_NAMES, st.binary(max_size=12)), max_size=12).map(tuple)


@given(_LINES)
def test_set_cookie_lines_are_never_merged_lost_or_moved(headers: Headers) -> None:
    shops = [value for name, value in headers if name.lower() == b"set-cookie"]
    for made in (passed(headers), personal(headers, "gzip", 1), identified(headers, ())):
        assert [value for name, value in made if name.lower() == b"set-cookie"] == shops
    ours = identified(personal(headers, "", 1), (b"dv=x",))
    assert [value for name, value in ours if name.lower() == b"set-cookie"] == [*shops, b"dv=x"]
