"""What the browser tells of a visitor in the demo shop, in a real browser and under the shop's own strict policy."""

import json
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
from playwright.async_api import Browser, ConsoleMessage, Page, Route

from scoring.profile import BehaviourProfile
from tests.support.browser import complaints_of, somebody
from tests.support.devanture import Devanture, started_devanture
from tests.support.shop import SITE

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PRODUCT, BASKET = "/p/cancale-oilskin", "/basket"
SCRIPT = "script[data-ticket]"
BEACON = "**/.devanture/beacon"
GLANCE = 3_300.0
"""Milliseconds after which an element in sight that nobody touched was ignored."""


@pytest.fixture(scope="module")
def devanture(shop: str) -> Iterator[Devanture]:
    with started_devanture(shop, SITE) as devanture:
        yield devanture


Signal = dict[str, object]


@dataclass(frozen=True, slots=True)
class Tab:
    """A page of somebody who agreed, and what it told so far: beacons as text, and their signals."""

    page: Page
    beacons: list[str]

    @property
    def signals(self) -> list[Signal]:
        return [event for beacon in self.beacons for event in json.loads(beacon)["events"]]

    def told(self, kind: str) -> list[Signal]:
        return [signal for signal in self.signals if signal["kind"] == kind]


ALOUD = """
window.Blob = class extends Blob {
  constructor(parts, options) { super(parts, options); console.debug("beacon " + parts[0]); }
};
"""
"""Makes a page say what it is about to send: of a beacon's body the browser's own tools tell nothing."""


def heard(page: Page) -> Tab:
    beacons: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.text.startswith("beacon "):
            beacons.append(message.text.removeprefix("beacon "))

    page.on("console", hear)
    return Tab(page, beacons)


async def agree(devanture: Devanture, page: Page, choice: str = "1") -> None:
    await page.context.add_cookies([{"name": "cookie_ok", "value": choice, "url": devanture.url}])


@asynccontextmanager
async def agreed(devanture: Devanture, browser: Browser, path: str = PRODUCT) -> AsyncIterator[Tab]:
    """A page of somebody who has agreed to the shop's cookies, in which the browser complains of nothing."""
    async with somebody(browser) as page:
        complaints = complaints_of(page)
        await page.add_init_script(ALOUD)
        tab = heard(page)
        await agree(devanture, page)
        await page.goto(devanture.url + path)
        yield tab
        assert complaints == []


async def leave(page: Page) -> None:
    """Go on to another page, as people do: by a link."""
    await page.click("#nav a[href$='/delivery']")
    await page.wait_for_url("**/delivery")


async def behaviour(devanture: Devanture, page: Page) -> BehaviourProfile:
    """Return what is known of how this visitor behaves."""
    (cookie,) = [each for each in await page.context.cookies() if each.get("name") == "dv"]
    nothing = BehaviourProfile(hovered={}, clicked={}, ignored={}, scrolled=0.0, seconds=0.0, leaving=0)
    return (await devanture.known(cookie["value"])).get("behaviour", nothing)


async def test_hovers_and_clicks_are_known_by_the_elements_name(devanture: Devanture, browser: Browser) -> None:
    async with agreed(devanture, browser) as tab:
        page = tab.page
        await page.hover("#price")
        await page.wait_for_timeout(500)
        await page.hover("h1")
        await page.click("p.stock")
        await leave(page)
        known = await behaviour(devanture, page)
    assert (known["hovered"].get("price"), known["clicked"]) == (1, {"stock": 1})


async def test_a_click_tells_where_in_the_element(devanture: Devanture, browser: Browser) -> None:
    async with agreed(devanture, browser) as tab:
        page = tab.page
        box = await page.locator("p.stock").bounding_box()
        assert box is not None
        await page.click("p.stock", position={"x": box["width"] / 4, "y": box["height"] / 2})
        await leave(page)
    (click,) = tab.told("clicked")
    assert abs(float(str(click["x"])) - 25) <= 1
    assert abs(float(str(click["y"])) - 50) <= 5


async def test_what_was_seen_and_left_alone_was_ignored(devanture: Devanture, browser: Browser) -> None:
    async with agreed(devanture, browser) as tab:
        page = tab.page
        await page.hover("#price")
        await page.wait_for_timeout(GLANCE)
        await leave(page)
        known = await behaviour(devanture, page)
    assert known["ignored"].get("stock") == 1
    assert "price" not in known["ignored"]


async def test_how_deep_and_how_long_a_page_was_looked_at_adds_up(devanture: Devanture, browser: Browser) -> None:
    async with agreed(devanture, browser) as tab:
        page = tab.page
        await page.mouse.wheel(0, 5000)
        await page.wait_for_timeout(2000)
        await leave(page)
        known = await behaviour(devanture, page)
        assert known["scrolled"] == 100
        assert 2 <= known["seconds"] < 60
        await page.goto(devanture.url + PRODUCT)
        await page.wait_for_timeout(1200)
        await leave(page)
        assert (await behaviour(devanture, page))["seconds"] > known["seconds"] + 1


async def test_the_pointers_path_is_sampled(devanture: Devanture, browser: Browser) -> None:
    async with agreed(devanture, browser) as tab:
        page = tab.page
        for step in range(20):
            await page.mouse.move(100 + 20 * step, 200 + 10 * step)
            await page.wait_for_timeout(60)
        await leave(page)
    (moved,) = [signal["points"] for signal in tab.told("moved")]
    assert isinstance(moved, list)
    assert 3 <= len(moved) <= 10
    assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y in moved)


@pytest.mark.parametrize(("x", "gesture"), [(20, "top_left"), (900, "top")])
async def test_who_hurries_to_the_top_is_leaving(devanture: Devanture, browser: Browser, x: int, gesture: str) -> None:
    async with agreed(devanture, browser) as tab:
        page = tab.page
        await page.mouse.move(x, 400)
        await page.mouse.move(x, 2)
        await leave(page)
        assert (await behaviour(devanture, page))["leaving"] == 1
    assert {"kind": "leaving", "gesture": gesture} in tab.signals


async def test_who_scrolls_back_up_in_a_hurry_is_leaving(devanture: Devanture, browser: Browser) -> None:
    async with agreed(devanture, browser, "/") as tab:
        page = tab.page
        await page.mouse.move(600, 500)
        await page.mouse.wheel(0, 3000)
        await page.wait_for_timeout(1000)
        for _ in range(3):
            await page.mouse.wheel(0, -1000)
        await page.wait_for_timeout(300)
        await leave(page)
    assert {"kind": "leaving", "gesture": "scroll_up"} in tab.signals


async def test_who_goes_back_is_told_by_the_page_he_comes_to(devanture: Devanture, browser: Browser) -> None:
    async with agreed(devanture, browser) as tab:
        page = tab.page
        await leave(page)
        await page.go_back()
        await page.wait_for_timeout(300)
        await leave(page)
    assert {"kind": "leaving", "gesture": "back"} in tab.signals


async def test_who_holds_a_phone_and_does_nothing_is_leaving(devanture: Devanture, browser: Browser) -> None:
    context = await browser.new_context(has_touch=True, is_mobile=True, viewport={"width": 400, "height": 800})
    try:
        page = await context.new_page()
        await page.add_init_script(ALOUD)
        tab = heard(page)
        await agree(devanture, page)
        await page.clock.install()
        await page.goto(devanture.url + PRODUCT)
        await page.clock.run_for(45_000)
        await page.wait_for_timeout(300)
        assert {"kind": "leaving", "gesture": "idle"} in tab.signals
    finally:
        await context.close()


async def test_a_page_that_is_closed_tells_what_it_knows(devanture: Devanture, browser: Browser) -> None:
    async with agreed(devanture, browser) as tab:
        page = tab.page
        await page.wait_for_timeout(1200)
        other = await page.context.new_page()
        await other.goto(devanture.url + PRODUCT)
        await other.wait_for_timeout(1500)
        await other.close(run_before_unload=True)
        await page.wait_for_timeout(300)
        assert (await behaviour(devanture, page))["seconds"] >= 1


async def test_before_consent_nothing_is_put_in_and_nothing_told(devanture: Devanture, calm_page: Page) -> None:
    asked: list[str] = []
    calm_page.on("request", lambda it: asked.append(it.url) if "/.devanture/" in it.url else None)
    for path in ("/", PRODUCT, BASKET):
        await calm_page.goto(devanture.url + path)
        assert await calm_page.locator(SCRIPT).count() == 0
        await calm_page.hover("h1")
        await calm_page.wait_for_timeout(400)
    await calm_page.click("#cookiebar button[value='0']")
    await calm_page.goto(devanture.url + PRODUCT)
    assert asked == []
    await agree(devanture, calm_page)
    await calm_page.goto(devanture.url + PRODUCT)
    assert await calm_page.locator(SCRIPT).count() == 1


async def test_withdrawn_consent_is_heard_on_the_page_itself(devanture: Devanture, browser: Browser) -> None:
    async with agreed(devanture, browser) as tab:
        page = tab.page
        await page.hover("#price")
        await page.wait_for_timeout(500)
        await agree(devanture, page, "0")
        (cookie,) = [each for each in await page.context.cookies() if each.get("name") == "dv"]
        async with page.expect_response(BEACON) as answered:
            await page.evaluate("dispatchEvent(new Event('pagehide'))")
        assert (await answered.value).status == 204
        assert "behaviour" not in await devanture.known(cookie["value"])


async def test_what_is_typed_and_pressed_is_never_told(devanture: Devanture, browser: Browser) -> None:
    async with agreed(devanture, browser, f"{PRODUCT}?q=secret-query") as tab:
        page = tab.page
        await page.fill("#search input[name=q]", "ann@shop.example")
        await page.type("#search input[name=q]", "4111111111111111")
        await page.keyboard.press("Control+a")
        await page.fill("input[name=quantity]", "98765")
        await page.click("p.stock")
        await page.wait_for_timeout(1200)
        await leave(page)
    assert {"clicked", "scrolled", "stayed"} <= {str(signal["kind"]) for signal in tab.signals}
    for secret in ("ann@", "4111", "98765", "secret-query", "In stock"):
        assert secret not in "".join(tab.beacons)


@pytest.mark.parametrize("broken", ["forbidden", "unreachable"])
async def test_where_the_beacon_is_blocked_the_page_is_none_the_worse(
    devanture: Devanture, browser: Browser, broken: str
) -> None:
    async def block(route: Route) -> None:
        await (route.fulfill(status=403) if broken == "forbidden" else route.abort("blockedbyclient"))

    async with somebody(browser) as page:
        told: list[str] = []
        page.on("pageerror", lambda error: told.append(str(error)))
        await agree(devanture, page)
        await page.route(BEACON, block)
        await page.goto(devanture.url + PRODUCT)
        await page.evaluate(
            "navigator.sendBeacon = () => { throw new Error('blocked') }" if broken == "thrown" else "0"
        )
        await page.hover("#price")
        await page.wait_for_timeout(1200)
        await page.click("input.buy")
        await page.wait_for_selector("#basket .line")
        assert told == []


async def test_a_browser_without_beacons_stays_quiet(devanture: Devanture, browser: Browser) -> None:
    async with somebody(browser) as page:
        complaints = complaints_of(page)
        await page.add_init_script("delete Navigator.prototype.sendBeacon; delete window.IntersectionObserver")
        await agree(devanture, page)
        await page.goto(devanture.url + PRODUCT)
        await leave(page)
        assert complaints == []


async def test_nothing_on_the_page_moves(devanture: Devanture, browser: Browser) -> None:
    async with agreed(devanture, browser) as tab:
        page = tab.page
        with_us = await page.evaluate(SHIFTS)
        boxes = await page.evaluate(BOXES)
        await page.evaluate(f"document.querySelector('{SCRIPT}').remove()")
        assert await page.evaluate(BOXES) == boxes
        await page.goto(devanture.url + PRODUCT)
        assert await page.evaluate(SHIFTS) <= with_us + 0.001
    assert with_us < 0.1


SHIFTS = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((it) => (sum += it.value)))
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 500);
})"""

BOXES = """() => [...document.querySelectorAll("body *:not(script)")]
  .map((it) => it.getBoundingClientRect()).map((it) => [it.x, it.y, it.width, it.height])"""


async def test_the_script_is_kept_and_the_pages_are_not(devanture: Devanture, browser: Browser) -> None:
    async with agreed(devanture, browser) as tab:
        answer = await tab.page.reload()
        assert answer is not None
        assert "private" in answer.headers["cache-control"]
        src = await tab.page.get_attribute(SCRIPT, "src")
        fetched = await tab.page.evaluate("async (src) => (await fetch(src)).headers.get('cache-control')", src)
        assert "immutable" in fetched


async def test_the_next_page_of_the_visit_can_know_it(devanture: Devanture, browser: Browser) -> None:
    async with agreed(devanture, browser) as tab:
        for _ in range(2):
            await tab.page.hover("#price")
            await tab.page.wait_for_timeout(450)
            await tab.page.hover("h1")
        assert await tab.page.get_by_text("we pay the postage").count() == 0
        async with tab.page.expect_response(BEACON):
            await tab.page.evaluate("dispatchEvent(new Event('pagehide'))")
        await tab.page.click("#others a >> nth=0")
        await tab.page.wait_for_selector("text=we pay the postage")
