"""Each moment that a rule may wait for, in a real browser: when it comes, and when it must not."""

import pytest
from playwright.async_api import Browser

from tests.support.waiting import Shop, moment, visiting

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

NOW = ("after", {"seconds": 0})


async def test_what_waits_for_nothing_comes_at_once_and_is_told(browser: Browser) -> None:
    async with visiting(browser, Shop("<h1>Boots</h1>", (moment(NOW),))) as visit:
        await visit.acts()
        assert await visit.page.inner_text("#new") == "New"
        assert visit.told == [{"kind": "shown", "rule": "rule"}]


async def test_without_consent_it_comes_and_nothing_is_told(browser: Browser) -> None:
    async with visiting(browser, Shop("<h1>Boots</h1>", (moment(NOW),), ticket="")) as visit:
        await visit.page.wait_for_selector("#new")
        await visit.page.evaluate("dispatchEvent(new Event('pagehide'))")
        assert visit.told == []


async def test_a_dialog_opens_by_itself_and_its_dismissal_is_told(browser: Browser) -> None:
    markup = "<div data-dv-rule=rule><dialog data-dv-open aria-label=Hello><button>No</button></dialog></div>"
    async with visiting(browser, Shop("<h1>Boots</h1>", (moment(NOW, markup=markup),))) as visit:
        await visit.acts()
        assert await visit.page.locator("dialog:modal").count() == 1
        await visit.page.keyboard.press("Escape")
        await visit.until(lambda: visit.of("dismissed") == [{"kind": "dismissed", "rule": "rule"}])
        assert await visit.page.locator("dialog:modal").count() == 0
