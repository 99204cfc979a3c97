"""Prints how ten visitors' pages are met, by page: as remembered bodies, by a template without parsing, or parsed."""

import asyncio
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
from prometheus_client.parser import text_string_to_metric_families
from selectolax.lexbor import LexborHTMLParser, LexborNode
from yarl import URL

from tests.support.devanture import running_devanture
from tests.support.oscar import running_oscar
from tests.support.shop import SITE, opened_shop
from tests.support.tree import ROOT

VISITORS = 10
_PLACES = ROOT / "tests/data/geo/GeoIP2-City-Test.mmdb"
_ADDRESSES = ("81.2.69.142", "89.160.20.112", "175.16.199.37", "81.2.69.160")
"""Addresses that the test database knows: rules of several countries act."""

_HEADERS = {
    "Accept": "text/html,application/xhtml+xml",
    "Accept-Encoding": "gzip",
    "Accept-Language": "en-GB",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "same-origin",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
}
Met = Mapping[str, Counter[str]]
"""By page: how often its bodies were met in each way."""

_TITLES = {"hit": "hit", "near": "near miss", "miss": "miss"}


@dataclass(frozen=True, slots=True)
class Shop:
    """One shop to walk through: its addresses, and what its links are known by."""

    name: str
    site: Path
    running: Callable[[Path], AbstractContextManager[str]]
    home: str
    categories: str
    products: str
    search: str
    words: tuple[str, ...]
    basket: str
    checkout: str


SHOPS = (
    Shop(
        name="the demo shop (examples/shop)",
        site=SITE,
        running=opened_shop,
        home="/",
        categories="a[href*='/c/']",
        products="a[href*='/p/']",
        search="/search?q=",
        words=("jumper", "boots", "bag"),
        basket="/basket",
        checkout="/checkout",
    ),
    Shop(
        name="a stock django-oscar (tests/shops/oscar)",
        site=ROOT / "tests/shops/oscar-site",
        running=running_oscar,
        home="/catalogue/",
        categories="a[href*='/catalogue/category/']",
        products="article.product_pod h3 a",
        search="/search/?q=",
        words=("boot", "coat", "bag"),
        basket="/basket/",
        checkout="/checkout/",
    ),
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who walks: `number` decides where to, the client keeps the cookies, `turn` is one request's at a time.

    A development server with SQLite answers 500 when several write.
    """

    number: int
    shop: Shop
    url: str
    client: aiohttp.ClientSession
    turn: asyncio.Lock

    async def walks(self) -> None:
        """Look around, search, put two products in the basket, and go to the checkout."""
        home = await self.sees(self.shop.home)
        categories, products = _links(home, self.shop.categories), _links(home, self.shop.products)
        shelf = await self.sees(_one(categories, self.number))
        await self.sees(_one(_links(shelf, self.shop.products) or products, self.number))
        await self.sees(self.shop.search + self.shop.words[self.number % len(self.shop.words)])
        for step in range(2):
            await self.adds(await self.sees(_one(products, self.number * 3 + step)))
            await self.sees(self.shop.basket)
        await self.sees(self.shop.home)
        await self.sees(_one(categories, self.number + 1))
        await self.sees(self.shop.checkout)

    async def sees(self, path: str) -> LexborHTMLParser:
        async with self.turn, self.client.get(self.url + path, headers=_HEADERS) as answer:
            answer.raise_for_status()
            return LexborHTMLParser(await answer.read())

    async def adds(self, product: LexborHTMLParser) -> None:
        """Send the product's own form, with the token that is in it."""
        form = next((each for each in product.css("form") if "basket/add" in (each.attributes["action"] or "")), None)
        if form is None:
            raise SystemExit(f"a product page of {self.shop.name} has no form to put it in the basket")
        target = self.url + urlsplit(form.attributes["action"] or "").path
        async with self.turn, self.client.post(target, data=_fields(product, form), headers=_HEADERS) as answer:
            answer.raise_for_status()
            await answer.read()


def _links(page: LexborHTMLParser, css: str) -> list[str]:
    """Return the paths of links, which name the host in one shop and not in the other."""
    return list(dict.fromkeys(urlsplit(link.attributes["href"] or "").path for link in page.css(css)))


def _one(paths: list[str], number: int) -> str:
    if not paths:
        raise SystemExit("a page of the shop has no links where there should be some")
    return paths[number % len(paths)]


def _fields(page: LexborHTMLParser, form: LexborNode) -> Mapping[str, str]:
    """Return what a browser would send, with the last size of all.

    A form right in a table is empty in the tree, and owns the fields that are in no other one.
    """
    loose = ":not(form *)" if form.css_first("input") is None else ""
    root = page.root if loose else form
    inputs = root.css(f"input[name]{loose}") if root else []
    fields = {each.attributes["name"] or "": each.attributes.get("value") or "" for each in inputs}
    for choice in root.css(f"select[name]{loose}") if root else []:
        sizes = [each.attributes.get("value") or each.text() for each in choice.css("option:not([disabled])")]
        fields[choice.attributes["name"] or ""] = sizes[-1]
    return fields


async def walked(shop: Shop, url: str, first: int) -> None:
    """Send ten visitors through a shop side by side, as they come in a real one."""
    turn = asyncio.Lock()

    async def visitor(number: int) -> None:
        jar = aiohttp.CookieJar(unsafe=True)
        jar.update_cookies({"cookie_ok": "1"}, URL(url))
        address = {"X-Forwarded-For": _ADDRESSES[number % len(_ADDRESSES)]}
        async with aiohttp.ClientSession(cookie_jar=jar, headers=address) as client:
            await Visitor(number, shop, url, client, turn).walks()

    await asyncio.gather(*(visitor(number) for number in range(first, first + VISITORS)))


async def counted(shop: Shop, folder: Path) -> Sequence[Met]:
    """Return by page how bodies were met on the walk of the first ten visitors, and on that of the next."""
    with shop.running(folder) as upstream:
        async with running_devanture(
            upstream, shop.site, geo=_PLACES, trusted_hops="127.0.0.1/32", access_log="off"
        ) as devanture:
            found: list[Met] = []
            for first in (0, VISITORS):
                await walked(shop, devanture.url, first)
                found.append(_met(await devanture.told("/metrics")))
            return found[0], {page: met - found[0].get(page, Counter()) for page, met in found[1].items()}


def _met(metrics: str) -> Met:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for family in text_string_to_metric_families(metrics):
        for sample in family.samples:
            if sample.name == "devanture_bodies_total":
                found[sample.labels["page"]][sample.labels["met"]] += int(sample.value)
    return found


def printed(title: str, found: Met) -> None:
    print(f"\n{title}: how the bodies of pages were met")
    print(f"{'page':<20}{'pages':>8}" + "".join(f"{title:>18}" for title in _TITLES.values()))
    whole: Counter[str] = sum(found.values(), Counter())
    for page, met in (*sorted(found.items()), ("all", whole)):
        total = sum(met.values())
        shares = (f"{met[key]:>11} {met[key] / total:>5.0%}" for key in _TITLES)
        print(f"{page:<20}{total:>8}" + "".join(f"{share:>18}" for share in shares))


def main() -> int:
    for shop in SHOPS:
        with tempfile.TemporaryDirectory() as folder:
            first, next_ones = asyncio.run(counted(shop, Path(folder)))
        printed(f"{VISITORS} visitors in {shop.name}", first)
        printed(f"the next {VISITORS}", next_ones)
    return 0


if __name__ == "__main__":
    sys.exit(main())
