"""What is kept of a visitor in a real browser: nothing before the cookie bar says so, nothing once it is withdrawn."""

import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError

import pytest
from playwright.async_api import Browser, Cookie, Page

from tests.support.browser import somebody
from tests.support.devanture import Devanture, started_devanture
from tests.support.door import heard, open_door, request
from tests.support.shop import SITE

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

THIRTEEN_MONTHS = 395 * 86_400


@pytest.fixture(scope="module")
def devanture(shop: str) -> Iterator[Devanture]:
    with started_devanture(shop, SITE) as devanture:
        yield devanture


async def ours(page: Page) -> list[Cookie]:
    return [cookie for cookie in await page.context.cookies() if cookie.get("name", "").startswith("dv")]


async def choose(page: Page, choice: str) -> None:
    await page.click(f"#cookiebar button[value='{choice}']")


async def writes(devanture: Devanture) -> list[str]:
    """Return what was ever written to the store, as the counts tell it."""
    lines = (await devanture.told("/metrics")).splitlines()
    return [line for line in lines if line.startswith("devanture_background_total") and "record" in line]


async def test_nothing_is_kept_before_consent(devanture: Devanture, browser: Browser) -> None:
    before = await writes(devanture)
    async with somebody(browser, "en-GB") as page:
        for path in ("/?utm_medium=coupon", "/p/cancale-oilskin", "/basket", "/search?q=coat"):
            await page.goto(devanture.url + path)
        await choose(page, "0")
        await page.goto(f"{devanture.url}/c/boots")
        assert await ours(page) == []
    assert await writes(devanture) == before
    assert "visitor not kept" in await devanture.told("/explain")


async def test_after_consent_there_is_one_cookie_of_ours(devanture: Devanture, calm_page: Page) -> None:
    await calm_page.goto(f"{devanture.url}/")
    await choose(calm_page, "1")
    assert await ours(calm_page) == []
    await calm_page.goto(f"{devanture.url}/c/coats")
    (cookie,) = await ours(calm_page)
    assert cookie["name"] == "dv"
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Lax", "/")
    assert (cookie["secure"], cookie["domain"]) == (False, "127.0.0.1")
    assert abs(cookie["expires"] - time.time() - THIRTEEN_MONTHS) < 600
    await calm_page.goto(f"{devanture.url}/p/cancale-oilskin")
    assert await ours(calm_page) == [cookie]
    assert await writes(devanture)


async def test_what_was_done_after_consent_is_known(devanture: Devanture, calm_page: Page) -> None:
    await calm_page.goto(f"{devanture.url}/p/bjorn-winter-boots")
    await choose(calm_page, "1")
    await calm_page.goto(f"{devanture.url}/p/cancale-oilskin?utm_medium=coupon")
    await calm_page.click("input.buy")
    await calm_page.wait_for_selector("#basket .line")
    await calm_page.goto(f"{devanture.url}/search?q=beret")
    (cookie,) = await ours(calm_page)
    known = await devanture.known(cookie["value"])
    assert [event["subject"] for event in known["events"] if event["kind"] == "seen"] == [
        "/p/cancale-oilskin",
        "/basket",
        "/search",
    ]
    assert [event["subject"] for event in known["events"] if event["kind"] in ("added", "searched")] == ["102", "beret"]
    assert known["arrivals"][0]["detail"]["q.utm_medium"] == "coupon"
    assert (known["basket"]["items"], known["visits"]) == (1, 1)
    assert list(known["interests"]) == ["Coats"]


async def test_withdrawn_consent_takes_the_cookie_and_the_past(devanture: Devanture, calm_page: Page) -> None:
    await calm_page.goto(f"{devanture.url}/delivery")
    await choose(calm_page, "1")
    await calm_page.goto(f"{devanture.url}/p/cancale-oilskin")
    (cookie,) = await ours(calm_page)
    assert (await devanture.known(cookie["value"]))["events"]
    await calm_page.context.add_cookies([{"name": "cookie_ok", "value": "0", "url": devanture.url}])
    await calm_page.goto(f"{devanture.url}/c/boots")
    assert await ours(calm_page) == []
    with pytest.raises(HTTPError, match="404"):
        await devanture.known(cookie["value"])


async def test_a_browser_that_asks_not_to_be_followed_is_not(devanture: Devanture, browser: Browser) -> None:
    async with somebody(browser, headers={"Sec-GPC": "1"}) as page:
        await page.goto(f"{devanture.url}/delivery")
        await choose(page, "1")
        await page.goto(f"{devanture.url}/p/cancale-oilskin")
        assert await ours(page) == []


async def test_a_cookie_that_we_did_not_sign_is_never_adopted(devanture: Devanture, calm_page: Page) -> None:
    for name, value in (("dv", "A" * 64), ("cookie_ok", "1")):
        await calm_page.context.add_cookies([{"name": name, "value": value, "url": devanture.url}])
    await calm_page.goto(f"{devanture.url}/c/coats")
    (cookie,) = await ours(calm_page)
    assert cookie["value"] != "A" * 64
    assert (await devanture.known(cookie["value"]))["visits"] == 1


async def test_over_https_the_cookie_is_bound_to_the_host(shop: str, tmp_path: Path) -> None:
    async with open_door(shop, tmp_path, public_url="https://shop.example") as door:
        line = (await heard(door.port, request("/"))).field("Set-Cookie")[-1]
    name, _, rest = line.partition("=")
    value, *attributes = rest.split("; ")
    assert name == "__Host-dv"
    assert len(value) >= 22 + 22
    assert attributes == ["Path=/", f"Max-Age={THIRTEEN_MONTHS}", "HttpOnly", "SameSite=Lax", "Secure"]
