"""A page in a real browser that waits: our script and our tag as they are served, with moments that a test writes."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Browser, Page, Route

from proxy.browser_client import Carried, Client
from proxy.edge.script import script
from rules.decision import Element, Html, Moment, Op, Trigger
from tests.support.browser import complaints_of
from tests.support.pages import edit

SHOP = "http://127.0.0.1:9"
"""No shop is there: what the browser asks for is answered by the test."""

LOOKS = 400
"""Looks, 20 a second, after which what did not happen will not; a slow machine is no failure."""

STILL = "let ticks = 0; performance.now = () => ++ticks;"
"""A script by which a page's time goes on only while it is looked at: however slow the machine, nothing takes long."""

CLIENT = Client("/.devanture/client.js", "/.devanture/beacon")

HEAD = "<!doctype html><html lang=en><meta name=viewport content='width=device-width'><title>x</title><body>"

Said = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Visit:
    """A page of somebody, and what it told so far.

    `had` are the rules that each beacon said the page has; `answers` are given to the next ones, each once.
    """

    page: Page
    told: list[Said] = field(default_factory=list)
    had: list[list[str]] = field(default_factory=list)
    answers: list[Said] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def of(self, kind: str) -> list[Said]:
        return [each for each in self.told if each["kind"] == kind]

    @property
    def shown(self) -> list[object]:
        """Return the rules that acted, in their order."""
        return [each["rule"] for each in self.of("shown")]

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds; TimeoutError when it never does."""
        for _ in range(LOOKS):
            if holds():
                return
            await asyncio.sleep(0.05)
        raise TimeoutError(f"told so far: {self.told}")

    async def acts(self, rule: str = "rule") -> None:
        await self.until(lambda: rule in self.shown)


@dataclass(frozen=True, slots=True)
class Shop:
    """What the browser is answered: the page's body, with what waits there, and the fields of its head."""

    body: str
    moments: tuple[Moment, ...] = ()
    ticket: str = "ticket"
    watched: tuple[Element, ...] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    answers: tuple[Said, ...] = ()

    @property
    def html(self) -> str:
        said = (self.headers.get("content-security-policy", ""),)
        put_in = CLIENT.edit(Carried(self.ticket, self.watched, self.moments, asks=True), SHOP, said)
        assert put_in is not None
        assert isinstance(put_in.content, Html)
        return HEAD + self.body + put_in.content.markup


def moment(*wait: tuple[str, Mapping[str, object]], rule: str = "rule", markup: str = "<p id=new>New</p>") -> Moment:
    """Return a rule's moment, when all of this has happened: markup at the end of the page."""
    triggers = tuple(Trigger(word, told) for word, told in wait)
    return Moment(rule, (triggers,), (edit("body", Op.APPEND, markup, rule=rule),))


@asynccontextmanager
async def visiting(
    browser: Browser, shop: Shop, script: str = "", context: Mapping[str, object] | None = None
) -> AsyncIterator[Visit]:
    """Open a page for somebody new, in which the browser complains of nothing.

    `script` runs before all others; `context` is Playwright's.
    """
    about = await browser.new_context(**context or {})  # type: ignore[arg-type]
    try:
        page = await about.new_page()
        await page.add_init_script(script)
        visit = Visit(page, answers=list(shop.answers), complaints=complaints_of(page))

        async def answer(route: Route) -> None:
            await _answered(route, shop, visit)

        await page.route("**/*", answer)
        await page.goto(f"{SHOP}/")
        yield visit
        assert visit.complaints == []
    finally:
        await about.close()


async def _answered(route: Route, shop: Shop, visit: Visit) -> None:
    url = route.request.url.removeprefix(SHOP)
    if url == CLIENT.script:
        await route.fulfill(body=script().plain, content_type="text/javascript")
    elif url == CLIENT.beacon:
        said = json.loads(route.request.post_data or "{}")
        visit.told.extend(said["events"])
        visit.had.append(said["has"])
        if visit.answers:
            await route.fulfill(body=json.dumps(visit.answers.pop(0)), content_type="application/json")
        else:
            await route.fulfill(status=204)
    elif url.startswith("/favicon"):
        await route.fulfill(status=204)
    elif url.startswith("/api/"):
        await route.fulfill(body="{}", content_type="application/json")
    else:
        await route.fulfill(body=shop.html, content_type="text/html; charset=utf-8", headers=dict(shop.headers))
