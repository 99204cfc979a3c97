"""The button that shakes when the pointer rests on the price (L13), in a real browser on the demo shop."""

import pytest
from playwright.async_api import Browser, Page

from tests.support.axe import barriers
from tests.support.campaigns import BERET, COAT
from tests.support.devanture import Devanture
from tests.support.journeys import walked, way
from tests.support.knowing import comes_true
from tests.support.motion import WATCHING, animations, shifts, sweeps

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

SHAKEN = "input.buy[data-dv-shake]"
TRIES = 10
"""Sweeps of the pointer of which one will be fast, on a machine however busy."""

REST = 800.0
"""Milliseconds in which a pointer that rests has been told to rest, several times over."""


async def opens(page: Page, campaigns: Devanture, path: str) -> None:
    """Open a page that is watched for what moves, with the pointer out of the way."""
    await page.add_init_script(WATCHING)
    await page.mouse.move(5, 700)
    await page.goto(campaigns.url + path)


async def still(page: Page) -> bool:
    """Tell whether the page is as it came, after the time in which it could have changed."""
    await page.wait_for_timeout(REST)
    return await page.locator(SHAKEN).count() == 0 and await animations(page) == 0


@pytest.mark.parametrize("consent", ["1", ""])
async def test_it_shakes_once_when_the_pointer_rests_on_the_price(
    campaigns: Devanture, browser: Browser, consent: str
) -> None:
    async with walked(browser, campaigns, way("/delivery", consent=consent)) as page:
        await opens(page, campaigns, COAT)
        await page.hover("#price")
        await page.wait_for_selector(SHAKEN)
        assert await animations(page) == 1
        await page.hover("h1")
        await page.hover("#price")
        await page.wait_for_timeout(REST)
        assert await animations(page) == 1
        assert await shifts(page) <= 0.02
        assert await barriers(page, "input.buy") == ""


async def test_what_shakes_can_be_pressed(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/delivery")) as page:
        await opens(page, campaigns, COAT)
        await page.hover("#price")
        await page.wait_for_selector(SHAKEN)
        await page.click("input.buy")
        await page.wait_for_selector("#basket .line")


async def test_a_pointer_that_hurries_over_the_price_to_the_button_shakes_nothing(
    campaigns: Devanture, browser: Browser
) -> None:
    async with walked(browser, campaigns, way("/delivery")) as page:
        for _ in range(TRIES):
            await opens(page, campaigns, COAT)
            if await sweeps(page, "#price", "input.buy"):
                break
        assert await still(page)


async def test_a_pointer_that_rests_elsewhere_shakes_nothing(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/delivery")) as page:
        await opens(page, campaigns, COAT)
        await page.hover("p.stock")
        assert await still(page)


async def test_a_finger_on_the_price_shakes_nothing(campaigns: Devanture, browser: Browser) -> None:
    context = await browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 980, "height": 800})
    try:
        page = await context.new_page()
        await opens(page, campaigns, COAT)
        await page.tap("#price")
        assert await still(page)
    finally:
        await context.close()


async def test_who_wants_less_motion_sees_none(campaigns: Devanture, browser: Browser) -> None:
    context = await browser.new_context(reduced_motion="reduce")
    try:
        page = await context.new_page()
        await opens(page, campaigns, COAT)
        await page.hover("#price")
        await page.wait_for_selector(SHAKEN)
        assert await animations(page) == 0
    finally:
        await context.close()


async def test_it_shakes_once_in_a_visit(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/delivery")) as page:
        await opens(page, campaigns, COAT)
        await page.hover("#price")
        await page.wait_for_selector(SHAKEN)
        await comes_true(campaigns, page, lambda profile: "l13-price-shake" in profile["shown"])
        await opens(page, campaigns, BERET)
        await page.hover("#price")
        assert await still(page)


async def test_on_other_pages_nothing_waits_for_the_pointer(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/delivery")) as page:
        await opens(page, campaigns, "/c/coats")
        await page.hover("#listing .price >> nth=0")
        await page.wait_for_timeout(REST)
        assert await animations(page) == 0
        assert await page.locator("[data-dv-shake]").count() == 0
