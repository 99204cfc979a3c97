"""Rules of examples/campaigns, as they stand, before a stock django-oscar: only site.yaml is that shop's own."""

import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from tests.support.axe import barriers
from tests.support.browser import somebody
from tests.support.devanture import Devanture, running_devanture
from tests.support.motion import WATCHING, shifts
from tests.support.oscar import running_oscar
from tests.support.tree import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.shop, pytest.mark.asyncio(loop_scope="session")]

CAMPAIGNS = ROOT / "examples" / "campaigns"
NAMES = ROOT / "tests" / "shops" / "oscar-campaigns.yaml"
TRIED = ("L03", "L05", "L13", "L14")
JACKET = "/catalogue/storm-jacket_1/"
POPUP = "dialog.dv-popup"
WAIT = 800.0
"""Milliseconds in which what was to come has come."""


@pytest.fixture(scope="module")
def oscar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_oscar(tmp_path_factory.mktemp("oscar")) as url:
        yield url


@pytest.fixture
async def devanture(oscar: str, tmp_path: Path) -> AsyncIterator[Devanture]:
    site = tmp_path / "site"
    shutil.copytree(CAMPAIGNS / "fragments", site / "fragments")
    shutil.copy(NAMES, site / "site.yaml")
    for row in TRIED:
        (rules,) = CAMPAIGNS.glob(f"{row}-*.yaml")
        shutil.copy(rules, site)
    async with running_devanture(oscar, site, lookup_deadline=1.0) as running:
        yield running


@asynccontextmanager
async def visitor(browser: Browser, devanture: Devanture) -> AsyncIterator[Page]:
    """Somebody new whose page is watched for what moves."""
    async with somebody(browser) as page:
        await page.add_init_script(WATCHING)
        await page.mouse.move(5, 700)
        await page.goto(devanture.url + "/catalogue/")
        yield page


async def buys(page: Page, devanture: Devanture) -> None:
    await page.goto(devanture.url + JACKET)
    await page.click("#add_to_basket_form button[type=submit]")
    await page.wait_for_selector("#messages .alert")
    await page.goto(f"{devanture.url}/basket/")


async def test_the_button_shakes_when_the_pointer_rests_on_the_price(devanture: Devanture, browser: Browser) -> None:
    async with visitor(browser, devanture) as page:
        await page.goto(devanture.url + JACKET)
        await page.hover("h1")
        await page.wait_for_timeout(WAIT)
        assert await page.locator("[data-dv-shake]").count() == 0
        await page.hover(".product_main > .price_color")
        await page.wait_for_selector("#add_to_basket_form button[data-dv-shake]")
        assert await shifts(page) <= 0.02


async def test_a_pop_up_comes_with_the_end_of_the_page_and_goes_with_escape(
    devanture: Devanture, browser: Browser
) -> None:
    async with visitor(browser, devanture) as page:
        await page.wait_for_timeout(WAIT)
        assert await page.locator(POPUP).count() == 0
        await page.locator("footer.container").scroll_into_view_if_needed()
        await page.wait_for_selector(f"{POPUP}:modal")
        await page.keyboard.press("Escape")
        await page.wait_for_selector(POPUP, state="hidden")
        await page.goto(devanture.url + JACKET)
        await page.locator("footer.container").scroll_into_view_if_needed()
        await page.wait_for_timeout(WAIT)
        assert await page.locator(POPUP).count() == 0


async def test_the_count_goes_with_the_basket(devanture: Devanture, browser: Browser) -> None:
    async with visitor(browser, devanture) as page:
        assert await page.locator(".dv-progress").count() == 0
        await page.goto(devanture.url + JACKET)
        assert "With 3 pieces" in await page.inner_text("#messages")
        await buys(page, devanture)
        assert "Only 2 more" in await page.inner_text("#messages")


async def test_who_leaves_the_basket_is_asked_for_an_address_and_who_has_none_is_not(
    devanture: Devanture, browser: Browser
) -> None:
    async with visitor(browser, devanture) as page:
        await page.goto(f"{devanture.url}/basket/")
        await leaves(page)
        await page.wait_for_timeout(WAIT)
        assert await page.locator(POPUP).count() == 0
        await buys(page, devanture)
        await leaves(page)
        await page.fill(f"{POPUP}:modal input[type=email]", "ada@shop.example")
        assert await barriers(page, POPUP) == ""
        await page.click(f"{POPUP}:modal button[value=sent]")
        await page.wait_for_selector(f"{POPUP}:modal >> text=Done. It is on its way to you.")


async def leaves(page: Page) -> None:
    for x, y in ((60, 400), (40, 200), (20, 2)):
        await page.mouse.move(x, y)
