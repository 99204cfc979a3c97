"""What Devanture knows of somebody in a browser, waited for: what a page tells is written behind its answer."""

import asyncio
from collections.abc import Callable

from playwright.async_api import Page

from scoring.profile import MarksProfile, Profile
from tests.support.devanture import Devanture

LOOKS = 200
"""Looks, ten a second, after which what is not known will not be; a slow machine is no failure."""

NO_MARKS = MarksProfile(tags={}, chosen={}, acts={})


async def known(devanture: Devanture, page: Page) -> Profile:
    """Return what is kept of who looks at a page; LookupError for somebody without a cookie of ours."""
    for cookie in await page.context.cookies():
        if cookie.get("name") == "dv":
            return await devanture.known(str(cookie["value"]))
    raise LookupError("this browser has no cookie of ours")


async def comes_true(devanture: Devanture, page: Page, holds: Callable[[Profile], bool]) -> Profile:
    """Wait until something holds of what is kept of somebody; TimeoutError when it never does."""
    for _ in range(LOOKS):
        profile = await known(devanture, page)
        if holds(profile):
            return profile
        await asyncio.sleep(0.1)
    raise TimeoutError(f"known: {profile}")


def marks(profile: Profile) -> MarksProfile:
    return profile.get("marks", NO_MARKS)


def kinds(profile: Profile) -> list[str]:
    """Return what happened, by kind, in its order."""
    return [event["kind"] for event in profile["events"]]
