"""A stock django-oscar behind Devanture and a real browser in front: personalized, and still the shop that it was."""

import re
from collections.abc import AsyncIterator, Iterator
from itertools import islice
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Browser, Page

from tests.support.browser import somebody
from tests.support.devanture import running_devanture
from tests.support.exchange import Wire, links, own
from tests.support.oscar import running_oscar
from tests.support.relay import relayed
from tests.support.tree import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.shop, pytest.mark.asyncio(loop_scope="session")]

SITE = ROOT / "tests/shops/oscar-site"
PLACES = ROOT / "tests/data/geo/GeoIP2-City-Test.mmdb"
LONDON, LINKOPING = "81.2.69.142", "89.160.20.112"

ANNA = {"first_name": "Anna", "last_name": "Lé", "line1": "1 Quay", "line4": "Saint-Malo", "postcode": "35400"}
CARDS = "article.product_pod h3 a"
BANNER = "text=We deliver to the United Kingdom"
VOUCHER = "#voucher_form_link"
MANY = 40


@pytest.fixture(scope="module")
def oscar(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_oscar(tmp_path_factory.mktemp("oscar")) as url:
        yield url


@pytest.fixture
async def url(oscar: str) -> AsyncIterator[str]:
    """The shop's address through Devanture, which believes the test about where a browser is."""
    async with running_devanture(oscar, SITE, geo=PLACES, trusted_hops="127.0.0.1/32") as devanture:
        yield devanture.url


async def titles(page: Page, url: str) -> list[str]:
    """Return the names of the products on the first page, in their order."""
    await page.goto(f"{url}/")
    return [text.strip() for text in await page.locator(CARDS).all_inner_texts()]


async def put_in_basket(page: Page, product: str) -> None:
    await page.goto(product)
    await page.click("#add_to_basket_form button[type=submit]")
    await page.wait_for_selector("#messages .alert")


async def visible_text(page: Page) -> str:
    """Return what a person reads, but for the two numbers that every order changes."""
    text = await page.inner_text("body")
    return re.sub(r"\(\d+ available\)", "(some available)", re.sub(r"\b1\d{5}\b", "ORDER", text))


async def walk(page: Page, url: str) -> list[tuple[str, str]]:
    """Buy a jacket as a guest sent by a coupon site; return each page's path and what a person reads there."""
    seen = []

    async def arrived(path: str) -> None:
        await page.wait_for_url(f"{url}{path}")
        seen.append((urlsplit(page.url).path, await visible_text(page)))

    await put_in_basket(page, f"{url}/catalogue/storm-jacket_1/?utm_medium=coupon")
    await page.goto(f"{url}/basket/")
    await arrived("/basket/")
    await page.click("a[href='/checkout/']")
    await arrived("/checkout/")
    await page.fill("#id_username", "anna@shop.example")
    await page.check("input[name=options][value=anonymous]")
    await page.click("form:has(#id_username) button[type=submit]")
    await arrived("/checkout/shipping-address/")
    for name, value in ANNA.items():
        await page.fill(f"#new_shipping_address [name={name}]", value)
    await page.select_option("#new_shipping_address [name=country]", "FR")
    await page.click("#new_shipping_address button[type=submit]")
    await arrived("/checkout/payment-details/")
    await page.click("#view_preview")
    await arrived("/checkout/preview/")
    await page.click("#place-order")
    await arrived("/checkout/thank-you/")
    return seen


async def test_the_first_page_shows_what_the_visitor_looks_for(url: str, browser: Browser) -> None:
    async with somebody(browser) as page:
        everything = await titles(page, url)
        assert len(everything) == 16
        for boot in ("deck-boot_7", "trail-boot_8"):
            await page.goto(f"{url}/catalogue/{boot}/")
        assert set(await titles(page, url)) >= {"Deck Boot", "Trail Boot", "Chelsea Boot"}
        assert len(await titles(page, url)) == 4
    async with somebody(browser) as other:
        assert await titles(other, url) == everything


async def test_a_card_leads_to_a_product_that_can_be_bought(url: str, browser_page: Page) -> None:
    await browser_page.goto(f"{url}/catalogue/category/footwear/boots_5/")
    await titles(browser_page, url)
    await browser_page.click("article.product_pod >> text=Chelsea Boot")
    await browser_page.click("#add_to_basket_form button[type=submit]")
    assert "Chelsea Boot" in await browser_page.inner_text("#messages")


async def test_only_a_coupon_visitor_sees_the_promo_field(url: str, browser: Browser) -> None:
    async with somebody(browser) as page:
        await put_in_basket(page, f"{url}/catalogue/storm-jacket_1/")
        await page.goto(f"{url}/basket/")
        assert await page.is_visible("#basket_totals")
        assert await page.locator("[name=code]").count() == 0
        assert "Voucher" not in await page.content()
    async with somebody(browser) as page:
        await put_in_basket(page, f"{url}/catalogue/storm-jacket_1/?utm_medium=coupon")
        await page.goto(f"{url}/basket/")
        assert await page.is_visible(VOUCHER)


async def test_a_coupon_visitor_gets_the_price_that_the_coupon_promises(url: str, browser_page: Page) -> None:
    await put_in_basket(browser_page, f"{url}/catalogue/waxed-coat_2/?utm_medium=coupon")
    await browser_page.goto(f"{url}/basket/")
    await browser_page.click(f"{VOUCHER} a")
    await browser_page.fill("#voucher_form [name=code]", "WELCOME10")
    await browser_page.click("#voucher_form button[type=submit]")
    await browser_page.wait_for_selector("text=Voucher 'WELCOME10' added to basket")
    assert "€170.55" in await browser_page.inner_text("#basket_totals")


async def test_only_a_british_visitor_reads_that_we_deliver_to_the_uk(url: str, browser: Browser) -> None:
    for address, told in ((LONDON, True), (LINKOPING, False)):
        async with somebody(browser, headers={"X-Forwarded-For": address}) as page:
            await put_in_basket(page, f"{url}/catalogue/storm-jacket_1/")
            assert await page.is_visible(BANNER) is told
            await page.goto(f"{url}/checkout/")
            assert urlsplit(page.url).path == "/checkout/"
            assert not await page.is_visible(BANNER)


async def test_a_product_is_put_in_the_basket_from_the_grid(url: str, browser_page: Page) -> None:
    await titles(browser_page, url)
    await browser_page.locator("article.product_pod form[action^='/basket/add/'] button").first.click()
    assert "added to your basket" in await browser_page.inner_text("#messages")


async def test_an_order_is_completed_exactly_as_without_the_proxy(url: str, oscar: str, browser: Browser) -> None:
    async with somebody(browser) as page:
        alone = await walk(page, oscar)
    async with somebody(browser) as page:
        through = await walk(page, url)
    assert through == alone
    assert "ORDER" in through[-1][1]


async def test_what_no_rule_touches_is_the_shops_own(oscar: str) -> None:
    """Its pages are never the same twice, for the tokens in them: both ends of one exchange are compared."""
    async with relayed(oscar) as relay, running_devanture(relay.url, SITE) as devanture:
        wire = Wire(devanture, relay)
        waiting, known = ["/catalogue/", "/basket/", "/nothing/"], set[str]()
        for path in islice(waiting, MANY):
            page = own(await wire.asks(path, "Accept-Language: fr-FR", "Accept-Encoding: gzip, br"))
            fresh = [link for link in links(page.body, f"http://shop.test{path}") if link not in known]
            known.update(fresh)
            waiting += dict.fromkeys(fresh)
    assert len(known) > 30
