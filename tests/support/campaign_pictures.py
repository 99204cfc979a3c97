"""`python -m tests.support.campaign_pictures [RULE...]`: takes the pictures of docs/capabilities.md in a browser."""

import asyncio
import sys
import tempfile
from collections.abc import Container
from pathlib import Path

from playwright.async_api import Browser, FloatRect, Page

from tests.support.browser import running_browser
from tests.support.campaigns import BERET, BOOTS, COAT, FLASK, JOURNEYS, LANTERN, WARM_BOOTS
from tests.support.devanture import Devanture, started_devanture
from tests.support.journeys import (
    CAMPAIGNS,
    PATIENT,
    Journey,
    Way,
    adds,
    clicks,
    hovers,
    hurries_to_the_top_left,
    orders,
    reads_to_the_end,
    walked,
    way,
)
from tests.support.shop import opened_shop
from tests.support.tree import ROOT

FOLDER = ROOT / "docs" / "pictures" / "campaigns"
WIDE, HIGH, AROUND = 720, 230, 12
"""Pixels: a picture is at most so wide and high, with so much of the page around its part."""

LOW, ABOVE = 60.0, 120.0
"""Pixels: a part that is as low as a line is shown with so much of what stands above it."""

_ON = clicks("#nav a[href$='/delivery']")
_WEIGHED = (BOOTS, hovers("#price"), hovers("h1"), _ON, WARM_BOOTS, hovers("#price"), hovers("h1"), _ON)


def _pictured(rule: str, taken: Way, part: str) -> Journey:
    return Journey(rule, part, (taken,), (), part)


MOMENTS = (
    _pictured("l03-keep-basket-for-later", way(adds(BERET), hurries_to_the_top_left, consent="1m"), "dialog.dv-popup"),
    _pictured("l05-two-more", way("/", adds(BERET)), ".dv-progress"),
    _pictured("l07-banner-for-customers", way("/", adds(BERET), orders, "/"), ".dv-banner"),
    _pictured("l08-banner-by-pages-viewed", way(LANTERN, FLASK, "/c/coats"), ".dv-banner"),
    _pictured("l09-banner-by-behaviour", way(*_WEIGHED, COAT), ".dv-banner"),
    _pictured("l10-ask-how-it-was", way(adds(BERET), orders), ".dv-ask"),
    _pictured("l13-price-shake", way(COAT, hovers("#price", 0.1)), "input.buy"),
    _pictured("l14-popup-while-scrolling", way("/", reads_to_the_end), "dialog.dv-popup"),
    _pictured("l23-call-back-at-the-checkout", way(adds(COAT), "/checkout"), ".dv-help"),
    _pictured("i06-gift-or-yourself", way("/"), ".dv-choice"),
    _pictured("i07-seen-and-left-alone", way("/", hovers("h1", 4), _ON), "#main .notice"),
)
"""What is shown by moments and answers; the tests of each of these campaigns walk further."""


def main() -> int:
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        opened_shop(Path(folder)) as shop,
        started_devanture(shop, CAMPAIGNS, **PATIENT) as devanture,
    ):
        asyncio.run(_taken(devanture, sys.argv[1:]))
    return 0


async def _taken(devanture: Devanture, wanted: Container[str]) -> None:
    async with running_browser() as browser:
        for journey in (*JOURNEYS, *MOMENTS):
            if journey.picture and (not wanted or journey.rule in wanted):
                await _picture(browser, devanture, journey)


async def _picture(browser: Browser, devanture: Devanture, journey: Journey) -> None:
    async with walked(browser, devanture, journey.shown[0]) as page:
        await page.evaluate("document.querySelectorAll('.devanture-ribbon, #cookiebar').forEach((it) => it.remove())")
        await page.wait_for_load_state("networkidle")
        part = page.locator(journey.picture).first
        await part.wait_for(state="visible")
        await part.scroll_into_view_if_needed()
        path = FOLDER / f"{journey.rule}.png"
        await page.screenshot(path=path, clip=await _clip(page, journey.picture), full_page=True)


async def _clip(page: Page, part: str) -> FloatRect:
    found = await page.locator(part).first.evaluate(
        "it => { const b = it.getBoundingClientRect(); return [b.x + scrollX, b.y + scrollY, b.width, b.height] }"
    )
    left, top, width, height = found
    above = ABOVE if height < LOW else AROUND
    return FloatRect(
        x=max(0.0, left - AROUND),
        y=max(0.0, top - above),
        width=min(WIDE, width + 2 * AROUND),
        height=min(HIGH, height + above + AROUND),
    )


if __name__ == "__main__":
    sys.exit(main())
