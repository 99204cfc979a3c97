"""What a visitor does on a page reaches that very page, in a real browser and under the demo shop's strict policy."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress

import pytest
from playwright.async_api import Browser, Page, Response
from playwright.async_api import TimeoutError as LateError

from tests.support.browser import complaints_of, somebody
from tests.support.devanture import Devanture, started_devanture
from tests.support.shop import copied_site

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PRODUCT, BASKET = "/p/cancale-oilskin", "/basket"

SOON = 20_000.0
"""Milliseconds after which something does not come any more: the browser tells every ten seconds at the latest."""

RULES = """
- id: asks-twice
  name: Speak to who asks for the price twice
  why: Who looks twice hesitates
  learn: Do they buy?
  status: live
  where: { page: product }
  consent: personalise
  who: { did: { event: clicked, element: price, times: { at_least: 2 } } }
  when: { after: 0 seconds }
  limit: { visitor: 1 per visit }
  do: [ { insert: { into: stock, at: after, fragment: ask-us } } ]
  expect: [ { given: { page: product }, then: { unchanged: true, reason: NO_MATCH } } ]
- id: added
  name: Speak to who puts something into the basket
  why: It is the moment to say what goes with it
  learn: Do they add a second thing?
  status: live
  where: { page: product }
  consent: personalise
  when: { added_to_cart: true }
  do: [ { insert: { into: stock, at: before, fragment: goes-with } } ]
  expect: [ { given: { page: product, consent: [personalise] }, then: { reason: WAITING_FOR_MOMENT } } ]
- id: second-page
  name: A rule of the basket alone
  why: It must not come to any other page
  learn: nothing
  status: live
  where: { page: cart }
  consent: personalise
  who: { did: { event: clicked, element: price } }
  when: { after: 0 seconds }
  do: [ { insert: { into: header_end, at: end, fragment: elsewhere } } ]
  expect: [ { given: { page: cart }, then: { unchanged: true, reason: NO_MATCH } } ]
"""

FRAGMENTS = {
    "ask-us": '<p id="ask-us">Ask us.</p>',
    "goes-with": '<p id="goes-with">It goes with a scarf.</p>',
    "elsewhere": '<p id="elsewhere">Not here.</p>',
}

BY_SCRIPT = """
document.querySelector("#add").addEventListener("submit", (event) => {
  event.preventDefault();
  const sent = { method: "POST", body: new URLSearchParams(new FormData(event.target)) };
  fetch(event.target.action, sent).then((answer) => answer.text());
});
"""
"""Makes a page of the demo add to the basket as newer shops do, by a script of its own."""


@pytest.fixture(scope="module")
def devanture(shop: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Devanture]:
    site = copied_site(tmp_path_factory.mktemp("real-time") / "site")
    for rules in set(site.glob("*.yaml")) - {site / "site.yaml"}:
        rules.unlink()
    (site / "rules.yaml").write_text(RULES, "utf-8")
    for name, markup in FRAGMENTS.items():
        (site / "fragments" / f"{name}.html").write_text(markup, "utf-8")
    with started_devanture(shop, site) as devanture:
        yield devanture


@asynccontextmanager
async def opened(
    devanture: Devanture, browser: Browser, path: str = PRODUCT, consent: str = "1"
) -> AsyncIterator[Page]:
    """A page of somebody in which the browser complains of nothing."""
    async with somebody(browser) as page:
        complaints = complaints_of(page)
        await page.context.add_cookies([{"name": "cookie_ok", "value": consent, "url": devanture.url}])
        await page.goto(devanture.url + path)
        yield page
        assert complaints == []


def answers(page: Page) -> list[Response]:
    """Return a list that grows with every answer that the page's script gets from now on."""
    got: list[Response] = []
    page.on("response", lambda answer: got.append(answer) if answer.url.endswith("/beacon") else None)
    return got


async def clicked_until(page: Page, clicked: str, shown: str) -> None:
    """Click on an element until the page shows another: where a busy machine's store is late, an answer is lost."""
    for _ in range(20):
        await page.click(clicked)
        with suppress(LateError):
            await page.wait_for_selector(shown, timeout=SOON / 20)
            return
    pytest.fail(f"{shown} never came")


async def answered(page: Page, clicked: str) -> None:
    """Click on an element, and wait for the answer to what is told of it."""
    async with page.expect_response("**/.devanture/beacon", timeout=SOON) as answer:
        await page.click(clicked)
    await (await answer.value).finished()


async def times_shown(devanture: Devanture, page: Page) -> int:
    (cookie,) = [each for each in await page.context.cookies() if each.get("name") == "dv"]
    return len((await devanture.known(cookie["value"]))["shown"].get("asks-twice", []))


async def test_what_is_clicked_brings_a_rule_to_the_page_that_is_in_sight(
    devanture: Devanture, browser: Browser
) -> None:
    async with opened(devanture, browser) as page:
        assert await page.locator("#ask-us").count() == 0
        await clicked_until(page, "#price", "p.stock + #ask-us")
        assert await page.locator("#elsewhere").count() == 0


async def test_a_rule_that_is_not_meant_does_not_come(devanture: Devanture, browser: Browser) -> None:
    async with opened(devanture, browser) as page:
        await answered(page, "#price")
        await answered(page, "p.stock")
        assert await page.locator("#ask-us").count() == 0


async def test_a_rule_that_came_is_counted_as_shown_and_then_capped(devanture: Devanture, browser: Browser) -> None:
    async with opened(devanture, browser) as page:
        await clicked_until(page, "#price", "#ask-us")
        for _ in range(200):
            if await times_shown(devanture, page):
                break
            await page.wait_for_timeout(100)
        await page.goto(devanture.url + PRODUCT)
        await answered(page, "#price")
        assert await page.locator("#ask-us").count() == 0
        assert await times_shown(devanture, page) == 1


async def test_a_basket_that_a_script_filled_is_the_moment_on_the_same_page(
    devanture: Devanture, browser: Browser
) -> None:
    async with opened(devanture, browser) as page:
        await page.evaluate(BY_SCRIPT)
        await clicked_until(page, "input.buy", "#goes-with")


async def test_a_basket_that_nobody_filled_is_no_moment(devanture: Devanture, browser: Browser) -> None:
    async with opened(devanture, browser) as page:
        await answered(page, "#price")
        assert await page.locator("#goes-with").count() == 0


async def test_what_another_tab_did_is_known(devanture: Devanture, browser: Browser) -> None:
    async with opened(devanture, browser) as page:
        other = await page.context.new_page()
        await other.goto(devanture.url + PRODUCT)
        await other.click("input.buy")
        await other.wait_for_url("**/basket")
        await page.bring_to_front()
        await clicked_until(page, "#price", "#goes-with")


async def test_who_did_not_agree_gets_no_answer_and_asks_for_none(devanture: Devanture, browser: Browser) -> None:
    async with opened(devanture, browser, consent="0") as page:
        got = answers(page)
        for _ in range(3):
            await page.click("#price")
        await page.click("#nav a[href$='/delivery']")
        await page.wait_for_url("**/delivery")
        assert got == []
        assert await page.locator("[data-ticket]").count() == 0
