"""Takes an answer's body out of its chunks, by httptools' parser, which forgives nothing unless it is told to."""

from httptools import HttpParserError, HttpResponseParser

_HEAD = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"


class BrokenError(Exception):
    """These are no chunks."""


class Chunks:
    """One body; `ended` with its last chunk and trailers, `strayed` when something came behind them."""

    __slots__ = ("_parser", "_pieces", "ended", "strayed")

    def __init__(self) -> None:
        self.ended = self.strayed = False
        self._pieces: list[bytes] = []
        self._parser = HttpResponseParser(self)
        # its own head was read already, and this one is as long as the parser needs to know
        self._parser.feed_data(_HEAD)

    def taken(self, data: bytes) -> bytes:
        """Return what these bytes hold of the body, its trailers left out."""
        try:
            self._parser.feed_data(data)
        except HttpParserError as error:
            if not self.ended:
                raise BrokenError from error
            self.strayed = True
        pieces, self._pieces = self._pieces, []
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def on_message_begin(self) -> None:
        self.strayed = self.ended

    def on_body(self, piece: bytes) -> None:
        self._pieces.append(piece)

    def on_message_complete(self) -> None:
        self.ended = True
