import pytest

from proxy.body import Body, decoded
from proxy.commands.fetch import FetchError, address, fetched
from proxy.message import first
from tests.support.origin import Cut, Script, ok, scripted
from tests.support.process import free_port


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("http://127.0.0.1:8081/basket", "http://127.0.0.1:8081/basket"),
        ("https://shop.example", "https://shop.example"),
        ("http://[::1]:8081/?a=b&c=%F4", "http://[::1]:8081/?a=b&c=%F4"),
        ("http://shop.example/search?q=Côte d", "http://shop.example/search?q=C%C3%B4te%20d"),
    ],
)
def test_an_address_is_understood_as_a_browser_does(typed: str, meant: str) -> None:
    assert address(typed).geturl() == meant


@pytest.mark.parametrize(
    "typed",
    ["", "nonsense", "/basket", "http://", "http:///basket", "ftp://shop.example/", "http://[::1", "http://h:99999/"],
)
def test_what_is_no_address_is_told(typed: str) -> None:
    with pytest.raises(FetchError) as told:
        address(typed)
    assert str(told.value) == f'"{typed}" is no address: write one such as https://shop.example/basket'


async def test_a_page_comes_as_the_shop_sends_it(shop: str) -> None:
    head, page = await fetched(f"{shop}/search?q=C%F4te", {"Accept-Language": "en-GB"})
    assert (head.method, head.target) == ("GET", "/search?q=C%F4te")
    assert first(head.headers, b"accept-language") == "en-GB"
    assert (page.status, first(page.headers, b"content-encoding")) == (200, "gzip")
    body = decoded(page, 2**20)
    assert isinstance(body, Body)
    assert "Côte d&#39;Émeraude raincoat".encode("cp1252") in body.html


async def test_a_redirect_is_an_answer_of_its_own(shop: str) -> None:
    page = (await fetched(f"{shop}/checkout", {}))[1]
    assert (page.status, first(page.headers, b"location")) == (302, f"{shop}/basket")


async def test_a_part_behind_a_hash_stays_here(shop: str) -> None:
    assert (await fetched(f"{shop}/delivery#prices", {}))[0].target == "/delivery"


async def test_the_shop_is_asked_for_no_cookie_and_told_who_asks() -> None:
    async with scripted([ok(b"", b"Set-Cookie: a=1")]) as origin:
        for _ in range(2):
            await fetched(f"{origin.url}/", {})
        assert b"\r\nUser-Agent: Devanture" in origin.heads[1]
        assert b"Cookie" not in origin.heads[1]


async def test_nobody_there_is_told() -> None:
    url = f"http://127.0.0.1:{free_port()}/"
    with pytest.raises(FetchError, match=f"^{url} does not answer: connection refused$"):
        await fetched(url, {})


@pytest.mark.parametrize(
    "script", [[b"nonsense\r\n\r\n"], [Cut.CLOSE], [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf", Cut.CLOSE]]
)
async def test_an_answer_that_is_none_is_told(script: Script) -> None:
    async with scripted(script) as origin:
        with pytest.raises(FetchError, match=rf"^{origin.url}/ does not answer: \w"):
            await fetched(f"{origin.url}/", {})
