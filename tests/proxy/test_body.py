import gzip

import brotli  # type: ignore[import-untyped] # it ships no types
import pytest

from proxy.body import Body, decoded, encoded, readable, refusal, uncoded
from proxy.charset import Charset
from proxy.message import Headers, Page
from proxy.press import Press
from rules.decision import Reason

_HTML = b"<html><body>caf\xe9</body></html>"
_TYPE = (b"Content-Type", b"text/html; charset=iso-8859-1")


def page(*lines: tuple[bytes, bytes], status: int = 200, body: bytes | None = _HTML) -> Page:
    return Page(status, (_TYPE, *lines), body=body)


def why(*lines: tuple[bytes, bytes], status: int = 200, kind: bytes = b"text/html") -> Reason | None:
    headers: Headers = ((b"content-type", kind), *lines)
    assert readable(status, headers) is (refusal(status, headers) is None)
    return refusal(status, headers)


@pytest.mark.parametrize("status", [200, 201, 203, 403, 404, 410])
def test_what_a_browser_shows_may_be_rewritten(status: int) -> None:
    assert why(status=status) is None


@pytest.mark.parametrize("status", [101, 204, 205, 206, 226, 301, 302, 304, 307, 500, 502, 503, 999])
def test_what_it_does_not_show_and_the_shops_faults_are_left_alone(status: int) -> None:
    assert why(status=status) is Reason.NOT_HTML


@pytest.mark.parametrize(
    "kind", [b"text/html", b"Text/HTML; charset=utf-8", b"text/html;charset=x;level=1", b" text/html "]
)
def test_html_may_be_rewritten(kind: bytes) -> None:
    assert why(kind=kind) is None


@pytest.mark.parametrize(
    "kind",
    [
        b"",
        b"text/plain",
        b"application/json",
        b"application/xhtml+xml",
        b"text/html, text/plain",
        b"multipart/mixed; boundary=text/html",
        b"multipart/x-mixed-replace",
        b"text/htmlx",
        b"*/*",
    ],
)
def test_other_types_are_left_alone(kind: bytes) -> None:
    assert why(kind=kind) is Reason.NOT_HTML


def test_two_types_leave_in_doubt() -> None:
    assert why((b"Content-Type", b"text/plain")) is Reason.NOT_HTML
    assert why((b"Content-Type", b"TEXT/HTML; charset=utf-8")) is None


@pytest.mark.parametrize(
    "line",
    [
        (b"Cache-Control", b"no-transform"),
        (b"cache-control", b"max-age=5, No-Transform"),
        (b"Content-Range", b"bytes 0-99/200"),
        (b"Content-Disposition", b"attachment; filename=a.html"),
        (b"Content-Disposition", b"ATTACHMENT"),
        (b"Content-Disposition", b"signal"),
    ],
)
def test_the_shop_may_forbid(line: tuple[bytes, bytes]) -> None:
    assert why(line) is Reason.NOT_HTML


@pytest.mark.parametrize(
    "line",
    [
        (b"Cache-Control", b"max-age=5, private"),
        (b"Cache-Control", b'private="no-transform-id"'),
        (b"Content-Disposition", b"inline; filename=a.html"),
        (b"Content-Encoding", b"identity"),
        (b"Content-Encoding", b"gzip, gzip"),
        (b"Content-Encoding", b"BR"),
    ],
)
def test_what_forbids_nothing(line: tuple[bytes, bytes]) -> None:
    assert why(line) is None


@pytest.mark.parametrize("coding", [b"compress", b"gzip, x-shop", b"gzip, gzip, gzip"])
def test_a_coding_that_cannot_be_undone(coding: bytes) -> None:
    assert why((b"Content-Encoding", coding)) is Reason.UNSUPPORTED_CODING


def test_a_page_opens_to_the_shops_own_bytes() -> None:
    assert decoded(page(), 1000) == Body(_HTML, Charset("windows-1252"))
    coded = page((b"content-encoding", b"gzip"), body=gzip.compress(_HTML))
    assert decoded(coded, 1000) == Body(_HTML, Charset("windows-1252"), "gzip")


@pytest.mark.parametrize("body", [None, b"", b'{"a":"<body>"}', b" [1, 2]\n", b"\xef\xbb\xbf{}"])
def test_nothing_and_json_are_not_html(body: bytes | None) -> None:
    assert decoded(page(body=body), 1000) is Reason.NOT_HTML


@pytest.mark.parametrize("body", [b"<li>one</li><li>two</li>", b"Warning: x<html>", b"{{ a }} <p>", b"{"])
def test_a_piece_of_html_is_html(body: bytes) -> None:
    assert isinstance(decoded(page(body=body), 1000), Body)


def test_it_says_what_kept_it_closed() -> None:
    assert decoded(page(body=b"x" * 1001), 1000) is Reason.TOO_LARGE
    assert decoded(page((b"content-encoding", b"gzip")), 1000) is Reason.UNSUPPORTED_CODING
    assert decoded(page(body=b"\xff\xfe<\0"), 1000) is Reason.UNSUPPORTED_CODING
    assert decoded(page(status=302), 1000) is Reason.NOT_HTML


def test_json_is_uncoded_too() -> None:
    answer = Page(200, ((b"content-encoding", b"br"),), body=brotli.compress(b"{}"))
    assert uncoded(answer, 10) == b"{}"
    assert uncoded(answer, 1) is Reason.TOO_LARGE
    assert uncoded(Page(200, ()), 1) == b""


def test_it_closes_in_the_clients_best_coding() -> None:
    html, coding = encoded((_HTML,), "gzip, deflate", Press(2**20))
    assert (gzip.decompress(html), coding) == (_HTML, "gzip")
    assert encoded((_HTML,), "", Press(2**20)) == (_HTML, "")
