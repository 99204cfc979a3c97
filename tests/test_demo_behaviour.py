"""What the browser tells of a visitor in the demo shop, in a real browser and under the shop's own strict policy."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, Request

from scoring.profile import BehaviourProfile
from tests.support.browser import complaints_of, somebody
from tests.support.devanture import Devanture, started_devanture
from tests.support.shop import SITE

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PRODUCT, OTHER = "/p/cancale-oilskin", "/p/bjorn-winter-boots"

SCRIPT = "script[data-ticket]"


@pytest.fixture(scope="module")
def devanture(shop: str) -> Iterator[Devanture]:
    with started_devanture(shop, SITE) as devanture:
        yield devanture


def beacons_of(page: Page) -> list[Request]:
    """Return a list that grows with every beacon that the browser sends from now on."""
    sent: list[Request] = []
    page.on("request", lambda it: sent.append(it) if it.url.endswith("/.devanture/beacon") else None)
    return sent


@asynccontextmanager
async def agreed(devanture: Devanture, browser: Browser, path: str = PRODUCT) -> AsyncIterator[Page]:
    """A page of somebody who has agreed to the shop's cookies, in which the browser complains of nothing."""
    async with somebody(browser) as page:
        complaints = complaints_of(page)
        await page.context.add_cookies([{"name": "cookie_ok", "value": "1", "url": devanture.url}])
        await page.goto(devanture.url + path)
        yield page
        assert complaints == []


async def behaviour(devanture: Devanture, page: Page) -> BehaviourProfile:
    """Return what is known of this visitor's behaviour, which begins with nothing."""
    (cookie,) = [each for each in await page.context.cookies() if each.get("name") == "dv"]
    nothing = BehaviourProfile(hovered={}, clicked={}, ignored={}, scrolled=0.0, seconds=0.0, leaving=0)
    return (await devanture.known(cookie["value"])).get("behaviour", nothing)


async def leave(page: Page) -> None:
    """Go on to another page, as people do: by a link."""
    await page.click("#nav a[href$='/delivery']")
    await page.wait_for_url("**/delivery")


async def test_every_signal_arrives_in_the_visitors_profile(devanture: Devanture, browser: Browser) -> None:
    async with agreed(devanture, browser) as page:
        await page.wait_for_timeout(3300)
        await page.hover("#price")
        await page.wait_for_timeout(500)
        await page.mouse.move(30, 300)
        await page.mouse.move(20, 2)
        await page.click("p.stock")
        await page.mouse.wheel(0, 3000)
        await page.wait_for_timeout(300)
        await page.mouse.wheel(0, -3000)
        await page.wait_for_timeout(300)
        await leave(page)
        known = await behaviour(devanture, page)
        assert known["hovered"].get("price") == 1
        assert known["clicked"] == {"stock": 1}
        assert known["scrolled"] >= 99
        assert known["seconds"] >= 4
        assert known["leaving"] >= 1
