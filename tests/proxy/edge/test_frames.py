import pytest

from proxy.edge.frames import Framing, framed, framing, head_of, pieces_of
from proxy.message import Headers, Page

LONG: Headers = ((b"Content-Length", b"5"),)


@pytest.mark.parametrize(
    ("page", "method", "version", "how"),
    [
        (Page(200, LONG), "GET", (1, 1), Framing.LENGTH),
        (Page(200, (), body=b"x"), "GET", (1, 0), Framing.LENGTH),
        (Page(200, ()), "GET", (1, 1), Framing.CHUNKED),
        (Page(200, ()), "GET", (1, 0), Framing.CLOSE),
        (Page(200, LONG), "HEAD", (1, 1), Framing.NONE),
        (Page(304, LONG), "GET", (1, 1), Framing.NONE),
        (Page(204, ()), "GET", (1, 1), Framing.NONE),
        (Page(101, ()), "GET", (1, 1), Framing.NONE),
    ],
)
def test_the_end_of_a_body_is_told_in_one_way(page: Page, method: str, version: tuple[int, int], how: Framing) -> None:
    assert framing(page, method, version) is how


def test_a_body_of_ours_has_its_own_length() -> None:
    assert framed(Page(200, LONG, body=b"x" * 7), Framing.LENGTH) == ((b"Content-Length", b"7"),)


def test_the_length_of_an_answer_to_head_is_that_of_the_get_but_for_204() -> None:
    assert framed(Page(304, LONG), Framing.NONE) == LONG
    assert framed(Page(204, LONG), Framing.NONE) == ()


def test_a_head_is_the_shops_own_bytes_and_a_date() -> None:
    raw = head_of(Page(200, ((b"x-ODD", b"\xe9"),), "Fine"), Framing.CHUNKED, "close")
    lines = raw.split(b"\r\n")
    assert lines[:3] == [b"HTTP/1.1 200 Fine", b"x-ODD: \xe9", b"Transfer-Encoding: chunked"]
    assert lines[3].startswith(b"Date: ")
    assert lines[4:] == [b"Connection: close", b"", b""]


def test_a_date_is_kept_and_a_reason_that_no_reader_may_be_given_is_not() -> None:
    dated = ((b"Date", b"Sun, 22 Nov 2026 09:00:00 GMT"),)
    told = b"HTTP/1.1 200 \r\nDate: Sun, 22 Nov 2026 09:00:00 GMT\r\n\r\n"
    assert head_of(Page(200, dated, "caf\xe9"), Framing.NONE) == told


def test_an_empty_piece_does_not_end_a_chunked_body() -> None:
    assert pieces_of(b"", Framing.CHUNKED) == ()
    assert b"".join(pieces_of(b"hello, you", Framing.CHUNKED)) == b"a\r\nhello, you\r\n"
    assert pieces_of(b"x", Framing.LENGTH) == (b"x",)
    assert pieces_of(b"x", Framing.NONE) == ()
