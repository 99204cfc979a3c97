"""The count of the basket that goes on while a page is open (L5), in a real browser on the demo shop."""

import pytest
from playwright.async_api import Browser

from tests.support.axe import barriers
from tests.support.campaigns import BERET, COAT
from tests.support.devanture import Devanture
from tests.support.journeys import Way, adds, orders, walked, way
from tests.support.motion import WATCHING, shifts

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

OLD = "/index.php?route=product/product&product_id=103"
COUNT = ".dv-progress"


@pytest.mark.parametrize(
    ("taken", "words"),
    [
        (way("/", COAT), "With 3 pieces, a storm lantern"),
        (way("/", adds(BERET)), "Only 2 more, and a storm lantern"),
        (way("/", adds(BERET), COAT), "Only 2 more, and a storm lantern"),
        (way("/", adds(BERET), adds(COAT)), "Only 1 more, and a storm lantern"),
        (way("/", *[adds(BERET)] * 3), "A storm lantern travels with your parcel"),
        (way("/", *[adds(BERET)] * 4), "A storm lantern travels with your parcel"),
        (way("/", adds(BERET), orders, COAT), "With 3 pieces, a storm lantern"),
    ],
)
async def test_it_counts_in_the_first_bytes(campaigns: Devanture, browser: Browser, taken: Way, words: str) -> None:
    async with walked(browser, campaigns, taken) as page:
        answer = await page.reload()
        assert answer is not None
        assert words in await answer.text()
        assert words in await page.inner_text(COUNT)


@pytest.mark.parametrize(
    "taken",
    [
        way("/", adds(BERET), consent=""),
        way("/", adds(BERET), consent="0"),
        way("/", adds(BERET), "/"),
        way("/", adds(BERET), "/checkout"),
        way("/", adds(BERET), "/c/coats"),
    ],
)
async def test_it_stays_away_without_consent_and_from_other_pages(
    campaigns: Devanture, browser: Browser, taken: Way
) -> None:
    async with walked(browser, campaigns, taken) as page:
        assert await page.locator("#page").count() == 1
        assert await page.locator(COUNT).count() == 0


async def test_on_a_page_that_stays_it_counts_what_is_put_in_the_basket(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/")) as page:
        await page.add_init_script(WATCHING)
        await page.goto(campaigns.url + OLD)
        for done, words in enumerate(("Only 2 more", "Only 1 more", "A storm lantern travels"), start=1):
            await page.click("#quick-add")
            await page.wait_for_selector(f"{COUNT} progress[value='{done}']")
            assert (await page.inner_text(COUNT)).strip().startswith(words)
        assert await shifts(page) <= 0.02
        assert page.url == campaigns.url + OLD


async def test_what_was_counted_on_the_page_is_counted_on_the_next(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/", OLD)) as page:
        await page.click("#quick-add")
        await page.wait_for_selector("#quick-add-answer >> text=Added")
        await page.goto(campaigns.url + COAT)
        assert "Only 2 more" in await page.inner_text(COUNT)
        await page.goto(campaigns.url + "/basket")
        assert "Only 2 more" in await page.inner_text(COUNT)


async def test_nothing_moves_for_it_and_nobody_is_kept_out(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/", adds(BERET))) as page:
        await page.add_init_script(WATCHING)
        await page.reload()
        assert await page.locator(COUNT).count() == 1
        assert await shifts(page) <= 0.02
        assert await barriers(page, COUNT) == ""
