"""A preview link in a real browser: it makes this one browser a persona, says so, counts nothing, and can be left."""

import asyncio
import io
from collections.abc import Iterator
from contextlib import redirect_stdout

import aiohttp
import pytest
from playwright.async_api import Browser, Page

from proxy.__main__ import main
from tests.support.browser import somebody
from tests.support.devanture import Devanture, started_devanture
from tests.support.shop import SITE

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

RIBBON = ".devanture-ribbon"
VOUCHER = "input[name=voucher]"


@pytest.fixture(scope="module")
def devanture(shop: str) -> Iterator[Devanture]:
    with started_devanture(shop, SITE) as devanture:
        yield devanture


def link_to(devanture: Devanture, path: str, persona: str, span: str = "1 hour") -> str:
    """Return what `devanture preview` prints, with the keys of the running one."""
    settings = devanture.data / "settings.toml"
    settings.write_text(f"data = '{devanture.data}'")
    words = ["preview", devanture.url + path, "--as", persona, "--for", span]
    told = io.StringIO()
    with redirect_stdout(told):
        assert main([*words, "--site", str(SITE), "--settings", str(settings)]) == 0
    return told.getvalue().strip()


async def cookies(page: Page) -> set[str]:
    return {cookie["name"] for cookie in await page.context.cookies()}


async def counts(devanture: Devanture) -> list[str]:
    """Return the counts of verdicts and of what was written to the store."""
    lines = (await devanture.told("/metrics")).splitlines()
    return [line for line in lines if "decisions_total" in line or 'name="record' in line]


async def test_a_link_makes_a_browser_the_persona_for_its_visit(devanture: Devanture, calm_page: Page) -> None:
    await calm_page.goto(link_to(devanture, "/basket?a=1", "uk-coupon"))
    assert calm_page.url == f"{devanture.url}/basket?a=1"
    assert await calm_page.is_visible(VOUCHER)
    for way in ("#nav >> text=Coats", "#main .name >> text=Cancale oilskin"):
        await calm_page.click(way)
        await calm_page.wait_for_selector("#header .notice")
    await calm_page.click("input.buy")
    await calm_page.wait_for_selector("#basket .line")
    assert await calm_page.is_visible(VOUCHER)
    assert "as A bargain hunter from London" in await calm_page.inner_text(RIBBON)


async def test_a_taste_shows_without_any_past(devanture: Devanture, calm_page: Page) -> None:
    await calm_page.goto(link_to(devanture, "/", "boots"))
    names = await calm_page.locator("#selection .card .name").all_inner_texts()
    assert all("boots" in name or "wellingtons" in name for name in names), names


async def test_the_ribbon_names_what_acted_in_its_own_style(devanture: Devanture, calm_page: Page) -> None:
    await calm_page.goto(link_to(devanture, "/", "uk"))
    told = await calm_page.inner_text(RIBBON)
    assert "Preview as A visitor from London" in told
    assert "rules that acted: reassure-uk-delivery" in told
    style = await calm_page.locator(RIBBON).evaluate("ribbon => getComputedStyle(ribbon).position")
    assert style == "sticky"


async def test_a_preview_is_never_counted(devanture: Devanture, calm_page: Page) -> None:
    before = await counts(devanture)
    await calm_page.goto(link_to(devanture, "/", "uk-coupon"))
    await calm_page.click("#cookiebar button[value='1']")
    for path in ("/c/boots", "/p/bjorn-winter-boots", "/basket"):
        await calm_page.goto(devanture.url + path)
    assert await cookies(calm_page) == {"shopsid", "currency", "cookie_ok", "dv-preview"}
    assert await counts(devanture) == before


async def test_who_leaves_is_oneself_again(devanture: Devanture, calm_page: Page) -> None:
    await calm_page.goto(link_to(devanture, "/basket", "uk-coupon"))
    await calm_page.click(f"{RIBBON} >> text=Leave the preview")
    await calm_page.wait_for_url(f"{devanture.url}/")
    assert await calm_page.locator(RIBBON).count() == 0
    await calm_page.goto(f"{devanture.url}/basket")
    assert await calm_page.locator(VOUCHER).count() == 0
    assert "dv-preview" not in await cookies(calm_page)


async def test_a_preview_is_one_browsers_alone(devanture: Devanture, calm_page: Page, browser: Browser) -> None:
    await calm_page.goto(link_to(devanture, "/", "uk"))
    async with somebody(browser) as other:
        await other.goto(f"{devanture.url}/")
        assert await other.locator(RIBBON).count() == 0


async def test_a_link_cannot_be_forged_nor_used_for_ever(devanture: Devanture) -> None:
    good = link_to(devanture, "/", "uk")
    late = link_to(devanture, "/", "uk", "1 second")
    await asyncio.sleep(1.1)
    bad = [late, good.replace("token=A", "token=B"), good.replace("&to", "A&to"), good.partition("?")[0]]
    async with aiohttp.ClientSession() as client:
        for link in bad:
            async with client.get(link) as answer:
                assert (answer.status, answer.cookies) == (403, {})
                assert (await answer.text()).startswith("This preview link has expired, or was made for another site")


async def test_a_cookie_that_we_did_not_sign_makes_nobody_anybody(devanture: Devanture, browser: Browser) -> None:
    async with somebody(browser) as page:
        await page.goto(link_to(devanture, "/", "uk"))
        (good,) = [it["value"] for it in await page.context.cookies() if it["name"] == "dv-preview"]
        for value in (good[:-1] + ("A" if good[-1] != "A" else "B"), "x", ""):
            await page.context.add_cookies([{"name": "dv-preview", "value": value, "url": devanture.url}])
            await page.goto(f"{devanture.url}/")
            assert await page.locator(RIBBON).count() == 0


async def test_a_link_leads_nowhere_else(devanture: Devanture, calm_page: Page) -> None:
    good = link_to(devanture, "/", "uk").partition("&to=")[0]
    for elsewhere in ("https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)"):
        await calm_page.goto(f"{good}&to={elsewhere}")
        assert calm_page.url == f"{devanture.url}/"
