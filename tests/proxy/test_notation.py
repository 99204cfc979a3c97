from collections.abc import Callable
from ipaddress import ip_network

import pytest

from proxy import notation
from proxy.notation import Endpoint


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("8080", Endpoint("127.0.0.1", 8080)),
        ("0.0.0.0:80", Endpoint("0.0.0.0", 80)),
        ("[::1]:8080", Endpoint("::1", 8080)),
        ("shop.example:0", Endpoint("shop.example", 0)),
    ],
)
def test_an_endpoint_is_a_port_with_or_without_a_host(text: str, meant: Endpoint) -> None:
    assert notation.endpoint(text) == meant


def test_an_endpoint_reads_back_as_it_is_shown() -> None:
    for shown in ("127.0.0.1:8080", "[2001:db8::1]:443"):
        assert str(notation.endpoint(shown)) == shown


def test_an_address_loses_the_slash_at_its_end() -> None:
    assert notation.address("https://shop.example:8443/") == "https://shop.example:8443"


def test_names_stand_between_commas_or_in_a_list() -> None:
    assert notation.names(" a, b,,") == notation.names(["a", "b"]) == ("a", "b")


def test_networks_may_be_single_addresses() -> None:
    assert notation.networks("10.0.0.0/8, ::1") == (ip_network("10.0.0.0/8"), ip_network("::1/128"))


@pytest.mark.parametrize(
    ("reader", "text"),
    [
        (notation.endpoint, "localhost"),
        (notation.endpoint, "127.0.0.1:99999"),
        (notation.endpoint, "::1:80"),
        (notation.endpoint, "http://a:80"),
        (notation.address, "shop.example"),
        (notation.address, "ftp://shop.example"),
        (notation.address, "http://shop.example/basket"),
        (notation.address, "http://user@shop.example"),
        (notation.address, "http://shop.example:abc"),
        (notation.address, "http://[::1"),
        (notation.networks, "10.0.0.1/8"),
        (notation.networks, "everybody"),
        (notation.own_path, "devanture"),
        (notation.own_path, "/"),
        (notation.own_path, "/a b/"),
    ],
)
def test_what_is_not_written_so_is_refused(reader: Callable[[object], object], text: str) -> None:
    with pytest.raises(ValueError, match="must be"):
        reader(text)
