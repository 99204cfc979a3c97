"""A code of one's own (E8), in a real browser on the demo shop: it comes on the page that promises it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from proxy.stores.ledger.sqlite import SqliteLedger
from tests.support.browser import somebody
from tests.support.campaigns import BERET, COAT
from tests.support.devanture import Devanture, running_devanture
from tests.support.giving import giving_site
from tests.support.journeys import PATIENT, Way, adds, walked, way
from tests.support.motion import WATCHING, shifts

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

OURS = "tr.code-of-your-own strong"
CODE = re.compile(r"BREVIN-[A-Z0-9]{6}")
AWAITED = "() => /BREVIN-/.test(document.querySelector('tr.code-of-your-own strong')?.textContent)"

POPUP = """\
- id: own-code
  name: Open a code
  why: A code of one's own is used
  learn: Is it?
  status: live
  where: { page: home }
  consent: personalise
  when: { clicked: hero_picture }
  do:
    - give_code: { pool: gifts, expires: 3 days }
    - popup: { fragment: gift, title: "For you" }
  limit: { visitor: 1 per day }
  expect:
    - given: { page: home, event: { clicked: hero_picture } }
      then: { code: gifts, popup: gift }
"""


async def test_a_newcomer_gets_a_code_on_the_very_page_that_promises_it(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way(adds(COAT))) as page:
        await page.wait_for_function(AWAITED)
        code = await page.inner_text(OURS)
        assert CODE.fullmatch(code)
        await page.reload()
        assert f"<strong>{code}</strong>" in await page.content(), "on the next page it is in the first bytes"
        assert "good until 20" in await page.inner_text("tr.code-of-your-own")


async def test_two_people_get_two_codes(campaigns: Devanture, browser: Browser) -> None:
    codes = set()
    for _ in range(2):
        async with walked(browser, campaigns, way(adds(COAT))) as page:
            await page.wait_for_function(AWAITED)
            codes.add(await page.inner_text(OURS))
    assert len(codes) == 2


async def test_nothing_moves_when_the_code_comes(campaigns: Devanture, browser: Browser) -> None:
    async with walked(browser, campaigns, way(adds(BERET))) as page:
        await page.add_init_script(WATCHING)
        await page.goto(campaigns.url + COAT)
        await page.click("input.buy")
        await page.wait_for_function(AWAITED)
        assert await shifts(page) <= 0.02


@pytest.mark.parametrize(
    "taken",
    [
        way(adds(BERET)),
        way("/basket"),
        way(adds(COAT), consent=""),
        way(adds(COAT), "/"),
        way(adds(COAT), "/c/coats"),
    ],
)
async def test_others_see_no_code(campaigns: Devanture, browser: Browser, taken: Way) -> None:
    async with walked(browser, campaigns, taken) as page:
        assert await page.query_selector("tr.code-of-your-own") is None


@asynccontextmanager
async def giving(shop: str, folder: Path, codes: list[str], rule: str = "") -> AsyncIterator[Devanture]:
    """Devanture before the demo shop, with these codes for its home page."""
    site = giving_site(folder / "site", codes)
    if rule:
        write(site / "gifts.yaml", rule)
    async with running_devanture(shop, site, **PATIENT) as devanture:
        yield devanture


def write(file: Path, text: str) -> None:
    file.write_text(text, "utf-8")


async def spent(devanture: Devanture) -> int:
    """Return how many codes the ledger says were given."""
    ledger = SqliteLedger(devanture.data / "codes.sqlite")
    count = await ledger.count("gifts", 0.0)
    await ledger.close()
    return count.given


@asynccontextmanager
async def at_home(browser: Browser, devanture: Devanture, consent: str = "1") -> AsyncIterator[Page]:
    async with somebody(browser) as page:
        if consent:
            await page.context.add_cookies([{"name": "cookie_ok", "value": consent, "url": devanture.url}])
        await page.goto(devanture.url)
        yield page


async def test_a_pop_up_spends_a_code_when_it_opens_and_not_before(shop: str, tmp_path: Path, browser: Browser) -> None:
    async with giving(shop, tmp_path, ["GIFT-1"], POPUP) as devanture, at_home(browser, devanture) as page:
        await page.goto(devanture.url + "/delivery")
        await page.goto(devanture.url)
        await page.wait_for_load_state("networkidle")
        assert await spent(devanture) == 0
        await page.click("#hero-picture")
        await page.wait_for_selector("dialog:modal .gift >> text=GIFT-1")
        assert await spent(devanture) == 1


async def test_who_comes_after_the_last_code_sees_an_untouched_page(
    shop: str, tmp_path: Path, browser: Browser
) -> None:
    async with giving(shop, tmp_path, ["GIFT-1"]) as devanture:
        async with at_home(browser, devanture) as page:
            await page.wait_for_selector(".gift >> text=GIFT-1")
        async with at_home(browser, devanture) as page:
            # the first of these learns that the pool is empty; what was promised says so
            await page.wait_for_function("document.querySelector('.gift')?.textContent !== '•••'")
            await page.goto(devanture.url)
            assert await page.query_selector(".gift") is None
        assert await spent(devanture) == 1


async def test_no_code_is_spent_on_who_did_not_agree(shop: str, tmp_path: Path, browser: Browser) -> None:
    async with giving(shop, tmp_path, ["GIFT-1"]) as devanture:
        async with at_home(browser, devanture, consent="") as page:
            await page.goto(devanture.url)
            assert await page.query_selector(".gift") is None
        assert await spent(devanture) == 0
