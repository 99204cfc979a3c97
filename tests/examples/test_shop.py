import base64
import csv
import hashlib
import html
import json
import re
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from examples.shop import server
from tests.support.shop import Shopper, running_shop, shopper_in

FEED = Path(server.__file__).with_name("products.csv")
PAGES = (
    "/",
    "/c/boots",
    "/p/theodore-waxed-coat",
    "/search?q=wool",
    "/basket",
    "/delivery",
    "/index.php?route=product/product&product_id=101",
    "/nowhere",
)


def scripts(page: str) -> list[str]:
    return re.findall(r"<script type=\"text/javascript\">(.*?)</script>", page, re.DOTALL)


def addresses(page: str) -> set[str]:
    return {html.unescape(link) for link in re.findall(r'(?:href|src|action)="([^"]+)"', page)}


async def test_pages_are_windows_1252_and_say_so(shopper: Shopper) -> None:
    answer = await shopper.get("/")
    assert answer.headers["Content-Type"] == "text/html; charset=windows-1252"
    assert b"Th\xe9odore waxed coat" in await answer.read()
    assert b"\x80 1.234,50" in await answer.read()
    assert b"\xa3" in await answer.read()


async def test_a_letter_outside_the_charset_becomes_a_reference(shopper: Shopper) -> None:
    assert "&#321;ukasz" in await shopper.sees("/search?q=" + quote("Łukasz"))


async def test_pages_are_old_html(shopper: Shopper) -> None:
    body = await (await shopper.get("/")).read()
    assert body.startswith(b'<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 4.01 Transitional//EN">\r\n')
    assert body.count(b"\n") == body.count(b"\r\n")
    assert b"<!--[if lt IE 7]><html class=ie6>" in body
    assert body.count(b"<li>") > body.count(b"</li>")
    assert any("</div>" in script for script in scripts(body.decode("windows-1252")))


@pytest.mark.parametrize("accepted", ["gzip", "gzip, deflate, br, zstd", "br;q=1, GZIP;q=0.5"])
async def test_who_takes_gzip_gets_gzip(shopper: Shopper, accepted: str) -> None:
    answer = await shopper.get("/", {"Accept-Encoding": accepted})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert "Maison Brévin" in await answer.text()


@pytest.mark.parametrize("accepted", ["identity", "gzip;q=0", "br, gzip; q=0.0", "deflate", ""])
async def test_who_does_not_take_gzip_gets_the_page_as_it_is(shopper: Shopper, accepted: str) -> None:
    answer = await shopper.get("/", {"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert "Maison Brévin" in await answer.text()


@pytest.mark.parametrize("path", [*PAGES, "/fragment/minicart"])
async def test_every_answer_sets_two_cookies(shopper: Shopper, path: str) -> None:
    answer = await shopper.get(path)
    names = [line.partition("=")[0] for line in answer.headers.getall("Set-Cookie")]
    assert names == ["shopsid", "currency"]


@pytest.mark.parametrize("path", ["/style.css", "/shop.js", "/img/cancale-oilskin.svg", "/images/logo.svg"])
async def test_files_and_pictures_set_no_cookie(shopper: Shopper, path: str) -> None:
    answer = await shopper.get(path)
    assert answer.status == 200
    assert "Set-Cookie" not in answer.headers


async def test_a_made_up_visit_number_is_not_adopted(shopper: Shopper) -> None:
    answer = await shopper.get("/", {"Cookie": "shopsid=mine"})
    assert re.fullmatch(r"[0-9a-f]{32}", answer.cookies["shopsid"].value)


@pytest.mark.parametrize("path", PAGES)
async def test_the_policy_permits_the_inline_scripts_of_the_page_and_nothing_inline_else(
    shopper: Shopper, path: str
) -> None:
    answer = await shopper.get(path)
    policy = answer.headers["Content-Security-Policy"]
    found = scripts((await answer.text()).replace("\r\n", "\n"))
    assert found
    assert "unsafe" not in policy
    for script in found:
        assert f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" in policy


@pytest.mark.parametrize("path", PAGES)
async def test_pages_hold_no_inline_style_and_no_inline_listener(shopper: Shopper, path: str) -> None:
    page = await shopper.sees(path)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=", page, re.IGNORECASE)


@pytest.mark.parametrize("path", PAGES)
async def test_no_page_names_another_host(shopper: Shopper, path: str) -> None:
    own = urlsplit(shopper.url).netloc
    assert {urlsplit(link).netloc for link in addresses(await shopper.sees(path))} <= {"", own}


@pytest.mark.parametrize("start", ["/", "/c/coats", "/c/gear", "/p/theodore-waxed-coat", "/delivery"])
async def test_every_link_and_picture_is_there(shopper: Shopper, start: str) -> None:
    posted = {"/cookies", "/basket/add"}
    paths = {link.removeprefix(shopper.url) for link in addresses(await shopper.sees(start))} - posted
    # Only browsers older than Internet Explorer 7 ask for it, and the shop lost it long ago.
    paths.remove("/ie6.css")
    answers = {path: (await shopper.get(path)).status for path in paths}
    assert set(answers.values()) == {200}, answers


async def test_absolute_links_begin_with_the_host_it_was_asked_for(shopper: Shopper) -> None:
    answer = await shopper.get("/", {"Host": "shop.example:8080"})
    page = await answer.text()
    assert '<base href="http://shop.example:8080/">' in page
    assert r'"home": "http:\/\/shop.example:8080\/"' in page
    assert shopper.url not in page


async def test_absolute_links_begin_with_the_public_address_when_there_is_one() -> None:
    async with running_shop("https://www.brevin.example/") as url, shopper_in(url) as shopper:
        answer = await shopper.get("/")
        assert '<base href="https://www.brevin.example/">' in await answer.text()
        assert answer.cookies["currency"]["domain"] == "www.brevin.example"


async def test_a_host_that_is_none_is_refused(shopper: Shopper) -> None:
    answer = await shopper.get("/", {"Host": '"><script>'})
    assert answer.status == 400


@pytest.mark.parametrize("path", ["/", "/c/boots", "/p/marais-wellingtons", "/img/marais-wellingtons.svg"])
async def test_a_browser_that_holds_the_version_gets_304(shopper: Shopper, path: str) -> None:
    first = await shopper.get(path)
    again = await shopper.get(path, {"If-None-Match": first.headers["ETag"]})
    other = await shopper.get(path, {"If-None-Match": '"another"'})
    assert (again.status, again.headers["ETag"], await again.read()) == (304, first.headers["ETag"], b"")
    assert other.status == 200


async def test_a_page_is_the_same_for_everybody(shopper: Shopper) -> None:
    page = await shopper.sees("/")
    await shopper.post("/basket/add", {"product": "101", "quantity": "2"})
    await shopper.post("/cookies", {"choice": "1m"})
    assert await shopper.sees("/") == page


async def test_a_page_unchanged_since_then_is_304(shopper: Shopper) -> None:
    first = await shopper.get("/")
    again = await shopper.get("/", {"If-Modified-Since": first.headers["Last-Modified"]})
    older = await shopper.get("/", {"If-Modified-Since": "Sat, 01 Jan 2000 00:00:00 GMT"})
    assert (again.status, older.status) == (304, 200)


@pytest.mark.parametrize("path", ["/style.css", "/shop.js", "/images/logo.svg"])
async def test_files_answer_ranges_heads_and_validators(shopper: Shopper, path: str) -> None:
    whole = await shopper.get(path)
    part = await shopper.get(path, {"Range": "bytes=5-14"})
    head = await shopper.ask("HEAD", path)
    held = await shopper.get(path, {"If-None-Match": whole.headers["ETag"]})
    assert (part.status, await part.read()) == (206, (await whole.read())[5:15])
    assert (head.status, head.headers["Content-Length"]) == (200, whole.headers["Content-Length"])
    assert held.status == 304


async def test_head_of_a_page_tells_its_headers(shopper: Shopper) -> None:
    head = await shopper.ask("HEAD", "/")
    assert (head.status, await head.read()) == (200, b"")
    assert head.headers["ETag"] == (await shopper.get("/")).headers["ETag"]


@pytest.mark.parametrize("path", ["/c/hats", "/p/none", "/img/none.svg", "/order/104501", "/index.php?route=x"])
async def test_what_is_not_there_is_404_in_the_dress_of_the_shop(shopper: Shopper, path: str) -> None:
    answer = await shopper.get(path)
    assert answer.status == 404
    assert "<div id=header>" in await answer.text()


async def test_a_product_page_tells_category_price_and_markup(shopper: Shopper) -> None:
    page = await shopper.sees("/p/groenland-expedition-parka")
    markup = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert markup
    product = json.loads(markup[1])
    assert "<span id=price>€ 1.234,50</span>" in page
    assert re.search(r'<a class=category href="[^"]*/c/coats">Coats</a>', page)
    assert (product["sku"], product["category"], product["offers"]["price"]) == ("104", "Coats", "1234.50")


async def test_the_old_catalogue_knows_products_by_number_and_categories_by_name(shopper: Shopper) -> None:
    assert "<h1>Cancale oilskin</h1>" in await shopper.sees("/index.php?route=product/product&product_id=102")
    assert "<h1>Gear</h1>" in await shopper.sees("/index.php?route=product/category&path=gear")
    assert (await shopper.get("/index.php")).headers["Location"] == shopper.url + "/"


@pytest.mark.parametrize("words", ["b%E9ret", "b%C3%A9ret", "beret", "B%C9RET", "merino+beret"])
async def test_search_takes_either_charset_and_no_accents(shopper: Shopper, words: str) -> None:
    assert "Bigoudène béret" in await shopper.sees(f"/search?q={words}")


@pytest.mark.parametrize("words", ["", "+", "helicopter", "beret+boots"])
async def test_search_may_find_nothing(shopper: Shopper, words: str) -> None:
    assert "Nothing found" in await shopper.sees(f"/search?q={words}")


async def test_what_was_searched_is_escaped(shopper: Shopper) -> None:
    page = await shopper.sees("/search?q=" + quote('"><script>alert(1)</script>'))
    assert "<script>alert" not in page


async def test_the_cookie_bar_keeps_the_choice_and_goes_back(shopper: Shopper) -> None:
    answer = await shopper.post("/cookies", {"choice": "1m"}, {"Referer": "http://x.example//evil/?a=b"})
    assert answer.cookies["cookie_ok"].value == "1m"
    assert (answer.status, answer.headers["Location"]) == (303, shopper.url + "/evil/?a=b")


async def test_a_choice_that_the_bar_does_not_offer_is_not_kept(shopper: Shopper) -> None:
    assert "cookie_ok" not in (await shopper.post("/cookies", {"choice": "yes; path=/x"})).cookies


def test_the_feed_is_one_that_merchants_know() -> None:
    with FEED.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len({row["id"] for row in rows}) == len({row["link"] for row in rows}) == 24
    assert len({row["product_type"] for row in rows}) == 4
    assert {row["availability"] for row in rows} == {"in_stock", "out_of_stock"}
    assert all(re.fullmatch(r"\d+\.\d\d EUR", row["price"]) for row in rows)
