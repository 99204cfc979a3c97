"""The demo shop behind Devanture and a real browser in front: personalized, and still the shop that it was."""

import re
from collections.abc import Iterator

import pytest
from playwright.async_api import Browser, Page

from tests.support.browser import complaints_of, somebody
from tests.support.devanture import started_devanture
from tests.support.shop import SITE
from tests.support.tree import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

PLACES = ROOT / "tests/data/geo/GeoIP2-City-Test.mmdb"
LONDON, LINKOPING = "81.2.69.160", "89.160.20.112"
BANNER = "#header .notice"
VOUCHER = "input[name=voucher]"
ADDRESS = {"name": "Zoë Lé", "street": "1 Quay", "city": "Saint-Malo"}


@pytest.fixture(scope="module")
def url(shop: str) -> Iterator[str]:
    """The shop's address through Devanture, which believes the test about where a browser is."""
    with started_devanture(shop, SITE, geo=PLACES, trusted_hops="127.0.0.1/32") as devanture:
        yield devanture.url


async def accept_cookies(page: Page) -> None:
    await page.click("#cookiebar button[value='1']")


async def names(page: Page, block: str) -> list[str]:
    return [text.strip() for text in await page.locator(f"{block} .card .name a").all_inner_texts()]


async def look_at(page: Page, category: str, product: str) -> None:
    await page.click(f"#nav >> text={category}")
    await page.click(f"#main .name >> text={product}")
    await page.wait_for_selector(".sku")


async def put_in_basket(page: Page, product: str) -> None:
    await page.goto(product)
    await page.click("input.buy")
    await page.wait_for_selector("#basket .line")


async def readable(page: Page) -> str:
    """Return what a person reads, but for the number that every order changes."""
    return re.sub(r"\b1045\d\d\b", "ORDER", await page.inner_text("body"))


async def walk(page: Page, url: str) -> list[tuple[str, str]]:
    """Order a coat by a coupon; return each page and what a person reads there."""
    seen = []

    async def arrived(path: str, mark: str) -> None:
        await page.wait_for_url(re.compile(f"{url}/{path}"))
        await page.wait_for_selector(mark)
        await page.wait_for_selector("#minicart >> text=/:/")
        seen.append((path, await readable(page)))

    await page.goto(f"{url}/c/coats?utm_medium=coupon")
    await accept_cookies(page)
    await page.click("#main .name >> text=Cancale oilskin")
    await arrived("p/", "input.buy")
    await page.fill("input[name=quantity]", "2")
    await page.click("input.buy")
    await arrived("basket", ".line")
    await page.fill(VOUCHER, "SHIP10")
    await page.click("#voucher input[type=submit]")
    await arrived("basket", ".voucher-applied")
    await page.click("#to-checkout")
    await arrived("checkout", "#checkout")
    for name, value in ADDRESS.items():
        await page.fill(f"#checkout input[name={name}]", value)
    await page.click("#checkout input.buy")
    await arrived("order/", "#order-number")
    await page.click("#nav >> text=Your basket")
    await arrived("basket", "#empty")
    return seen


async def test_the_home_page_fills_with_what_the_visitor_looks_at(url: str, calm_page: Page, browser: Browser) -> None:
    await calm_page.goto(f"{url}/")
    everybodys = await names(calm_page, "#selection")
    await accept_cookies(calm_page)
    for boot in ("Ardèche hiking boots", "Björn winter boots"):
        await look_at(calm_page, "Boots", boot)
    await calm_page.click("#nav >> text=Home")
    own = await names(calm_page, "#selection")
    assert len(own) == len(everybodys) == 4
    assert all("boots" in name or "wellingtons" in name for name in own), own
    assert await calm_page.locator("#blocks .block").first.get_attribute("data-category") == "Boots"
    assert await calm_page.locator("#blocks .block").count() == 4
    async with somebody(browser) as other:
        await other.goto(f"{url}/")
        assert await names(other, "#selection") == everybodys


async def test_what_is_looked_at_without_consent_changes_nothing(url: str, calm_page: Page) -> None:
    await calm_page.goto(f"{url}/")
    everybodys = await names(calm_page, "#selection")
    await calm_page.click("#cookiebar button[value='0']")
    await look_at(calm_page, "Boots", "Björn winter boots")
    await calm_page.click("#nav >> text=Home")
    assert await names(calm_page, "#selection") == everybodys


async def test_a_card_of_ours_leads_to_its_product_with_its_picture_and_price(url: str, calm_page: Page) -> None:
    await calm_page.goto(f"{url}/")
    await accept_cookies(calm_page)
    await look_at(calm_page, "Gear", "Tempête storm lantern")
    await calm_page.click("#nav >> text=Home")
    card = calm_page.locator("#selection .card").first
    name, price = await card.locator(".name").inner_text(), await card.locator(".price").inner_text()
    assert await card.locator("img").evaluate("image => image.naturalWidth") > 0
    await card.locator(".name a").click()
    assert await calm_page.inner_text("h1") == name
    assert await calm_page.inner_text("#price") == price


async def test_only_a_coupon_visitor_sees_the_promo_field(url: str, calm_page: Page, browser: Browser) -> None:
    await put_in_basket(calm_page, f"{url}/p/cancale-oilskin")
    assert await calm_page.locator(VOUCHER).count() == 0
    async with somebody(browser) as other:
        await other.goto(f"{url}/basket?utm_medium=coupon")
        assert await other.is_visible(VOUCHER)
        assert await other.locator(".have-a-code").count() == 0


async def test_a_coupon_visitor_who_agrees_is_remembered(url: str, calm_page: Page) -> None:
    await calm_page.goto(f"{url}/c/coats?utm_medium=coupon")
    await accept_cookies(calm_page)
    await calm_page.click("#main .name >> text=Cancale oilskin")
    await calm_page.wait_for_selector(".sku")
    await put_in_basket(calm_page, f"{url}/p/cancale-oilskin")
    assert await calm_page.is_visible(VOUCHER)


async def test_the_code_in_the_post_has_a_way_in(url: str, calm_page: Page) -> None:
    await put_in_basket(calm_page, f"{url}/p/ouessant-pea-coat")
    await calm_page.click("text=I have a code")
    await calm_page.fill(VOUCHER, "SHIP10")
    await calm_page.click("#voucher input[type=submit]")
    assert await calm_page.inner_text(".voucher-code") == "SHIP10"


@pytest.mark.parametrize(
    ("language", "address", "told"),
    [("en-GB", LINKOPING, True), ("fr-FR", LONDON, True), ("fr-FR", LINKOPING, False), ("en-US", LINKOPING, False)],
)
async def test_only_a_british_visitor_reads_that_we_deliver_to_the_uk(
    url: str, browser: Browser, language: str, address: str, *, told: bool
) -> None:
    async with somebody(browser, language, {"X-Forwarded-For": address}) as page:
        for path in ("/", "/basket"):
            await page.goto(url + path)
            assert await page.is_visible(BANNER) is told


async def test_the_banner_is_read_as_it_was_written_where_it_belongs(url: str, browser: Browser) -> None:
    async with somebody(browser, "en-GB") as page:
        for path in ("/c/coats", "/p/cancale-oilskin"):
            await page.goto(url + path)
            assert await page.inner_text(BANNER) == (
                "We deliver to the United Kingdom: three days, £ 9.50, free from £ 150."
            )
        await page.goto(f"{url}/delivery")
        assert await page.locator(BANNER).count() == 0


async def test_an_order_is_completed_exactly_as_without_the_proxy(shop: str, url: str, browser: Browser) -> None:
    async with somebody(browser) as page:
        alone = await walk(page, shop)
    async with somebody(browser) as page:
        complaints = complaints_of(page)
        through = await walk(page, url)
    assert through == alone
    assert "order no. ORDER" in alone[-2][1]
    assert not complaints


async def test_the_xhr_of_the_old_catalogue_still_adds(url: str, calm_page: Page) -> None:
    await calm_page.goto(f"{url}/index.php?route=product/product&product_id=401")
    await calm_page.wait_for_selector("#minicart >> text=empty")
    await calm_page.click("#quick-add")
    await calm_page.wait_for_selector("#quick-add-answer >> text=Added: 1 item")
    await calm_page.wait_for_selector("#minicart >> text=1 item")


async def test_a_search_finds_what_it_finds_alone(shop: str, url: str, calm_page: Page) -> None:
    found = []
    for start in (shop, url):
        await calm_page.goto(f"{start}/delivery")
        await calm_page.fill("#search input[name=q]", "Côte")
        await calm_page.click("#search input[type=submit]")
        found.append(await names(calm_page, "#main"))
    assert found[0] == found[1] == ["Côte d'Émeraude raincoat"]
