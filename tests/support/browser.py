"""A headless browser as shoppers have it: Debian's Chromium, driven by Playwright, with no way out of this machine."""

import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--no-sandbox",  # Chromium refuses to run as root otherwise, and CI is root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # a script from elsewhere fails at once
]


LEFT = "net::ERR_ABORTED"


def in_ci() -> bool:
    return os.environ.get("CI") == "true"


def need_chromium() -> None:
    """Skip the test where there is no browser; in CI that is a failure."""
    if CHROMIUM.exists():
        return
    reason = f"{CHROMIUM} is missing; as root on Debian `make test` installs it"
    if in_ci():
        pytest.fail(reason)
    pytest.skip(reason)


@asynccontextmanager
async def running_browser() -> AsyncIterator[Browser]:
    need_chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def somebody(
    browser: Browser, language: str = "fr-FR", headers: Mapping[str, str] | None = None
) -> AsyncIterator[Page]:
    """A page of somebody new, with no cookies and no history; `headers` go with every request."""
    context = await browser.new_context(locale=language, extra_http_headers=dict(headers or {}))
    try:
        yield await context.new_page()
    finally:
        await context.close()


def complaints_of(page: Page) -> list[str]:
    """Return a list that grows with every error that the browser tells from now on: scripts, policies, connections.

    What a page was still loading when it was left is no error.
    """
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("requestfailed", lambda it: told.append(f"{it.url}: {it.failure}") if it.failure != LEFT else None)
    return told
