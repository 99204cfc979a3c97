"""What no rule touches is the shop's own, byte for byte, as a recording wire between Devanture and the shop proves."""

import re
from collections.abc import AsyncIterator, Iterable, Sequence
from pathlib import Path
from typing import TypedDict

import pytest
import pytest_asyncio
import yaml

from rules.language.source import read
from tests.support.devanture import running_devanture
from tests.support.exchange import Wire, links, own
from tests.support.relay import relayed
from tests.support.shop import SITE, copied_site
from tests.support.tree import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="session")

LISTED = yaml.safe_load((ROOT / "tests" / "cases" / "header_changes.yaml").read_text("utf-8"))
CHANGING = ("Etag", "Last-Modified", "Content-Length")
AGREED = "Cookie: cookie_ok=1"

NEVER = """\
- id: never
  name: A rule on every page that is for nobody
  why: To see what looking costs
  learn: Nothing
  status: live
  where: { page: [home, category, product, search, cart, checkout, thanks, old_product, old_category] }
  consent: personalise
  who: { viewed: { page: product, category: Submarines } }
  do: [{ insert: { into: header_end, at: end, fragment: uk-delivery } }]
  expect:
    - given: { page: home, viewed: [{ page: product, category: Submarines }] }
      then: { inserted: uk-delivery }
    - given: { page: home }
      then: { unchanged: true, reason: NO_MATCH }
"""


def unwatched_site(folder: Path) -> Path:
    """Copy the demo's site, with nothing put into pages but what rules do."""
    copied_site(folder)
    site = read("site.yaml", (folder / "site.yaml").read_bytes()).value
    (folder / "site.yaml").write_text(yaml.safe_dump({key: site[key] for key in site if key != "behaviour"}))
    (folder / "price.yaml").unlink()
    return folder


def quiet_site(folder: Path) -> Path:
    """Write such a site with no rule but one that is for nobody."""
    unwatched_site(folder)
    for rules in folder.glob("*.yaml"):
        if rules.name != "site.yaml":
            rules.unlink()
    (folder / "never.yaml").write_text(NEVER)
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def quiet(shop: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Wire]:
    site = quiet_site(tmp_path_factory.mktemp("quiet") / "site")
    async with relayed(shop) as relay, running_devanture(relay.url, site) as devanture:
        yield Wire(devanture, relay)


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def acting(shop: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Wire]:
    site = unwatched_site(tmp_path_factory.mktemp("acting") / "site")
    async with relayed(shop) as relay, running_devanture(relay.url, site) as devanture:
        yield Wire(devanture, relay)


@pytest.mark.parametrize("lines", [(), (AGREED,)], ids=["before consent", "after consent"])
async def test_every_address_of_the_shop_is_its_own(quiet: Wire, lines: Sequence[str]) -> None:
    waiting, known, statuses = ["/"], {"/"}, dict[str, int]()
    for path in waiting:
        exchange = await quiet.asks(path, *lines)
        page = own(exchange)
        statuses[path] = page.status
        assert page.body == (await quiet.alone(path, *lines)).body, path
        fresh = dict.fromkeys(link for link in links(page.body, f"http://shop.test{path}") if link not in known)
        waiting += fresh
        known.update(fresh)
    assert len(known) > 60
    assert {path for path, status in statuses.items() if status == 404} == {"/ie6.css"}


@pytest.mark.parametrize("accepted", ["gzip", "gzip, deflate, br, zstd", "br", "identity", "gzip;q=0", ""])
@pytest.mark.parametrize("path", ["/", "/shop.js", "/fragment/minicart", "/nothing", "/search?q=C%F4te"])
async def test_every_coding_is_the_shops_own(quiet: Wire, path: str, accepted: str) -> None:
    exchange = await quiet.asks(path, f"Accept-Encoding: {accepted}", AGREED)
    alone = await quiet.alone(path, f"Accept-Encoding: {accepted}")
    assert own(exchange).body == alone.body
    assert exchange.got.field("Content-Encoding") == alone.field("Content-Encoding")


FORM = "Content-Type: application/x-www-form-urlencoded"
OLD_ADD = "/index.php?route=checkout/cart/add"


@pytest.mark.parametrize(
    ("target", "body", "lines", "status"),
    [
        ("/basket/add", "product=101&quantity=2", (), 302),
        ("/basket/add", "product=106", (), 302),
        ("/basket/update", "qty%5B101%5D=1", (), 302),
        ("/basket/voucher", "voucher=SHIP10", (), 302),
        ("/cookies", "choice=1", (), 303),
        ("/checkout/place", "name=Zo%EB&street=1&city=Malm%F6", (), 302),
        (OLD_ADD, "product_id=101", ("X-Requested-With: XMLHttpRequest",), 200),
        (OLD_ADD, "product_id=106", (), 200),
        ("/index.php", "a=b", (), 404),
        ("/basket/add", "product=101", ("Origin: https://evil.example",), 403),
        ("/basket/add", "product=101", ("Origin: http://shop.test",), 302),
        ("/delivery", "x=1", (), 405),
    ],
)
async def test_every_form_gets_the_shops_own_answer(
    quiet: Wire, target: str, body: str, lines: Sequence[str], status: int
) -> None:
    for more in ((), (AGREED,)):
        exchange = await quiet.asks(target, FORM, *lines, *more, method="POST", body=body)
        assert own(exchange).status == status
        assert exchange.asked.endswith(b"\r\n\r\n" + body.encode())


async def test_a_basket_goes_through_and_comes_back(quiet: Wire) -> None:
    session = f"Cookie: shopsid={'a' * 32}; cookie_ok=1"
    await quiet.asks("/basket/add", FORM, session, method="POST", body="product=104&quantity=3")
    for path in ("/basket", "/checkout", "/fragment/minicart"):
        page = own(await quiet.asks(path, session))
        assert page.status == 200
        assert page.body == (await quiet.alone(path, session)).body
    assert b"3.703,50" in page.body


async def test_a_head_has_no_body_and_a_part_is_a_part(quiet: Wire) -> None:
    for path in ("/", "/style.css", "/nothing"):
        assert own(await quiet.asks(path, method="HEAD")).body == b""
    part = own(await quiet.asks("/images/logo.svg", "Range: bytes=10-19"))
    assert (part.status, len(part.body)) == (206, 10)
    assert own(await quiet.asks("/images/logo.svg", "Range: bytes=999999-")).status == 416


async def test_what_a_browser_holds_is_not_sent_again(quiet: Wire) -> None:
    for path in ("/style.css", "/images/logo.svg", "/img/cancale-oilskin.svg"):
        (tag,) = own(await quiet.asks(path)).field("Etag")
        assert own(await quiet.asks(path, f"If-None-Match: {tag}")).status == 304


async def test_a_page_that_rules_may_touch_is_always_asked_for_whole(quiet: Wire) -> None:
    (tag,) = (await quiet.alone("/")).field("Etag")
    for line in (f"If-None-Match: {tag}", "Range: bytes=0-9"):
        page = own(await quiet.asks("/", line))
        assert (page.status, page.body) == (200, (await quiet.alone("/")).body)


async def test_the_shop_hears_the_visitors_host_and_cookies(quiet: Wire) -> None:
    ours = (await quiet.asks("/", AGREED)).got.field("Set-Cookie")[-1].partition(";")[0]
    exchange = await quiet.asks("/", f'Cookie: z=1; {ours}; a="q;w"; cookie_ok=1;b=', "Cookie: last=1")
    assert re.findall(rb"(?im)^(?:Host|Cookie): .*(?=\r)", exchange.asked) == [
        b"Host: shop.test",
        b'Cookie: z=1; a="q;w"; cookie_ok=1;b=; last=1',
    ]


async def test_the_shops_cookies_all_arrive_in_their_order(quiet: Wire) -> None:
    for lines in ((), (AGREED,)):
        names = [line.partition("=")[0] for line in (await quiet.asks("/", *lines)).got.field("Set-Cookie")]
        assert names == ["shopsid", "currency", *(["dv"] if lines else [])]


class Changes(TypedDict, total=False):
    """By their way, the lines that went and that came."""

    to_shop: dict[str, list[str]]
    to_visitor: dict[str, list[str]]


class Case(Changes, total=False):
    """One exchange of the list; `acting` when a rule changes its page."""

    what: str
    asked: str
    lines: list[str]
    body: str
    acting: bool


def changes(before: bytes, after: bytes) -> dict[str, list[str]]:
    """Compare two heads; the order of fields with different names says nothing (RFC 9110, 5.3)."""
    old, new = told(before), told(after)
    return {"gone": [line for line in old if line not in new], "come": [line for line in new if line not in old]}


def listed(*lists: Changes) -> Changes:
    """Return several lists as one, each in the order of the alphabet."""
    return {
        "to_shop": joined(each.get("to_shop", {}) for each in lists),
        "to_visitor": joined(each.get("to_visitor", {}) for each in lists),
    }


def joined(lists: Iterable[dict[str, list[str]]]) -> dict[str, list[str]]:
    whole: dict[str, list[str]] = {"gone": [], "come": []}
    for each in lists:
        for kind, lines in each.items():
            whole[kind] = sorted(whole[kind] + lines)
    return whole


def told(head: bytes) -> list[str]:
    """Return the fields of a head; what each run changes is a star."""
    lines = (line.decode("latin-1") for line in head.partition(b"\r\n\r\n")[0].split(b"\r\n")[1:])
    named = (line.partition(": ") for line in lines)
    starred = (f"{name}: {'*' if name in CHANGING else value}" for name, _, value in named)
    return [re.sub(r"^(Set-Cookie: dv)=[^;]*", r"\1=*", line) for line in starred]


@pytest.mark.parametrize("case", LISTED["exchanges"], ids=lambda case: case["what"])
async def test_the_fields_that_differ_are_those_that_are_listed(quiet: Wire, acting: Wire, case: Case) -> None:
    method, target = case["asked"].split(" ", 1)
    wire = acting if case.get("acting") else quiet
    exchange = await wire.asks(target, *case.get("lines", []), method=method, body=case.get("body", ""))
    assert (exchange.got.body != exchange.own.body) is bool(case.get("acting"))
    found: Changes = {
        "to_shop": changes(exchange.sent, exchange.asked),
        "to_visitor": changes(exchange.own.head, exchange.got.head),
    }
    assert listed(found) == listed(LISTED["everywhere"], case)


def outside(page: bytes, start: bytes, end: bytes) -> tuple[bytes, bytes, bytes]:
    """Return what stands before, in and after the first stretch between two marks."""
    before, _, rest = page.partition(start)
    inside, _, after = rest.partition(end)
    assert after, start
    return before, inside, after


async def test_a_banner_is_all_that_a_rule_puts_in(acting: Wire) -> None:
    exchange = await acting.asks("/c/coats", "Accept-Language: en-GB")
    before, inside, after = outside(exchange.got.body, b'<p class="notice">', b"</p>\n")
    assert before + after == exchange.own.body
    assert inside == "We deliver to the United Kingdom: three days, £ 9.50, free from £ 150.".encode("cp1252")


async def test_a_hidden_row_is_all_that_a_rule_takes_out(acting: Wire) -> None:
    exchange = await acting.asks("/basket")
    before, row, after = outside(exchange.own.body, b"<tr class=voucher-row>", b"<tr class=subtotal>")
    assert b'name="voucher"' in row
    link = (SITE / "fragments" / "have-a-code.html").read_bytes()
    assert exchange.got.body.replace(link, b"", 1) == before + b"<tr class=subtotal>" + after


async def test_only_the_two_blocks_of_the_home_page_follow_a_taste(acting: Wire) -> None:
    ours = (await acting.asks("/p/bjorn-winter-boots", AGREED)).got.field("Set-Cookie")[-1].partition(";")[0]
    exchange = await acting.asks("/", f"{AGREED}; {ours}")
    got, own_page = exchange.got.body, exchange.own.body
    for start, end in ((b"<ul id=selection class=cards>", b"</ul>"), (b"<div id=blocks>", b"<script")):
        before, inside, got = outside(got, start, end)
        own_before, own_inside, own_page = outside(own_page, start, end)
        assert before == own_before
        assert inside != own_inside
    assert got == own_page
