"""Ways to go on (I6), and what was left alone (I7), in a real browser on the demo shop."""

from collections.abc import Mapping

import pytest
from playwright.async_api import Browser

from scoring.profile import Profile
from tests.support.axe import barriers
from tests.support.browser import complaints_of
from tests.support.devanture import Devanture
from tests.support.journeys import walked, way
from tests.support.knowing import comes_true, marks
from tests.support.motion import WATCHING, shifts

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CHOICE = ".dv-choice"
WRAPPED = "#main .notice >> text=it leaves us in sailcloth"
CATALOGUE = "#main .notice >> text=Here is all we make"
GLANCE = 4_000.0
"""Milliseconds after which what was in sight and not touched was left alone."""


def ignored(profile: Profile) -> Mapping[str, int]:
    return profile["behaviour"]["ignored"] if "behaviour" in profile else {}


async def test_the_way_that_is_taken_leads_the_rest_of_the_visit(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/")) as page:
        complaints = complaints_of(page)
        await page.click(f"{CHOICE} >> text=A gift")
        await page.wait_for_url("**/c/gear")
        profile = await comes_true(campaigns, page, lambda profile: "errand" in marks(profile)["chosen"])
        assert marks(profile)["chosen"]["errand"][0] == "gift"
        assert "gift-buyer-by-choice" in marks(profile)["tags"]
        assert profile["interests"]["Gear"]["weight"] > 3
        await page.reload()  # the first time, a busy machine may have answered before it was told
        assert await page.locator(WRAPPED).count() == 1
        assert complaints == []


async def test_the_other_way_leads_elsewhere(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/")) as page:
        await page.click(f"{CHOICE} >> text=For myself")
        await page.wait_for_url("**/c/coats")
        await comes_true(campaigns, page, lambda profile: "errand" in marks(profile)["chosen"])
        await page.goto(f"{campaigns.url}/c/gear")
        assert await page.locator(WRAPPED).count() == 0


async def test_ways_that_were_seen_and_not_taken_are_known_too(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/")) as page:
        await page.locator(CHOICE).scroll_into_view_if_needed()
        await page.wait_for_timeout(GLANCE)
        await page.click(f"{CHOICE} >> text=For myself")
        await page.wait_for_url("**/c/coats")
        profile = await comes_true(campaigns, page, lambda profile: "errand:gift" in ignored(profile))
        assert "errand:myself" not in ignored(profile)


async def test_it_stands_in_the_first_bytes_and_keeps_nobody_out(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/delivery")) as page:
        await page.add_init_script(WATCHING)
        await page.goto(campaigns.url)
        assert await barriers(page, CHOICE) == ""
        assert await page.get_by_role("group", name="Whom is it for?").get_by_role("link").count() == 2
        assert await shifts(page) <= 0.02


async def test_without_consent_they_are_plain_links_and_nobody_tells(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/", consent="")) as page:
        assert await page.locator(f"{CHOICE} [data-dv-option]").count() == 0
        await page.click(f"{CHOICE} >> text=A gift")
        await page.wait_for_url("**/c/gear")
        assert await page.locator(WRAPPED).count() == 0
        assert [cookie for cookie in await page.context.cookies() if cookie.get("name") == "dv"] == []


async def test_other_pages_offer_nothing(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/c/gear")) as page:
        assert await page.locator(CHOICE).count() == 0


async def test_a_picture_that_was_left_alone_leads_to_the_whole_catalogue(
    campaigns: Devanture, browser: Browser
) -> None:
    async with walked(browser, campaigns, way("/")) as page:
        await page.wait_for_timeout(GLANCE)
        await page.click("#nav a[href$='/delivery']")
        await page.wait_for_url("**/delivery")
        await comes_true(campaigns, page, lambda profile: "hero_picture" in ignored(profile))
        await page.reload()  # the first time, a busy machine may have answered before it was told
        await page.wait_for_selector(CATALOGUE)


async def test_one_that_was_clicked_does_not(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/")) as page:
        await page.click("#hero-picture")
        await page.wait_for_timeout(GLANCE)
        await page.click("#nav a[href$='/delivery']")
        await page.wait_for_url("**/delivery")
        assert await page.locator(CATALOGUE).count() == 0


async def test_nor_does_a_page_that_was_not_looked_at(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/c/coats", "/delivery")) as page:
        assert await page.locator(CATALOGUE).count() == 0
