"""The page for visitors in a real browser: read and used without a script, under its own strict policy."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, Page

from tests.support.browser import complaints_of
from tests.support.devanture import Devanture, started_devanture
from tests.support.shop import SITE

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

OURS = "/.devanture/privacy"


@pytest.fixture(scope="module")
def devanture(shop: str) -> Iterator[Devanture]:
    with started_devanture(shop, SITE) as devanture:
        yield devanture


async def shopped(devanture: Devanture, page: Page) -> None:
    """Agree, and look at a few pages."""
    await page.goto(f"{devanture.url}/")
    await page.click("#cookiebar button[value='1']")
    for path in ("/c/boots", "/search?q=boots", "/"):
        await page.goto(devanture.url + path)


async def test_a_visitor_reads_stops_and_starts_again(devanture: Devanture, calm_page: Page) -> None:
    await shopped(devanture, calm_page)
    await calm_page.goto(devanture.url + OURS)
    text = await calm_page.inner_text("main")
    assert "“boots”" in text
    assert "Fill the home page's selection" in text
    await calm_page.click("button")
    assert "You told us to stop." in await calm_page.inner_text("main")
    assert [cookie.get("name") for cookie in await calm_page.context.cookies() if "dv" in str(cookie)] == ["dv-stop"]
    await calm_page.goto(f"{devanture.url}/c/boots")
    await calm_page.goto(devanture.url + OURS)
    await calm_page.click("button")
    assert "Nothing is kept about you." in await calm_page.inner_text("main")


async def test_it_needs_no_script(devanture: Devanture, browser: Browser) -> None:
    context = await browser.new_context(java_script_enabled=False, locale="en-GB")
    page = await context.new_page()
    complaints = complaints_of(page)
    await page.goto(devanture.url + OURS)
    await page.get_by_role("button", name="Remove everything and stop").click()
    await page.get_by_role("heading", name="Start again?").wait_for()
    assert not complaints
    await context.close()


async def test_its_parts_are_told_to_those_who_cannot_see_them(devanture: Devanture, calm_page: Page) -> None:
    await shopped(devanture, calm_page)
    await calm_page.goto(devanture.url + OURS)
    for name in ("What is kept about me?", "Why am I seeing this?", "Stop", "What is never kept here"):
        await calm_page.get_by_role("region", name=name).wait_for()
    await calm_page.keyboard.press("Tab")
    assert await calm_page.evaluate("document.activeElement.textContent") == "Back to the shop"
    assert await calm_page.evaluate("document.documentElement.scrollWidth <= innerWidth")
