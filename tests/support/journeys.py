"""Ways through the demo shop behind Devanture, and somebody who walks them in a browser."""

import io
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, redirect_stdout
from dataclasses import dataclass, field

from playwright.async_api import Browser, Page

from proxy.__main__ import main
from tests.support.browser import somebody
from tests.support.devanture import Devanture
from tests.support.tree import ROOT

CAMPAIGNS = ROOT / "examples" / "campaigns"
PATIENT: dict[str, object] = {
    "geo": ROOT / "tests/data/geo/GeoIP2-City-Test.mmdb",
    "trusted_hops": "127.0.0.1/32",
    "lookup_deadline": 20,
}
"""Settings of a Devanture that believes a visitor about his address; a busy machine makes no past unknown."""


@dataclass(frozen=True, slots=True)
class Tab:
    """The page of somebody in the shop behind Devanture."""

    page: Page
    devanture: Devanture

    async def goes(self, path: str, came_from: str | None = None) -> None:
        await self.page.goto(self.devanture.url + path, referer=came_from)


Step = Callable[[Tab], Awaitable[None]]


def opens(path: str, came_from: str | None = None) -> Step:
    return lambda tab: tab.goes(path, came_from)


def adds(path: str) -> Step:
    """Put the product of this page in the basket, which the shop shows then."""

    async def step(tab: Tab) -> None:
        await tab.goes(path)
        await tab.page.click("input.buy")
        await tab.page.wait_for_selector("#basket .line")

    return step


async def orders(tab: Tab) -> None:
    await tab.goes("/checkout")
    for name, value in {"name": "Zoë Lé", "street": "1 Quay", "city": "Saint-Malo"}.items():
        await tab.page.fill(f"#checkout input[name={name}]", value)
    await tab.page.click("#checkout input.buy")
    await tab.page.wait_for_selector("#order-number")


def hovers(css: str, seconds: float = 0.6) -> Step:
    """Rest on an element for a while; the pointer stays there."""

    async def step(tab: Tab) -> None:
        await tab.page.hover(css)
        await tab.page.wait_for_timeout(seconds * 1000)

    return step


def clicks(css: str) -> Step:
    return lambda tab: tab.page.click(css)


async def reads_to_the_end(tab: Tab) -> None:
    await tab.page.mouse.move(400, 400)
    await tab.page.mouse.wheel(0, 10_000)


async def hurries_to_the_top_left(tab: Tab) -> None:
    for x, y in ((60, 400), (40, 200), (20, 2)):
        await tab.page.mouse.move(x, y)


def previews(path: str, persona: str) -> Step:
    """Look at a page as a persona of the examples, by the link that `devanture preview` prints."""

    async def step(tab: Tab) -> None:
        await tab.page.goto(_preview(tab.devanture, path, persona))

    return step


def _preview(devanture: Devanture, path: str, persona: str) -> str:
    settings = devanture.data / "settings.toml"
    settings.write_text(f"data = '{devanture.data}'")
    told = io.StringIO()
    with redirect_stdout(told):
        words = [
            "preview",
            devanture.url + path,
            "--as",
            persona,
            "--site",
            str(CAMPAIGNS),
            "--settings",
            str(settings),
        ]
        assert main(words) == 0
    return told.getvalue().strip()


@dataclass(frozen=True, slots=True)
class Way:
    """Steps of one visitor, from an address, with cookies of the shop's own."""

    steps: tuple[Step, ...]
    address: str = ""
    consent: str = "1"
    cookies: Mapping[str, str] = field(default_factory=dict)


def way(*steps: str | Step, address: str = "", consent: str = "1", **cookies: str) -> Way:
    """A path alone is opened; without `consent` nothing was agreed to."""
    made = (opens(step) if isinstance(step, str) else step for step in steps)
    return Way(tuple(made), address, consent, cookies)


@dataclass(frozen=True, slots=True)
class Journey:
    """A campaign by its rule: `seen` is there at the end of the ways in `shown`, and not of those in `hidden`.

    `picture` is the part of the page that the docs show.
    """

    rule: str
    seen: str
    shown: tuple[Way, ...]
    hidden: tuple[Way, ...]
    picture: str = ""


@asynccontextmanager
async def walked(browser: Browser, devanture: Devanture, taken: Way) -> AsyncIterator[Page]:
    """Somebody new who has walked this way, and stands at its end."""
    headers = {"X-Forwarded-For": taken.address} if taken.address else {}
    async with somebody(browser, headers=headers) as page:
        cookies = {**({"cookie_ok": taken.consent} if taken.consent else {}), **taken.cookies}
        for name, value in cookies.items():
            await page.context.add_cookies([{"name": name, "value": value, "url": devanture.url}])
        tab = Tab(page, devanture)
        for step in taken.steps:
            await step(tab)
        yield page
