from pathlib import Path

import pytest

from proxy.admission import Refusal
from proxy.edge.crossing import Crossing
from proxy.message import Head, Headers, Page, every, first
from proxy.settings import Settings, read

HOST: Headers = ((b"Host", b"shop.test"),)


def crossing(folder: Path, **settings: str) -> Crossing:
    return Crossing(_settings(folder, **settings))


def _settings(folder: Path, **settings: str) -> Settings:
    return read({"upstream": "http://shop.internal:8081", "site": str(folder), **settings})


def known(over: Crossing, peer: str, *lines: tuple[bytes, bytes]) -> Head:
    return over.known(Head("GET", "/", (*HOST, *lines)), over.hop(peer))


def test_the_client_is_told_by_a_trusted_hop_alone(tmp_path: Path) -> None:
    claim = (b"X-Forwarded-For", b"192.0.2.7"), (b"X-Forwarded-Proto", b"https")
    told = known(crossing(tmp_path, trusted_hops="10.0.0.0/8"), "10.1.2.3", *claim)
    assert (told.address, told.scheme) == ("192.0.2.7", "https")
    alone = known(crossing(tmp_path), "10.1.2.3", *claim)
    assert (alone.address, alone.scheme) == ("10.1.2.3", "http")


def test_without_a_hop_the_scheme_is_that_of_the_public_address(tmp_path: Path) -> None:
    assert known(crossing(tmp_path, public_url="https://shop.example"), "10.1.2.3").scheme == "https"


@pytest.mark.parametrize(("lines", "status"), [(((b"X", b"a" * 70_000),), 431), (((b"Host", b"other"),), 400)])
def test_what_may_not_come_in_is_refused(tmp_path: Path, lines: Headers, status: int) -> None:
    refused = crossing(tmp_path).entering(Head("GET", "/", (*HOST, *lines)), (1, 1))
    assert isinstance(refused, Refusal)
    assert refused.status == status


def test_what_may_come_in_comes_in_as_it_is(tmp_path: Path) -> None:
    head = Head("GET", "/c/%7Ex?", HOST)
    assert crossing(tmp_path, hosts="shop.test").entering(head, (1, 1)) == head


def test_the_shop_is_asked_by_the_visitors_name_for_it_or_by_its_own(tmp_path: Path) -> None:
    own = crossing(tmp_path, origin_host="shop.internal", public_url="https://shop.test")
    for over, headers, host in [
        (crossing(tmp_path), HOST, "shop.test"),
        (crossing(tmp_path), (), "shop.internal:8081"),
        (own, HOST, "shop.internal"),
    ]:
        assert every(over.inward(Head("GET", "/", headers), over.hop("::1"), followed=False).headers, b"host") == (
            host,
        )


def test_our_name_for_the_shop_leads_nobody_anywhere(tmp_path: Path) -> None:
    page = Page(302, ((b"Location", b"http://shop.internal:8081/basket"), (b"Keep-Alive", b"5")), "Found")
    seen = crossing(tmp_path).outward(page, Head("GET", "/", HOST, scheme="https"))
    assert seen == Page(302, ((b"Location", b"https://shop.test/basket"),), "Found")


def test_a_mapped_host_is_mapped_back(tmp_path: Path) -> None:
    own = crossing(tmp_path, origin_host="shop.internal", public_url="https://shop.test")
    page = Page(200, ((b"Link", b"<//shop.internal/a.css>"),))
    assert first(own.outward(page, Head("GET", "/", HOST)).headers, b"link") == "<//shop.test/a.css>"
