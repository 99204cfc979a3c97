"""Asks axe, the field's own referee of accessibility, what is wrong with a part of a page."""

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page


async def barriers(page: Page, within: str) -> str:
    """Return a report of all that keeps people from a part of the page, "" when nothing does."""
    found = await Axe().run(page, context=within)
    assert found.response["passes"], f"axe found nothing to judge in {within}"
    report: str = found.generate_report()
    return report if found.violations_count else ""
