from ipaddress import ip_network

import pytest

from proxy.forwarding import Hop, client_address, client_scheme, forwarded, hop
from proxy.message import Head, Headers, every

_TRUSTED = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"), ip_network("192.0.2.7/32"))
_STRANGER = Hop("198.51.100.9", trusted=False)
_BALANCER = Hop("10.0.0.1", trusted=True)


def client(peer: str, *lines: str) -> str:
    return client_address(peer, tuple((b"X-Forwarded-For", line.encode("latin-1")) for line in lines), _TRUSTED)


def told(at: Hop, *lines: tuple[bytes, bytes], method: str = "GET") -> Headers:
    return forwarded(Head(method, "/", ((b"Host", b"shop.test"), *lines), scheme="https"), at)


def test_a_stranger_is_the_client_whatever_it_says() -> None:
    assert client("198.51.100.9") == "198.51.100.9"
    assert client("198.51.100.9", "203.0.113.66") == "198.51.100.9"
    assert client("198.51.100.9", "10.0.0.1, 127.0.0.1", "192.168.1.1") == "198.51.100.9"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (("203.0.113.66",), "203.0.113.66"),
        (("1.2.3.4, 203.0.113.66",), "203.0.113.66"),
        (("1.2.3.4", "203.0.113.66"), "203.0.113.66"),
        (("203.0.113.66, 10.2.3.4, 192.0.2.7",), "203.0.113.66"),
        (("203.0.113.66:4711",), "203.0.113.66"),
        (("[2001:db8::1]:4711, fd00::2",), "2001:db8::1"),
        (("2001:DB8:0::1",), "2001:db8::1"),
        (("::ffff:203.0.113.66",), "203.0.113.66"),
        (('"[2001:db8::1]"',), "2001:db8::1"),
        (("10.0.0.3, 10.0.0.2",), "10.0.0.3"),
    ],
)
def test_behind_trusted_hops_it_is_the_right_most_address_that_is_none(lines: tuple[str, ...], expected: str) -> None:
    assert client("10.0.0.1", *lines) == expected


@pytest.mark.parametrize("line", ["", "unknown", "203.0.113.66, unknown", "_hidden", "1.2.3", "203.0.113.66,,", "\xff"])
def test_what_cannot_be_read_ends_the_walk(line: str) -> None:
    assert client("10.0.0.1", line) == "10.0.0.1"
    assert client("10.0.0.1", line, "10.0.0.2") == "10.0.0.2"


def test_a_peer_without_an_address_is_nobody() -> None:
    assert client("", "203.0.113.66") == ""
    assert hop("", _TRUSTED) == Hop("", trusted=False)


def test_a_hop_is_known_in_any_writing() -> None:
    assert hop("::ffff:10.0.0.1", _TRUSTED) == _BALANCER
    assert hop("fd00::1%eth0", _TRUSTED) == Hop("fd00::1", trusted=True)
    assert hop("198.51.100.9", _TRUSTED) == _STRANGER


@pytest.mark.parametrize(
    "name",
    [
        b"Forwarded", b"X-Real-IP", b"True-Client-IP", b"CF-Connecting-IP", b"X-Original-URL", b"X-Rewrite-URL",
        b"X-Forwarded-Port", b"x-forwarded-scheme", b"X-HTTP-Method-Override",
    ],
)  # fmt: skip
def test_a_strangers_claims_do_not_reach_the_shop(name: bytes) -> None:
    assert told(_STRANGER, (name, b"203.0.113.66")) == told(_STRANGER)


def test_a_stranger_is_introduced_by_us() -> None:
    spoofed = told(_STRANGER, (b"X-Forwarded-For", b"203.0.113.66"), (b"X-Forwarded-Host", b"evil.test"))
    assert spoofed == (
        (b"Host", b"shop.test"),
        (b"X-Forwarded-For", b"198.51.100.9"),
        (b"X-Forwarded-Proto", b"https"),
        (b"X-Forwarded-Host", b"shop.test"),
    )


def test_a_trusted_hop_is_believed_and_appended() -> None:
    headers = told(
        _BALANCER,
        (b"X-Forwarded-For", b"203.0.113.66"),
        (b"x-forwarded-for", b"10.0.0.2"),
        (b"X-Forwarded-Host", b"www.shop.test"),
        (b"X-Real-IP", b"203.0.113.66"),
    )
    assert every(headers, b"x-forwarded-for") == ("203.0.113.66, 10.0.0.2, 10.0.0.1",)
    assert every(headers, b"x-forwarded-host") == ("www.shop.test",)
    assert every(headers, b"x-real-ip") == ("203.0.113.66",)


REDIRECTED = (
    (b"X-Original-URL", b"/account"), (b"X-Rewrite-URL", b"/account"), (b"X-Host", b"evil.test"),
    (b"X-Original-Host", b"evil.test"), (b"X-Forwarded-Server", b"evil.test"), (b"X-HTTP-Host-Override", b"evil.test"),
)  # fmt: skip


@pytest.mark.parametrize("line", REDIRECTED)
def test_nobody_makes_another_request_of_it(line: tuple[bytes, bytes]) -> None:
    assert told(_BALANCER, line) == told(_BALANCER)


@pytest.mark.parametrize(
    ("named", "expected"),
    [("www.shop.test", "www.shop.test"), ("WWW.shop.test.:8443", "WWW.shop.test.:8443"), ("evil.test", "shop.test")],
)
def test_a_trusted_hop_names_a_host_of_ours(named: str, expected: str) -> None:
    asked = Head("GET", "/", ((b"Host", b"shop.test"), (b"X-Forwarded-Host", named.encode())), scheme="https")
    headers = forwarded(asked, _BALANCER, {"shop.test", "www.shop.test"})
    assert every(headers, b"x-forwarded-host") == (expected,)


@pytest.mark.parametrize(
    "line",
    [
        (b"X-Forwarded-Scheme", b"http"), (b"X-Scheme", b"ftp"), (b"X-Forwarded-Ssl", b"off"),
        (b"Front-End-Https", b""), (b"Forwarded", b"for=203.0.113.66;proto=http"),
        (b"Forwarded", b'proto=https;host="evil.test"'),
        (b"Forwarded", b"for=203.0.113.66, host=evil.test"), (b"Forwarded", b"nonsense"),
    ],
)  # fmt: skip
def test_what_contradicts_the_scheme_or_the_host_was_only_passed_on(line: tuple[bytes, bytes]) -> None:
    assert told(_BALANCER, line) == told(_BALANCER)


@pytest.mark.parametrize(
    "line",
    [
        (b"X-Forwarded-Scheme", b"https"), (b"X-Forwarded-Ssl", b"On"), (b"Front-End-Https", b"on"),
        (b"X-Forwarded-Port", b"8443"), (b"X-Forwarded-Prefix", b"/shop"), (b"CF-IPCountry", b"GB"),
        (b"Forwarded", b'for="[2001:db8::1]:4711";proto=https;host=Shop.test, for=10.0.0.2'),
    ],
)  # fmt: skip
def test_what_agrees_is_believed(line: tuple[bytes, bytes]) -> None:
    assert line in told(_BALANCER, line)
    assert line not in told(_STRANGER, line)


def test_a_form_may_name_its_method() -> None:
    override = (b"X-HTTP-Method-Override", b"PUT")
    assert override in told(_STRANGER, override, method="POST")
    assert override not in told(_BALANCER, override)


@pytest.mark.parametrize(
    ("at", "said", "expected"),
    [
        (_BALANCER, b"https", "https"),
        (_BALANCER, b"HTTPS", "https"),
        (_BALANCER, b"ftp", "http"),
        (_STRANGER, b"https", "http"),
    ],
)
def test_only_a_trusted_hop_says_the_scheme(at: Hop, said: bytes, expected: str) -> None:
    assert client_scheme(((b"X-Forwarded-Proto", said),), at, "http") == expected
