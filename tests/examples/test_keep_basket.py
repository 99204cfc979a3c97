"""The pop-up that keeps a basket for later (L3), in a real browser on the demo shop."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page

from tests.support.axe import barriers
from tests.support.browser import complaints_of
from tests.support.campaigns import BERET
from tests.support.devanture import Devanture
from tests.support.journeys import Way, adds, walked, way
from tests.support.knowing import comes_true, known, marks

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

POPUP = "dialog.dv-popup"
OPEN = f"{POPUP}:modal"
MAIL = f"{OPEN} input[type=email]"
WAIT = 1_000.0
"""Milliseconds in which a pop-up that was to come has come."""

BASKET = way(adds(BERET), consent="1m")


@asynccontextmanager
async def leaving(campaigns: Devanture, browser: Browser, taken: Way = BASKET) -> AsyncIterator[Page]:
    """Somebody whose mouse has hurried from the middle of the basket to the top left."""
    async with walked(browser, campaigns, taken) as page:
        await hurry(page)
        yield page


async def hurry(page: Page, *way: tuple[int, int]) -> None:
    for x, y in way or ((60, 400), (40, 200), (20, 2)):
        await page.mouse.move(x, y)


async def stays_away(page: Page) -> None:
    await page.wait_for_timeout(WAIT)
    assert await page.locator(POPUP).count() == 0


async def test_who_leaves_an_address_is_known_by_it_for_thirty_days(campaigns: Devanture, browser: Browser) -> None:
    async with leaving(campaigns, browser) as page:
        complaints = complaints_of(page)
        await page.fill(MAIL, "ada@shop.example")
        await page.click(f"{OPEN} button[value=sent]")
        await page.wait_for_selector(f"{OPEN} >> text=Done. It is on its way to you.")
        assert not await page.locator(MAIL).is_visible()
        profile = await comes_true(campaigns, page, lambda profile: "mails" in marks(profile))
        address, rule, at, until = marks(profile)["mails"]["marketing"]
        assert (address, rule, round(until - at)) == ("ada@shop.example", "l03-keep-basket-for-later", 30 * 86_400)
        assert "ada" not in page.url
        assert "ada@shop.example" not in campaigns.log
        assert complaints == []


async def test_the_notice_stands_in_the_form_in_front_of_its_field(campaigns: Devanture, browser: Browser) -> None:
    async with leaving(campaigns, browser) as page:
        form = await page.inner_text(f"{OPEN} form[data-dv-tell]")
        assert form.index("forget your address after 30 days") < form.index("Your mail address")


async def test_it_keeps_nobody_out(campaigns: Devanture, browser: Browser) -> None:
    async with leaving(campaigns, browser) as page:
        await page.wait_for_selector(OPEN)
        assert await barriers(page, POPUP) == ""
        assert await page.get_by_label("Your mail address").count() == 1
        assert await page.get_by_role("dialog", name="Keep your basket for later?").count() == 1


@pytest.mark.parametrize("typed", ["", "ada", "ada@", "a da@shop.example"])
async def test_what_is_no_address_is_told_at_its_field_and_to_nobody_else(
    campaigns: Devanture, browser: Browser, typed: str
) -> None:
    async with leaving(campaigns, browser) as page:
        await page.fill(MAIL, typed)
        await page.click(f"{OPEN} button[value=sent]")
        assert await page.locator(f"{MAIL}:invalid:focus").count() == 1
        assert await page.locator(MAIL).evaluate("field => field.validationMessage") != ""
        assert marks(await known(campaigns, page)).get("mails") is None


async def test_who_closed_it_is_not_asked_again(campaigns: Devanture, browser: Browser) -> None:
    async with leaving(campaigns, browser) as page:
        await page.click(f"{OPEN} .dv-close button")
        await comes_true(campaigns, page, lambda profile: "dismissed" in {each["kind"] for each in profile["events"]})
        await page.goto(f"{campaigns.url}/basket")
        await hurry(page)
        await stays_away(page)


async def test_who_gave_an_address_is_not_asked_again(campaigns: Devanture, browser: Browser) -> None:
    async with leaving(campaigns, browser) as page:
        await page.fill(MAIL, "ada@shop.example")
        await page.click(f"{OPEN} button[value=sent]")
        await comes_true(campaigns, page, lambda profile: "mails" in marks(profile))
        await page.goto(f"{campaigns.url}/basket")
        await hurry(page)
        await stays_away(page)


@pytest.mark.parametrize(
    "taken",
    [
        way(adds(BERET), consent="1"),
        way(adds(BERET), consent=""),
        way("/basket", consent="1m"),
        way(adds(BERET), "/delivery", consent="1m"),
    ],
    ids=["not for marketing", "no consent", "empty basket", "another page"],
)
async def test_others_are_left_alone(campaigns: Devanture, browser: Browser, taken: Way) -> None:
    async with leaving(campaigns, browser, taken) as page:
        await stays_away(page)


async def test_who_goes_for_a_link_at_the_top_does_not_leave(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, BASKET) as page:
        box = await page.locator("#header a").first.bounding_box()
        assert box is not None
        await hurry(page, (60, 400), (round(box["x"]) + 20, round(box["y"] + box["height"] / 2)))
        await stays_away(page)
