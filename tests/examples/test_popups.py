"""The pop-up at the end of the home page (L14), in a real browser on the demo shop."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from shutil import copytree

import pytest
from playwright.async_api import Browser, Page

from tests.support.axe import barriers
from tests.support.campaigns import COAT
from tests.support.devanture import Devanture, started_devanture
from tests.support.journeys import CAMPAIGNS, PATIENT, walked, way
from tests.support.knowing import comes_true
from tests.support.motion import WATCHING, animations, shifts

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

POPUP = "dialog.dv-popup"
OPEN = f"{POPUP}:modal"
SEARCH = "#search input[name=q]"
TURNS = 200
"""Turns of the wheel, ten a second, that bring a busy browser to the end of any page."""

WAIT = 1_000.0
"""Milliseconds in which a pop-up that was to come has come."""


@asynccontextmanager
async def at_the_end(campaigns: Devanture, browser: Browser) -> AsyncIterator[Page]:
    """Somebody who agreed, was about to search, and then scrolled the home page down to its end."""
    async with walked(browser, campaigns, way("/delivery")) as page:
        await page.add_init_script(WATCHING)
        await page.goto(campaigns.url)
        await page.focus(SEARCH)
        await to_the_end(page)
        await page.wait_for_selector(OPEN)
        yield page


async def to_the_end(page: Page) -> None:
    await page.mouse.move(400, 400)
    for _ in range(TURNS):
        await page.mouse.wheel(0, 2_000)
        if await page.evaluate("scrollY + innerHeight > document.documentElement.scrollHeight - 50"):
            return
        await page.wait_for_timeout(100)
    raise TimeoutError(page.url)


async def has_focus(page: Page, css: str) -> bool:
    return bool(await page.evaluate("(css) => document.activeElement.matches(css)", css))


async def test_it_comes_with_the_end_of_the_page_and_nothing_moves(campaigns: Devanture, browser: Browser) -> None:
    async with at_the_end(campaigns, browser) as page:
        assert await page.inner_text(f"{OPEN} h2") == "Did nothing catch your eye?"
        assert await shifts(page) <= 0.02
        assert await animations(page) == 0


async def test_it_keeps_nobody_out(campaigns: Devanture, browser: Browser) -> None:
    async with at_the_end(campaigns, browser) as page:
        assert await barriers(page, POPUP) == ""
        assert await page.get_by_role("dialog", name="Did nothing catch your eye?").count() == 1


async def test_the_focus_stays_inside_and_goes_back_where_it_was(campaigns: Devanture, browser: Browser) -> None:
    async with at_the_end(campaigns, browser) as page:
        assert await has_focus(page, f"{POPUP} a")
        for _ in range(5):
            await page.keyboard.press("Tab")
            assert await has_focus(page, f"{POPUP} *, body")
        await page.keyboard.press("Escape")
        await page.wait_for_selector(OPEN, state="hidden")
        assert await has_focus(page, SEARCH)


async def test_its_button_closes_it(campaigns: Devanture, browser: Browser) -> None:
    async with at_the_end(campaigns, browser) as page:
        await page.click(f"{OPEN} .dv-close button")
        await page.wait_for_selector(OPEN, state="hidden")
        assert page.url == f"{campaigns.url}/"


async def test_a_link_in_it_leads_where_it_says(campaigns: Devanture, browser: Browser) -> None:
    async with at_the_end(campaigns, browser) as page:
        await page.click(f"{OPEN} a")
        await page.wait_for_url("**/delivery")


async def test_nothing_below_it_can_be_reached_while_it_is_open(campaigns: Devanture, browser: Browser) -> None:
    async with at_the_end(campaigns, browser) as page:
        assert await page.evaluate("() => !document.querySelector('#footer a').matches(':focus')")
        await page.evaluate("document.querySelector('#footer a').focus()")
        assert await has_focus(page, f"{POPUP} *, {POPUP}")


async def test_who_has_met_it_does_not_meet_it_again(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/delivery")) as page:
        await page.goto(campaigns.url)
        await to_the_end(page)
        await page.wait_for_selector(OPEN)
        await comes_true(campaigns, page, lambda profile: "l14-popup-while-scrolling" in profile["shown"])
        await page.goto(campaigns.url)
        await to_the_end(page)
        await page.wait_for_timeout(WAIT)
        assert await page.locator(POPUP).count() == 0


async def test_who_stays_at_the_top_is_left_alone(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/")) as page:
        await page.mouse.wheel(0, 100)
        await page.wait_for_timeout(WAIT)
        assert await page.locator(POPUP).count() == 0


@pytest.mark.parametrize(("path", "consent"), [("/", ""), ("/", "0"), (COAT, "1"), ("/c/coats", "1")])
async def test_it_stays_away_without_consent_and_from_other_pages(
    campaigns: Devanture, browser: Browser, path: str, consent: str
) -> None:
    async with walked(browser, campaigns, way(path, consent=consent)) as page:
        await to_the_end(page)
        await page.wait_for_timeout(WAIT)
        assert await page.locator(POPUP).count() == 0


async def test_what_waits_is_not_on_the_page_before(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way("/")) as page:
        assert await page.locator("dialog").count() == 0


ANOTHER = """
- id: another
  name: A pop-up that is more important
  why: Two would be too many
  learn: Does one pop-up make way for the other?
  status: live
  where: { page: [home, delivery] }
  consent: personalise
  when:
    after: 0 seconds
  do: [ { popup: { fragment: notice, values: { words: Hello }, title: Another } } ]
  limit: { visit: 1 }
  priority: 90
  expect: [ { given: { page: home, event: { stayed: 1 second } }, then: { popup: notice } } ]
"""


@pytest.fixture(scope="module")
def crowded(shop: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Devanture]:
    """The campaigns with another pop-up beside them, which comes first."""
    site = tmp_path_factory.mktemp("crowded") / "site"
    copytree(CAMPAIGNS, site)
    (site / "another.yaml").write_text(ANOTHER)
    with started_devanture(shop, site, **PATIENT) as devanture:
        yield devanture


async def test_of_two_for_one_page_the_more_important_comes_alone(crowded: Devanture, browser: Browser) -> None:
    async with walked(browser, crowded, way("/")) as page:
        await page.wait_for_selector(OPEN)
        await page.keyboard.press("Escape")
        await to_the_end(page)
        await page.wait_for_timeout(WAIT)
        assert await page.locator(f"{POPUP} h2").all_inner_texts() == ["Another"]


async def test_where_one_has_had_the_visits_attention_no_other_comes(crowded: Devanture, browser: Browser) -> None:
    async with walked(browser, crowded, way("/delivery")) as page:
        await page.wait_for_selector(OPEN)
        await page.keyboard.press("Escape")
        await comes_true(crowded, page, lambda profile: "another" in profile["shown"])
        await page.goto(crowded.url)
        await to_the_end(page)
        await page.wait_for_timeout(WAIT)
        assert await page.locator(POPUP).count() == 0
