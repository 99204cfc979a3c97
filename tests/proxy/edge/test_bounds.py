import asyncio
from collections.abc import Iterable

import pytest
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http_exceptions import HttpProcessingError, LineTooLong, TransferEncodingError
from aiohttp.streams import StreamReader
from aiohttp.web_protocol import RequestPayloadError

from proxy.edge.bounds import BoundedParser, Bounds

BOUNDS = Bounds(head=2000, line=1500, fields=50, extensions=256, ahead=10)
GET = b"GET / HTTP/1.1\r\nHost: shop.test\r\n\r\n"
POST = b"POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: 9\r\n\r\nsomething"
CHUNKED = b"POST / HTTP/1.1\r\nHost: shop.test\r\nTransfer-Encoding: chunked\r\n\r\n"
END = b"0\r\n\r\n"


class Connection(BaseProtocol):
    """A connection that is fed by hand; `bodies` are those of the requests that began."""

    def __init__(self) -> None:
        super().__init__(asyncio.get_running_loop())
        self.parser = BoundedParser(self, BOUNDS)
        self._parser = self.parser  # type: ignore[assignment] # as in proxy/edge/connection.py
        self.bodies: list[StreamReader] = []

    def feed(self, *pieces: bytes) -> None:
        for piece in pieces:
            self.data_received(piece)

    def data_received(self, data: bytes) -> None:
        self.bodies += [body for _, body in self.parser.feed_data(data)[0]]


def bytewise(raw: bytes) -> Iterable[bytes]:
    return (raw[at : at + 1] for at in range(len(raw)))


async def test_requests_of_every_framing_are_read_however_they_are_cut() -> None:
    stream = GET + POST + CHUNKED + b"5;a=b\r\nhello\r\n2\r\n!!\r\n0;c\r\nX-Trailer: 1\r\n\r\n" + GET
    whole, cut = Connection(), Connection()
    whole.feed(stream)
    cut.feed(*bytewise(stream))
    for connection in (whole, cut):
        assert [await body.read() for body in connection.bodies] == [b"", b"something", b"hello!!", b""]
        assert not connection.parser.in_head


async def test_a_long_life_of_small_requests_adds_up_to_nothing() -> None:
    connection = Connection()
    for _ in range(1000):
        connection.feed(GET.replace(b": ", b":  "), POST.replace(b": ", b":"))
        connection.parser.message_consumed()
        connection.parser.message_consumed()
    assert len(connection.bodies) == 2000


@pytest.mark.parametrize(
    "head", [GET[:-2] + b"X: y\r\n" * 40, GET[:-2] + (b"X-A: " + b"v" * 900 + b"\r\n") * 2, b"\r\n"]
)
async def test_a_head_within_bounds_is_waited_for(head: bytes) -> None:
    connection = Connection()
    connection.feed(head)
    assert connection.parser.in_head


@pytest.mark.parametrize(
    "head",
    [
        GET[:-2] + (b"X-A: " + b"v" * 700 + b"\r\n") * 3 + b"X",
        GET[:-2] + b"X-A: " + b"v" * 1600,
        b"\r\n" * 1200 + b"G",
        b"GET /" + b"x" * 1600,
    ],
)
@pytest.mark.parametrize("before", [b"", GET, POST])
async def test_a_head_out_of_bounds_is_refused_while_it_arrives(head: bytes, before: bytes) -> None:
    for pieces in ([before + head], [before, *bytewise(head)]):
        with pytest.raises(LineTooLong):
            Connection().feed(*pieces)


@pytest.mark.parametrize(
    "body",
    [
        b"5;a=" + b"x" * 300 + b"\r\nhello\r\n" + END,
        (b"1;" + b"e" * 30 + b"\r\nx\r\n") * 20 + END,
        b"5\r\nhello\r\n0\r\nX-A: " + b"x" * 300 + b"\r\n\r\n",
        b"5\r\nhello\r\n0;" + b"x" * 300 + b"\r\n\r\n",
    ],
)
async def test_too_much_around_chunks_is_refused(body: bytes) -> None:
    for pieces in ([CHUNKED + body], [CHUNKED, body], [*bytewise(CHUNKED + body)]):
        with pytest.raises(TransferEncodingError):
            Connection().feed(*pieces)


@pytest.mark.parametrize(
    "body",
    [
        b"5;" + b"x" * 200 + b"\r\nhello\r\n" + END,
        b"1\r\nx\r\n" * 400 + END,
        b"%x\r\n%s\r\n" % (40_000, b"x" * 40_000) + END,
        (b"1000\r\n%s\r\n" % (b"x" * 4096)) * 12 + END,
    ],
)
async def test_a_body_in_usual_chunks_is_read(body: bytes) -> None:
    for pieces in ([CHUNKED + body], [CHUNKED, body], [*bytewise(CHUNKED + body)]):
        connection = Connection()
        connection.feed(*pieces)
        assert connection.bodies[0].is_eof()


async def test_a_body_that_waits_to_be_taken_is_not_counted_against_it() -> None:
    connection = Connection()
    connection.feed(CHUNKED, *[b"10000\r\n%s\r\n" % (b"x" * 65_536)] * 5, END)
    (body,) = connection.bodies
    assert len(await body.read()) == 5 * 65_536


async def test_whoever_reads_a_body_hears_that_it_broke() -> None:
    connection = Connection()
    connection.feed(CHUNKED, b"5\r\nhel")
    with pytest.raises(HttpProcessingError):
        connection.feed(b"loX\r\n")
    with pytest.raises(RequestPayloadError):
        await connection.bodies[0].read()


async def test_requests_ahead_are_read_as_those_before_them_are_taken() -> None:
    connection = Connection()
    connection.feed(GET * 25)
    assert len(connection.bodies) == 10
    for _ in range(10):
        connection.parser.message_consumed()
    connection.feed(b"")
    assert len(connection.bodies) == 20
