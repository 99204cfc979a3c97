"""The rule of examples/recommend in the demo shop: what others went on to, under each product, in a real browser."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page

from scoring.learned import learned, written
from tests.support.browser import complaints_of
from tests.support.devanture import Devanture, started_devanture, visitor_of
from tests.support.door import until
from tests.support.shop import copied_site
from tests.support.tree import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

BOOTS, RUCKSACK, COMPASS = "/p/ardeche-hiking-boots", "/p/randonnee-canvas-rucksack", "/p/corsaire-brass-compass"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the demo's site with the rule laid over it."""
    folder = copied_site(tmp_path_factory.mktemp("recommend") / "site")
    return Path(shutil.copytree(ROOT / "examples" / "recommend", folder, dirs_exist_ok=True))


@pytest.fixture(scope="module")
def devanture(shop: str, site: Path) -> Iterator[Devanture]:
    with started_devanture(shop, site, lookup_deadline=5) as devanture:
        yield devanture


async def others(page: Page, url: str) -> list[str]:
    """Return the products under one, by their links."""
    await page.goto(url)
    links = await page.locator("#others .name a").evaluate_all("links => links.map(link => link.pathname)")
    return [str(link) for link in links]


async def agree(devanture: Devanture, page: Page) -> None:
    await page.context.add_cookies([{"name": "cookie_ok", "value": "1", "url": devanture.url}])


async def test_a_product_shows_what_others_went_on_to(devanture: Devanture, calm_page: Page) -> None:
    complaints = complaints_of(calm_page)
    everybodys = await others(calm_page, devanture.url + BOOTS)
    await agree(devanture, calm_page)
    own = await others(calm_page, devanture.url + BOOTS)
    assert len(own) == len(everybodys) == 4
    assert RUCKSACK in own
    assert RUCKSACK not in everybodys
    assert await calm_page.locator("#others img").first.evaluate("image => image.naturalWidth") > 0
    assert complaints == []


async def test_what_was_seen_or_put_in_the_basket_is_not_offered_again(devanture: Devanture, calm_page: Page) -> None:
    await agree(devanture, calm_page)
    assert RUCKSACK in await others(calm_page, devanture.url + BOOTS)
    await calm_page.goto(devanture.url + RUCKSACK)
    assert COMPASS in await others(calm_page, devanture.url + BOOTS)
    await calm_page.goto(devanture.url + COMPASS)
    await calm_page.click("input.buy")
    await calm_page.wait_for_selector("#basket .line")
    assert not {RUCKSACK, COMPASS, BOOTS} & set(await others(calm_page, devanture.url + BOOTS))


async def test_the_operator_is_told_why(devanture: Devanture, calm_page: Page) -> None:
    await agree(devanture, calm_page)
    await calm_page.goto(devanture.url + BOOTS)
    (cookie,) = [each for each in await calm_page.context.cookies() if each.get("name") == "dv"]
    told = await devanture.told(f"/explain?visitor={visitor_of(str(cookie.get('value')), devanture.data)}")
    assert "because of 201: " in told


async def test_a_new_file_is_in_force_by_itself_and_a_broken_one_leaves_the_old(
    devanture: Devanture, site: Path, calm_page: Page
) -> None:
    await agree(devanture, calm_page)
    file = site / "visits.json"
    file.write_bytes(written(learned([["201", "306"]] * 3)))
    await until(lambda: "rules of" in devanture.log and devanture.log.count("in force") >= 2)
    assert (await others(calm_page, devanture.url + BOOTS))[0] == "/p/molene-watch-cap"
    file.write_text(json.dumps({"format": "something else"}))
    await until(lambda: "is not what `devanture learn` writes" in devanture.log)
    assert (await others(calm_page, devanture.url + BOOTS))[0] == "/p/molene-watch-cap"
