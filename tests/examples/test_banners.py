"""Banners by profile, by pages viewed and by behaviour (L7, L8, L9), in a real browser on the demo shop."""

import pytest
from playwright.async_api import Browser, Page

from scoring.profile import Profile
from tests.support.axe import barriers
from tests.support.campaigns import BERET, BOOTS, COAT, FLASK, LANTERN, WARM_BOOTS
from tests.support.devanture import Devanture
from tests.support.journeys import Way, adds, orders, previews, walked, way
from tests.support.knowing import comes_true, marks
from tests.support.motion import WATCHING, painted, same, shifts, sweeps

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

MENDING = "text=Your things for life"
QUAY = "text=Come and try it on"
LIST = "text=Three days outdoors"
PRICE = "text=The price holds thirty days"
GEAR = (LANTERN, FLASK)


@pytest.mark.parametrize(
    ("taken", "banner"),
    [
        (way("/", adds(BERET), orders, "/"), MENDING),
        (way(previews("/", "back-again")), QUAY),
        (way(*GEAR, "/c/coats"), LIST),
        (way(*GEAR, "/", "/c/gear"), LIST),
    ],
)
async def test_it_comes_by_who_somebody_is_and_by_what_was_viewed(
    campaigns: Devanture, browser: Browser, taken: Way, banner: str
) -> None:
    async with walked(browser, campaigns, taken) as page:
        assert await page.locator(f".dv-banner >> {banner}").count() == 1


@pytest.mark.parametrize(
    ("taken", "banner"),
    [
        (way("/"), MENDING),
        (way("/", adds(BERET), "/"), MENDING),
        (way("/", adds(BERET), orders, "/c/coats"), MENDING),
        (way("/", adds(BERET), orders, "/", consent=""), MENDING),
        (way("/", "/"), QUAY),
        (way(LANTERN, "/c/coats"), LIST),
        (way(BOOTS, COAT, "/c/coats"), LIST),
        (way(*GEAR, "/"), LIST),
        (way(*GEAR, "/c/coats", consent=""), LIST),
        (way(*GEAR, *["/c/coats"] * 6), LIST),
        (way(COAT, BOOTS), PRICE),
    ],
)
async def test_it_stays_away_from_all_others(campaigns: Devanture, browser: Browser, taken: Way, banner: str) -> None:
    async with walked(browser, campaigns, taken) as page:
        assert await page.locator("#page").count() == 1
        assert await page.locator(banner).count() == 0


async def test_of_two_banners_for_one_place_the_more_important_comes(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way(previews("/", "customer-back-again"))) as page:
        assert await page.locator(".dv-banner").all_inner_texts() == [
            "Your things for life: the workshop mends what we sold, whenever that was."
        ]


async def rests_on_the_price(page: Page) -> None:
    await page.hover("#price")
    await page.wait_for_timeout(600)
    await page.hover("h1")


async def weighs_two_prices(page: Page, campaigns: Devanture) -> None:
    """Rest on the prices of two products, and go on to a third by a link, so that what happened is told."""
    for path in (BOOTS, WARM_BOOTS):
        await page.goto(campaigns.url + path)
        await rests_on_the_price(page)
        await page.click("#nav a[href$='/delivery']")
        await page.wait_for_url("**/delivery")
    await comes_true(campaigns, page, lambda profile: prices(profile) >= 2)


def prices(profile: Profile) -> int:
    """Return on how many prices somebody has rested in this visit."""
    return profile["behaviour"]["hovered"].get("price", 0) if "behaviour" in profile else 0


async def test_it_comes_by_what_somebody_does_in_this_visit(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/c/boots")) as page:
        await weighs_two_prices(page, campaigns)
        await page.goto(campaigns.url + COAT)
        assert await page.locator(f".dv-banner >> {PRICE}").count() == 1
        await page.goto(campaigns.url + "/c/boots")
        assert await page.locator(PRICE).count() == 0


async def test_who_hurries_over_prices_does_not_rest_on_them(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/c/boots")) as page:
        for path in (BOOTS, WARM_BOOTS, COAT):
            await page.goto(campaigns.url + path)
            await sweeps(page, "#price", "h1")
        assert await page.locator(PRICE).count() == 0


@pytest.mark.parametrize("key", ["", "Enter"])
async def test_it_can_be_closed_by_mouse_and_by_keyboard(campaigns: Devanture, browser: Browser, key: str) -> None:
    async with walked(browser, campaigns, way("/c/boots")) as page:
        await weighs_two_prices(page, campaigns)
        await page.goto(campaigns.url + COAT)
        await (page.press(".dv-close", key) if key else page.click(".dv-close"))
        await page.wait_for_selector(".dv-banner", state="detached")


async def test_who_closed_it_does_not_meet_it_again(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/c/boots")) as page:
        await weighs_two_prices(page, campaigns)
        await page.goto(campaigns.url + COAT)
        assert await page.locator(PRICE).count() == 1
        await page.click(".dv-close")
        await comes_true(
            campaigns, page, lambda profile: "l09-banner-by-behaviour" in marks(profile).get("dismissed", {})
        )
        await page.goto(campaigns.url + COAT)
        assert await page.locator(PRICE).count() == 0


@pytest.mark.parametrize("taken", [way(*GEAR, "/c/coats"), way(previews("/", "customer-back-again"))])
async def test_nothing_moves_for_it_and_nobody_is_kept_out(campaigns: Devanture, browser: Browser, taken: Way) -> None:
    async with walked(browser, campaigns, taken) as page:
        await page.add_init_script(WATCHING)
        await page.reload()
        assert await page.locator(".dv-banner").count() == 1
        assert await shifts(page) <= 0.02
        assert await barriers(page, ".dv-banner") == ""


async def test_the_first_frame_that_is_painted_is_the_personalized_one(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way(*GEAR)) as page:
        without = await painted(browser, page, f"{campaigns.url}/delivery", (0.5, 0.03))
        frames = await painted(browser, page, f"{campaigns.url}/c/coats", (0.5, 0.03))
        assert await page.locator(".dv-banner").count() == 1
    assert not same(without[-1], frames[-1])
    assert all(same(frame, frames[-1]) for frame in frames)
