"""Which requests a page of this very shop made."""

import pytest

from proxy.same_origin import comes_from_here
from tests.support.requests import head


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"sec_fetch_site": "same-origin"},
        {"origin": "https://www.shop.example"},
        {"origin": "http://WWW.shop.example", "sec_fetch_site": "same-origin"},
    ],
)
def test_a_page_of_this_shop_did(fields: dict[str, str]) -> None:
    assert comes_from_here(head("/", "POST", **fields))


@pytest.mark.parametrize(
    "fields",
    [
        {"sec_fetch_site": "cross-site"},
        {"sec_fetch_site": "same-site"},
        {"sec_fetch_site": "none"},
        {"origin": "null"},
        {"origin": "https://evil.example", "sec_fetch_site": "same-origin"},
        {"origin": "https://www.shop.example", "sec_fetch_site": "cross-site"},
        {"origin": "https://www.shop.example.evil.example"},
        {"origin": "ftp://www.shop.example"},
        {"origin": "www.shop.example"},
    ],
)
def test_another_sites_page_did(fields: dict[str, str]) -> None:
    assert not comes_from_here(head("/", "POST", **fields))
