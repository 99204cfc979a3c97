"""The question after an order (L10), in a real browser on the demo shop: praise for some, an ear for the others."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page

from tests.support.axe import barriers
from tests.support.browser import complaints_of
from tests.support.campaigns import BERET
from tests.support.devanture import Devanture
from tests.support.journeys import adds, orders, walked, way
from tests.support.knowing import comes_true, kinds, known, marks

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ASK = ".dv-ask"
REVIEWS = "a[href*='reviews.example']"
QUESTION = "Did you find what you were looking for?"


@asynccontextmanager
async def ordered(campaigns: Devanture, browser: Browser, consent: str = "1") -> AsyncIterator[Page]:
    async with walked(browser, campaigns, way(adds(BERET), orders, consent=consent)) as page:
        yield page


async def answers(campaigns: Devanture, page: Page, answer: str) -> None:
    await page.click(f"{ASK} button[value={answer}]")
    await comes_true(campaigns, page, lambda profile: marks(profile).get("rated", ("",))[0] == answer)


async def test_who_is_happy_may_tell_others(campaigns: Devanture, browser: Browser) -> None:
    async with ordered(campaigns, browser) as page:
        complaints = complaints_of(page)
        assert not await page.locator(REVIEWS).is_visible()
        await answers(campaigns, page, "happy")
        assert await page.locator(f"{ASK} {REVIEWS}").is_visible()
        assert not await page.locator(f"{ASK} textarea").is_visible()
        assert await page.locator(f"{ASK} [data-dv-then=happy]:focus").count() == 1
        assert complaints == []


async def test_who_is_unhappy_writes_to_the_shop_and_is_sent_nowhere(campaigns: Devanture, browser: Browser) -> None:
    async with ordered(campaigns, browser) as page:
        complaints = complaints_of(page)
        await answers(campaigns, page, "unhappy")
        assert not await page.locator(REVIEWS).is_visible()
        await page.fill(f"{ASK} textarea", "The canary's sole\ncame off.")
        async with page.expect_response("**/beacon") as told:
            await page.click(f"{ASK} button[value=sent]")
        assert (await told.value).status in (200, 204)
        assert await page.locator(f"{ASK} >> text=Thank you. We look into it.").is_visible()
        assert "canary" not in str(await known(campaigns, page))
        assert "canary" not in campaigns.log
        assert complaints == []


async def test_it_keeps_nobody_out(campaigns: Devanture, browser: Browser) -> None:
    async with ordered(campaigns, browser) as page:
        assert await barriers(page, ASK) == ""
        assert await page.get_by_role("group", name=QUESTION).get_by_role("button").count() == 2
        await answers(campaigns, page, "unhappy")
        assert await barriers(page, ASK) == ""
        assert await page.get_by_label("What was missing?").is_visible()


async def test_nothing_is_sent_without_words(campaigns: Devanture, browser: Browser) -> None:
    async with ordered(campaigns, browser) as page:
        await answers(campaigns, page, "unhappy")
        await page.click(f"{ASK} button[value=sent]")
        assert await page.locator(f"{ASK} textarea:invalid:focus").count() == 1


async def test_who_answered_is_not_asked_again(campaigns: Devanture, browser: Browser) -> None:
    async with ordered(campaigns, browser) as page:
        await answers(campaigns, page, "happy")
        await page.reload()
        assert await page.locator("#order-number").count() == 1
        assert await page.locator(ASK).count() == 0


@pytest.mark.parametrize(("answer", "asked"), [("happy", 1), ("unhappy", 0), ("", 0)])
async def test_later_only_who_is_happy_is_asked_to_tell_others(
    campaigns: Devanture, browser: Browser, answer: str, asked: int
) -> None:
    async with ordered(campaigns, browser) as page:
        if answer:
            await answers(campaigns, page, answer)
        await page.goto(f"{campaigns.url}/delivery")
        assert await page.locator(f"#footer {REVIEWS}").count() == asked


async def test_nobody_is_asked_without_consent(campaigns: Devanture, browser: Browser) -> None:
    async with ordered(campaigns, browser, consent="") as page:
        assert await page.locator("#order-number").count() == 1
        assert await page.locator(ASK).count() == 0


async def test_nobody_is_asked_before_an_order(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way(adds(BERET), "/delivery")) as page:
        assert await page.locator(ASK).count() == 0
        assert "rated" not in kinds(await known(campaigns, page))
