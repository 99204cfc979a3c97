"""What any test may ask for by name: the demo shop, a browser, and a page of somebody new in it."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from hypothesis import settings
from playwright.async_api import Browser, Page

from tests.support.browser import complaints_of, running_browser, somebody
from tests.support.shop import opened_shop

settings.register_profile("repository", deadline=None)  # a busy machine is no failure
settings.load_profile("repository")


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The demo shop's address; its shoppers know nothing of each other, so that all tests may share it."""
    with opened_shop(tmp_path_factory.mktemp("shop")) as url:
        yield url


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser for the tests of the session's loop; whoever opens a page in it is somebody new."""
    async with running_browser() as browser:
        yield browser


@pytest_asyncio.fixture(loop_scope="session")
async def browser_page(browser: Browser) -> AsyncIterator[Page]:
    async with somebody(browser) as page:
        yield page


@pytest_asyncio.fixture(loop_scope="session")
async def calm_page(browser_page: Page) -> AsyncIterator[Page]:
    """A page in which nothing may go wrong that a browser would tell, such as a broken policy."""
    complaints = complaints_of(browser_page)
    yield browser_page
    assert not complaints
