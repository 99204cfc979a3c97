import pytest

from proxy.edge.direct.chunks import BrokenError, Chunks

WHOLE = b"5\r\nhello\r\n7;ext=1\r\n, world\r\n0\r\nTrailer: no\r\n\r\n"


def test_a_body_comes_out_of_its_chunks_however_they_are_parted() -> None:
    for step in (1, 3, 7, len(WHOLE)):
        chunks = Chunks()
        taken = b"".join(chunks.taken(WHOLE[at : at + step]) for at in range(0, len(WHOLE), step))
        assert (taken, chunks.ended, chunks.strayed) == (b"hello, world", True, False)


def test_it_has_not_ended_before_the_trailers_have() -> None:
    chunks = Chunks()
    assert chunks.taken(b"5\r\nhello\r\n0\r\n") == b"hello"
    assert not chunks.ended


@pytest.mark.parametrize(
    "broken",
    [
        *(b"x\r\n", b"-1\r\n", b"0x5\r\n", b"f" * 17 + b"\r\n", b" 5\r\n"),
        *(b"5\r\nhello!\r\n", b"5\nhello\r\n", b"5\r\nhello\n"),
    ],
)
def test_what_no_reader_should_forgive_is_not_forgiven(broken: bytes) -> None:
    with pytest.raises(BrokenError):
        Chunks().taken(broken)


@pytest.mark.parametrize("behind", [b"HTTP/1.1 200 OK\r\n\r\n", b"garbage", b"\x00"])
def test_what_comes_behind_the_end_is_told(behind: bytes) -> None:
    chunks = Chunks()
    assert chunks.taken(b"2\r\nok\r\n0\r\n\r\n" + behind) == b"ok"
    assert (chunks.ended, chunks.strayed) == (True, True)
