import pytest
from hypothesis import given
from hypothesis import strategies as st

from proxy.edge.direct.heads import answer, request

LONGEST, FIELDS = 4096, 8


def asked(*lines: bytes, first: bytes = b"GET /c/x?y HTTP/1.1") -> bytes:
    return b"\r\n".join((first, b"Host: shop.test", *lines, b"", b""))


def told(*lines: bytes, first: bytes = b"HTTP/1.1 200 OK") -> bytes:
    return b"\r\n".join((first, *lines, b"", b""))


def test_a_plain_request_is_read_byte_for_byte() -> None:
    read = request(asked(b"X-ODD:caf\xe9 \t", b"Empty:", b"Cookie: a=b; c") + b"GET /next", LONGEST, FIELDS)
    assert read is not None
    fields = ((b"Host", b"shop.test"), (b"X-ODD", b"caf\xe9"), (b"Empty", b""), (b"Cookie", b"a=b; c"))
    assert (read.target, read.headers, read.stays, read.rest) == ("/c/x?y", fields, True, b"GET /next")


@pytest.mark.parametrize(("said", "stays"), [(b"keep-alive", True), (b"close", False), (b"Close", False)])
def test_it_says_whether_another_may_follow(said: bytes, stays: bool) -> None:  # a case of the table
    read = request(asked(b"Connection: " + said), LONGEST, FIELDS)
    assert read is not None
    assert read.stays is stays


@pytest.mark.parametrize(
    "raw",
    [
        asked(first=b"POST / HTTP/1.1"),
        asked(first=b"HEAD / HTTP/1.1"),
        asked(first=b"get / HTTP/1.1"),
        asked(first=b"GET / HTTP/1.0"),
        asked(first=b"GET  / HTTP/1.1"),
        asked(first=b"GET /a b HTTP/1.1"),
        asked(first=b"GET /a#b HTTP/1.1"),
        asked(first=b"GET /caf\xe9 HTTP/1.1"),
        asked(first=b"GET http://shop.test/ HTTP/1.1"),
        b"\r\n" + asked(),
        asked(b"Content-Length: 0"),
        asked(b"Transfer-Encoding: chunked"),
        asked(b"Expect: 100-continue"),
        asked(b"Upgrade: websocket", b"Connection: Upgrade"),
        asked(b"Connection: keep-alive, X-Secret"),
        asked(b"Connection: close", b"Connection: close"),
        asked(b"Name : value"),
        asked(b" folded"),
        asked(b"no colon"),
        asked(b": nameless"),
        asked(b"Nul: a\0b"),
        asked(b"Return: a\rb"),
        asked(b"Feed: a\nb: c"),
        asked(*[b"A: b"] * FIELDS),
        asked(b"Long: " + b"x" * LONGEST),
        asked()[:-2],
    ],
)
def test_what_is_in_any_doubt_is_not_read(raw: bytes) -> None:
    assert request(raw, LONGEST, FIELDS) is None


@given(st.binary(max_size=80).filter(lambda noise: b"\n" not in noise))
def test_what_is_read_is_written_the_same(noise: bytes) -> None:
    read = request(asked(b"X: " + noise), LONGEST, FIELDS)
    if read is not None:
        assert read.headers == ((b"Host", b"shop.test"), (b"X", noise.strip(b" \t")))


@pytest.mark.parametrize(
    ("raw", "status", "length"),
    [
        (told(b"Content-Length: 12"), 200, 12),
        (told(b"Content-Length: 0"), 200, 0),
        (told(b"Transfer-Encoding: chunked"), 200, None),
        (told(b"Content-Length: 12", first=b"HTTP/1.1 304 Not Modified"), 304, 0),
        (told(first=b"HTTP/1.1 204 "), 204, 0),
    ],
)
def test_a_plain_answer_tells_its_length_in_one_way(raw: bytes, status: int, length: int | None) -> None:
    read = answer(raw + b"body", LONGEST, FIELDS)
    assert read is not None
    assert (read.page.status, read.length, read.stays, read.start) == (status, length, True, len(raw))


@pytest.mark.parametrize(
    "raw",
    [
        told(),
        told(b"Content-Length: 1", b"Content-Length: 1"),
        told(b"Content-Length: 1", b"Transfer-Encoding: chunked"),
        told(b"Content-Length: +1"),
        told(b"Content-Length: 1, 1"),
        told(b"Content-Length:"),
        told(b"Transfer-Encoding: gzip, chunked"),
        told(b"Transfer-Encoding: Chunked"),
        told(b"Transfer-Encoding: chunked", b"Transfer-Encoding: chunked"),
        told(b"Content-Length: 1", first=b"HTTP/1.0 200 OK"),
        told(b"Content-Length: 1", first=b"HTTP/1.1 100 Continue"),
        told(b"Content-Length: 1", first=b"HTTP/1.1 600 Odd"),
        told(b"Content-Length: 1", first=b"HTTP/1.1 200"),
        told(b"Content-Length: 1", first=b"HTTP/1.1 200 caf\xe9"),
        told(b"Content-Length: 1", b"Set-Cookie: a\0b"),
        told(b"Transfer-Encoding: chunked", first=b"HTTP/1.1 204 No"),
        told(b"Content-Length: 1")[:-1],
    ],
)
def test_an_answer_in_any_doubt_is_not_read(raw: bytes) -> None:
    assert answer(raw, LONGEST, FIELDS) is None


def test_lines_of_spaces_are_read_in_linear_time() -> None:
    spaces = asked(b"A:" + b" " * 2**15 + b"\0")
    assert request(spaces, 2**16, FIELDS) is None
