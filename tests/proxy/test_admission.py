import pytest

from proxy.admission import Refusal, admitted
from proxy.message import Head, Headers

HOST = (b"Host", b"shop.test")


def coming(
    target: str = "/", *lines: tuple[bytes, bytes], method: str = "GET", version: tuple[int, int] = (1, 1)
) -> Head | Refusal:
    """What becomes of a request to shop.test, whose only host it is."""
    return admitted(Head(method, target, (HOST, *lines)), version, frozenset({"shop.test"}))


def hosted(*values: bytes, version: tuple[int, int] = (1, 1), hosts: frozenset[str] = frozenset()) -> int:
    headers: Headers = tuple((b"Host", value) for value in values)
    answer = admitted(Head("GET", "/", headers), version, hosts)
    return answer.status if isinstance(answer, Refusal) else 200


@pytest.mark.parametrize("target", ["/", "/a%2Fb?", "//evil.test/x", "/\\x", "/a b|c", "/x?q={}&a=b"])
def test_a_path_comes_in_as_it_is(target: str) -> None:
    answer = coming(target)
    assert isinstance(answer, Head)
    assert answer.target == target


@pytest.mark.parametrize(
    ("target", "origin_form"),
    [
        ("http://shop.test/a?b", "/a?b"),
        ("http://shop.test:80/a", "/a"),
        ("HTTP://SHOP.test/a", "/a"),
        ("http://shop.test", "/"),
        ("http://shop.test?q=1", "/?q=1"),
    ],
)
def test_an_absolute_target_becomes_a_path(target: str, origin_form: str) -> None:
    answer = coming(target)
    assert isinstance(answer, Head)
    assert answer.target == origin_form


@pytest.mark.parametrize(
    "target",
    [
        "http://evil.test/",
        "http://shop.test@evil.test/",
        "http://shop.test:8080/",
        "http:///x",
        "ftp://shop.test/",
        "file:///etc/passwd",
        "unix:/run/redis.sock",
        "shop.test:80",
        "*",
        "/a#b",
        "/é",
        "",
    ],
)
def test_a_target_that_is_not_ours_is_refused(target: str) -> None:
    answer = coming(target)
    assert isinstance(answer, Refusal)
    assert answer.status == 400


def test_the_asterisk_is_for_options() -> None:
    assert isinstance(coming("*", method="OPTIONS"), Head)


@pytest.mark.parametrize("method", ["CONNECT", "TRACE", "TRACK"])
def test_tunnels_and_mirrors_are_refused(method: str) -> None:
    answer = coming(method=method)
    assert isinstance(answer, Refusal)
    assert answer.status == 405


@pytest.mark.parametrize("value", [b"shop.test", b"shop.test:80", b"[::1]:8080", b"127.0.0.1", b"a_b.test"])
def test_a_valid_host_comes_in(value: bytes) -> None:
    assert hosted(value) == 200


@pytest.mark.parametrize(
    "values",
    [
        (),
        (b"",),
        (b"a.test", b"a.test"),
        (b"a/b",),
        (b"a:b",),
        (b"[::1",),
        (b"[1.2.3.4]",),
        (b"[::1::1]",),
        (b"a#b",),
        (b"a\\b",),
        (b"a@b",),
        (b"a b",),
        (b"a:99999",),
    ],
)
def test_no_host_several_or_an_invalid_one_is_refused(values: tuple[bytes, ...]) -> None:
    assert hosted(*values) == 400


def test_http_1_0_may_leave_the_host_out_unless_hosts_are_listed() -> None:
    assert hosted(version=(1, 0)) == 200
    assert hosted(version=(1, 0), hosts=frozenset({"shop.test"})) == 421


def test_only_listed_hosts_come_in() -> None:
    listed = frozenset({"shop.test"})
    assert [hosted(value, hosts=listed) for value in (b"shop.test", b"SHOP.test.:80")] == [200, 200]
    assert [hosted(value, hosts=listed) for value in (b"admin.shop.test", b"127.0.0.1:6379")] == [421, 421]


@pytest.mark.parametrize(
    "lines",
    [
        [(b"Transfer-Encoding", b"chunked")],
        [(b"transfer-encoding", b" Chunked ")],
        [(b"Content-Length", b"0005")],
        [(b"Expect", b"100-Continue")],
        [(b"Cookie", b"a=\xe9\xff\t1")],
    ],
)
def test_clear_framing_and_odd_bytes_come_in(lines: list[tuple[bytes, bytes]]) -> None:
    assert isinstance(coming("/", *lines, method="POST"), Head)


@pytest.mark.parametrize(
    ("lines", "status"),
    [
        ([(b"Content-Length", b"5"), (b"Transfer-Encoding", b"chunked")], 400),
        ([(b"Content-Length", b"5"), (b"Content-Length", b"5")], 400),
        ([(b"Content-Length", b"+5")], 400),
        ([(b"Content-Length", b"")], 400),
        ([(b"Content-Length", b"\xd9\xa5")], 400),
        ([(b"Transfer-Encoding", b"gzip, chunked")], 400),
        ([(b"Transfer-Encoding", b"chunked"), (b"Transfer-Encoding", b"chunked")], 400),
        ([(b"X-A", b"a\x00b")], 400),
        ([(b"X-A", b"a\rb")], 400),
        ([(b"X-A", b"a\x7fb")], 400),
        ([(b"Expect", b"a unicorn")], 417),
        ([(b"Expect", b"100-continue"), (b"Expect", b"a unicorn")], 417),
    ],
)
def test_what_can_be_read_in_two_ways_is_refused(lines: list[tuple[bytes, bytes]], status: int) -> None:
    answer = coming("/", *lines, method="POST")
    assert isinstance(answer, Refusal)
    assert answer.status == status


def test_chunks_in_http_1_0_and_other_versions_are_refused() -> None:
    chunked = coming("/", (b"Transfer-Encoding", b"chunked"), version=(1, 0))
    assert isinstance(chunked, Refusal)
    newer = coming(version=(2, 0))
    assert isinstance(newer, Refusal)
    assert newer.status == 505
