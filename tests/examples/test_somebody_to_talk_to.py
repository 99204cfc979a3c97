"""The offer of a person (L23), in a real browser on the demo shop: a call at the checkout, a way to write."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page

from tests.support.axe import barriers
from tests.support.browser import complaints_of
from tests.support.campaigns import BERET, COAT
from tests.support.devanture import Devanture
from tests.support.journeys import Way, adds, walked, way
from tests.support.knowing import comes_true, kinds, known

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

HELP = ".dv-help"
PHONE = f"{HELP} input[type=tel]"
OLD = "/index.php?route=product/product&product_id=104"
SEARCHES = ("/search?q=wax", "/search?q=oil", "/search?q=grease")


@asynccontextmanager
async def paying(campaigns: Devanture, browser: Browser) -> AsyncIterator[Page]:
    async with walked(browser, campaigns, way(adds(COAT), "/checkout")) as page:
        yield page


async def test_a_number_is_taken_once_and_kept_nowhere(campaigns: Devanture, browser: Browser) -> None:
    async with paying(campaigns, browser) as page:
        complaints = complaints_of(page)
        await page.fill(PHONE, "+33 2 99 11 22 33")
        await page.click(f"{HELP} button")
        assert await page.locator(f"{HELP} >> text=calls you within the hour").is_visible()
        profile = await comes_true(campaigns, page, lambda profile: "helped" in kinds(profile))
        assert "99 11 22" not in str(profile)
        assert "99 11 22" not in campaigns.log
        assert "99" not in page.url
        assert complaints == []


async def test_it_keeps_nobody_out(campaigns: Devanture, browser: Browser) -> None:
    async with paying(campaigns, browser) as page:
        assert await barriers(page, HELP) == ""
        assert await page.get_by_role("group", name="A question before you order?").count() == 1
        told = await page.get_by_label("Your telephone number").evaluate(
            "field => document.getElementById(field.getAttribute('aria-describedby')).innerText"
        )
        assert "this one call" in told


@pytest.mark.parametrize("typed", ["", "12", "call me", "ada@shop.example"])
async def test_what_is_no_number_is_told_at_its_field_and_to_nobody_else(
    campaigns: Devanture, browser: Browser, typed: str
) -> None:
    async with paying(campaigns, browser) as page:
        await page.fill(PHONE, typed)
        await page.click(f"{HELP} button")
        assert await page.locator(f"{PHONE}:invalid:focus").count() == 1
        assert "helped" not in kinds(await known(campaigns, page))


@pytest.mark.parametrize(
    "taken",
    [way(adds(BERET), "/checkout"), way(adds(COAT), "/checkout", consent=""), way(adds(COAT))],
    ids=["a small basket", "no consent", "another page"],
)
async def test_others_are_left_alone(campaigns: Devanture, browser: Browser, taken: Way) -> None:
    async with walked(browser, campaigns, taken) as page:
        assert await page.locator("#main").count() == 1
        assert await page.locator(HELP).count() == 0


async def test_who_searched_in_vain_is_led_to_the_workshop(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way(*SEARCHES, OLD)) as page:
        await page.click(f"{HELP} a")
        await page.wait_for_url("**/delivery")
        await comes_true(campaigns, page, lambda profile: "helped" in kinds(profile))


async def test_who_found_at_once_is_not(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/search?q=wax", OLD)) as page:
        assert await page.locator(HELP).count() == 0
