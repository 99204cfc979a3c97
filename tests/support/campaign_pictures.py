"""`python -m tests.support.campaign_pictures [RULE...]`: takes the pictures of docs/capabilities.md in a browser."""

import asyncio
import sys
import tempfile
from collections.abc import Container
from pathlib import Path

from playwright.async_api import Browser, FloatRect, Page

from tests.support.browser import running_browser
from tests.support.campaigns import JOURNEYS
from tests.support.devanture import Devanture, started_devanture
from tests.support.journeys import CAMPAIGNS, PATIENT, Journey, walked
from tests.support.shop import opened_shop
from tests.support.tree import ROOT

FOLDER = ROOT / "docs" / "pictures" / "campaigns"
WIDE, HIGH, AROUND = 720, 230, 12
"""Pixels: a picture is at most so wide and high, with so much of the page around its part."""

LOW, ABOVE = 60.0, 120.0
"""Pixels: a part that is as low as a line is shown with so much of what stands above it."""


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
        for journey in JOURNEYS:
            if journey.picture and (not wanted or journey.rule in wanted):
                await _picture(browser, devanture, journey)


async def _picture(browser: Browser, devanture: Devanture, journey: Journey) -> None:
    async with walked(browser, devanture, journey.shown[0]) as page:
        await page.evaluate("document.querySelectorAll('.devanture-ribbon, #cookiebar').forEach((it) => it.remove())")
        await page.wait_for_load_state("networkidle")
        part = page.locator(journey.picture).first
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
