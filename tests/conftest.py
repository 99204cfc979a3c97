"""What any test may ask for by name: a browser, and a page of somebody new in it."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from tests.support.browser import running_browser, somebody


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with running_browser() as browser:
        yield browser


@pytest.fixture
async def browser_page(browser: Browser) -> AsyncIterator[Page]:
    async with somebody(browser) as page:
        yield page
