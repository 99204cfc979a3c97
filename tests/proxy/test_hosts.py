import pytest

from proxy.hosts import Hosts

_HOSTS = Hosts("shop.internal:8081", "https://www.shop.example")
_PLAIN = Hosts("Shop.internal", "http://localhost:8080")


def out(name: bytes, value: bytes, hosts: Hosts = _HOSTS) -> bytes:
    return hosts.outward(((name, value),))[0][1]


def up(name: bytes, value: bytes) -> bytes:
    return _HOSTS.inward(((name, value),), "http")[0][1]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"http://shop.internal:8081/a?b", b"https://www.shop.example/a?b"),
        (b"HTTPS://SHOP.internal:8081", b"https://www.shop.example"),
        (b"//shop.internal:8081/a", b"//www.shop.example/a"),
        (b"http://shop.internal:8081?a", b"https://www.shop.example?a"),
    ],
)
def test_the_shops_own_address_becomes_the_public_one(value: bytes, expected: bytes) -> None:
    assert out(b"Location", value) == expected


@pytest.mark.parametrize(
    "value",
    [
        b"/a",
        b"a//b",
        b"https://other.example/",
        b"http://shop.internal/",
        b"http://shop.internal:80811/",
        b"http://www.shop.internal:8081/",
        b"http://shop.internal:8081.evil.example/",
        b"http://shop.internal:8081@evil.example/",
        b"http://evil.example//shop.internal:8081/",
        b"ftp://shop.internal:8081/",
    ],
)
def test_other_addresses_stay(value: bytes) -> None:
    assert out(b"Location", value) == value


def test_addresses_alone_may_be_mapped() -> None:
    own = b"http://shop.internal:8081/a"
    headers = ((b"Location", own), (b"Refresh", b"0; url=" + own), (b"X-Own", own), (b"Set-Cookie", b"a=1; Domain=x"))
    mapped = dict(_HOSTS.located(headers))
    assert mapped[b"Location"] == b"https://www.shop.example/a"
    assert mapped[b"Refresh"] == b"0; url=https://www.shop.example/a"
    assert mapped[b"X-Own"] == own
    assert _HOSTS.located(headers[3:]) == headers[3:]


def test_a_default_port_may_be_written() -> None:
    assert out(b"Location", b"http://shop.internal:80/a", _PLAIN) == b"http://localhost:8080/a"
    assert out(b"Location", b"http://shop.internal:8081/a", _PLAIN) == b"http://shop.internal:8081/a"


def test_the_address_is_found_where_each_field_holds_it() -> None:
    assert out(b"Refresh", b"5; url=http://shop.internal:8081/a") == b"5; url=https://www.shop.example/a"
    assert (
        out(b"Link", b"<http://shop.internal:8081/c>; rel=canonical") == b"<https://www.shop.example/c>; rel=canonical"
    )
    assert out(b"Access-Control-Allow-Origin", b"http://shop.internal:8081") == b"https://www.shop.example"


def test_a_policy_names_the_host_that_the_browser_sees() -> None:
    policy = b"img-src shop.internal:8081 cdn.example; script-src http://shop.internal:8081/js"
    expected = b"img-src www.shop.example cdn.example; script-src https://www.shop.example/js"
    assert out(b"Content-Security-Policy", policy) == expected
    assert (
        out(b"Content-Security-Policy", b"img-src notshop.internal:8081 'self'")
        == b"img-src notshop.internal:8081 'self'"
    )


def test_fields_of_other_kinds_stay() -> None:
    assert out(b"X-Shop", b"http://shop.internal:8081/") == b"http://shop.internal:8081/"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (b"a=1; Domain=shop.internal; Path=/", b"a=1; Domain=www.shop.example; Path=/"),
        (b"a=1;domain=.Internal", b"a=1; Domain=www.shop.example"),
        (b"a=1; Domain=other.example", b"a=1; Domain=other.example"),
        (b"a=1; Domain=p.internal", b"a=1; Domain=p.internal"),
        (b"a=Domain=shop.internal", b"a=Domain=shop.internal"),
    ],
)
def test_a_cookies_domain_follows(value: bytes, expected: bytes) -> None:
    assert out(b"Set-Cookie", value) == expected


@pytest.mark.parametrize("public", ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"])
def test_where_no_domain_can_be_named_the_cookie_is_the_hosts_alone(public: str) -> None:
    hosts = Hosts("shop.internal", public)
    assert out(b"Set-Cookie", b"a=1; Domain=shop.internal; Path=/", hosts) == b"a=1; Path=/"


def test_the_shop_sees_its_own_host_in_all_that_it_compares() -> None:
    assert up(b"Host", b"www.shop.example") == b"shop.internal:8081"
    assert up(b"Origin", b"https://www.shop.example") == b"http://shop.internal:8081"
    assert up(b"Referer", b"https://www.shop.example/a?b") == b"http://shop.internal:8081/a?b"


@pytest.mark.parametrize("value", [b"https://www.shop.example.evil", b"https://evil.example", b"null", b""])
def test_the_shop_sees_strangers_as_they_are(value: bytes) -> None:
    assert up(b"Origin", value) == value
