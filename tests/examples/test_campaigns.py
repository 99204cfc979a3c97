"""The campaigns of examples/campaigns that are decided before the first byte, in a real browser, all at once."""

from collections.abc import Iterator

import pytest
from playwright.async_api import Browser

from tests.support.campaigns import JOURNEYS
from tests.support.devanture import Devanture
from tests.support.journeys import Journey, Way, walked

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


def named(journeys: Iterator[tuple[Journey, Way]]) -> list[object]:
    found = list(journeys)
    numbers = [sum(journey is each for each, _ in found[:place]) + 1 for place, (journey, _) in enumerate(found)]
    return [
        pytest.param(journey, taken, id=f"{journey.rule}-{number}")
        for (journey, taken), number in zip(found, numbers, strict=True)
    ]


@pytest.mark.parametrize(("journey", "taken"), named((it, one) for it in JOURNEYS for one in it.shown))
async def test_the_campaign_acts(campaigns: Devanture, browser: Browser, journey: Journey, taken: Way) -> None:
    async with walked(browser, campaigns, taken) as page:
        await page.wait_for_selector(journey.seen)


@pytest.mark.parametrize(("journey", "taken"), named((it, one) for it in JOURNEYS for one in it.hidden))
async def test_the_campaign_leaves_others_alone(
    campaigns: Devanture, browser: Browser, journey: Journey, taken: Way
) -> None:
    async with walked(browser, campaigns, taken) as page:
        assert await page.locator("#main").count() == 1
        assert await page.locator(journey.seen).count() == 0
