"""One request through the whole pipeline, and what the visitor gets when any part of ours fails."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import replace

import pytest

from proxy.message import Page, every, first
from proxy.stores import StoreError
from proxy.stores.memory import MemoryStore
from rules.context import Context
from rules.decision import Edit
from rules.logic import All
from scoring.event import Event
from scoring.visitor import Visitor
from tests.support.pipeline import FILES, Shop, rulebook
from tests.support.requests import head, html

HOME = b'<!DOCTYPE html><title>x</title><div id="header">Shop</div><h1>Coats</h1>'
CART = b'<!DOCTYPE html><title>x</title><div id="header"></div><form id="promo"></form><b id="n">2</b><i id="sum">9</i>'
HOME_FOR_BRITONS = HOME.replace(b"Shop</div>", b"Shop<p>We deliver to you.</p></div>")


async def test_a_briton_is_told_before_the_first_byte() -> None:
    assert (await Shop("GB").answer(head("/"), html(HOME))).body == HOME_FOR_BRITONS


@pytest.mark.parametrize("country", ["FR", None])
async def test_anybody_else_gets_the_shops_own_bytes(country: str | None) -> None:
    page = html(HOME)
    answered = await Shop(country).answer(head("/"), page)
    assert answered.body is page.body


async def test_a_page_that_no_rule_names_is_the_shops_own_with_its_headers() -> None:
    page = html(HOME, etag='"1"', cache_control="public, max-age=60")
    assert await Shop("GB").answer(head("/about"), page) == page


async def test_a_personal_page_is_nobody_elses() -> None:
    page = html(HOME, etag='"1"', last_modified="yesterday", cache_control="public, max-age=60", content_md5="x")
    answered = await Shop("GB").answer(head("/"), page)
    assert first(answered.headers, b"cache-control") == "private, no-cache"
    assert [first(answered.headers, name) for name in (b"etag", b"last-modified", b"content-md5")] == ["", "", ""]
    assert first(answered.headers, b"content-length") == str(len(answered.body or b""))


async def test_where_a_rule_could_have_acted_no_shared_cache_may_keep_the_page() -> None:
    answered = await Shop("FR").answer(head("/"), html(HOME, cache_control="public, max-age=60"))
    assert first(answered.headers, b"cache-control") == "private, no-cache"


async def test_the_promo_field_is_for_coupon_visitors() -> None:
    assert b'id="promo"' in ((await Shop().answer(head("/basket?utm_medium=coupon"), html(CART))).body or b"")
    assert b'id="promo"' not in ((await Shop().answer(head("/basket"), html(CART))).body or b"")


async def test_after_consent_the_visit_is_remembered() -> None:
    store = MemoryStore()
    landed = await Shop(store=store).answer(head("/?utm_medium=coupon", cookie="ok=1"), html(HOME))
    cookie = first(landed.headers, b"set-cookie").partition(";")[0]
    cart = await Shop(store=store).answer(head("/basket", cookie=f"ok=1; {cookie}"), html(CART))
    assert b'id="promo"' in (cart.body or b"")
    assert every(cart.headers, b"set-cookie") == ()


async def test_without_consent_nothing_is_set_or_remembered() -> None:
    shop = Shop()
    landed = await shop.answer(head("/?utm_medium=coupon"), html(HOME))
    assert every(landed.headers, b"set-cookie") == ()
    cart = await Shop(store=shop.store).answer(head("/basket"), html(CART))
    assert b'id="promo"' not in (cart.body or b"")


async def test_an_element_that_is_missing_leaves_the_page_alone() -> None:
    page = html(b"<!DOCTYPE html><h1>Bare</h1>")
    shop = Shop("GB")
    assert (await shop.answer(head("/"), page)).body is page.body
    assert "ELEMENT_MISSING" in str(shop.history.of()[0])


class Slow(MemoryStore):
    async def load(self, who: str) -> Visitor:
        await asyncio.sleep(60)
        return await super().load(who)


class Down(MemoryStore):
    async def load(self, who: str) -> Visitor:
        raise StoreError(who)

    async def record(self, who: str, events: Sequence[Event]) -> None:
        raise StoreError(who)


@pytest.mark.parametrize("store", [Slow(), Down()])
async def test_a_store_that_is_slow_or_down_costs_nobody_the_page(store: MemoryStore) -> None:
    landed = await Shop().answer(head("/", cookie="ok=1"), html(HOME))
    known = first(landed.headers, b"set-cookie").partition(";")[0]
    answered = await Shop("GB", store=store).answer(head("/", cookie=f"ok=1; {known}"), html(HOME))
    assert answered.body == HOME_FOR_BRITONS


class Broken:
    """An action with a bug of ours, which no action of the language is known to have."""

    keeps = False
    attention = ""

    def edits(self, _context: Context) -> tuple[Edit, ...]:
        raise RuntimeError("a bug")

    def outcome(self) -> tuple[str, str]:
        return ("broken", "")

    def touches(self) -> tuple[()]:
        return ()

    def claims(self) -> frozenset[str]:
        return frozenset()

    def remembers(self) -> bool:
        return False

    def marks(self, _context: Context) -> tuple[()]:
        return ()


async def test_a_rule_that_raises_is_left_out_and_the_others_act() -> None:
    book = rulebook()
    broken = replace(book, rules=(replace(book.rules[0], id="broken", do=(Broken(),)), *book.rules))
    shop, page = Shop("GB", rulebook=broken), html(HOME)
    assert (await shop.answer(head("/"), page)).body == HOME_FOR_BRITONS
    told = shop.pipeline.metrics.text()
    assert b'devanture_decisions_total{reason="RULE_ERROR",rule="broken"} 1.0' in told
    assert b'devanture_decisions_total{reason="APPLIED",rule="uk"} 1.0' in told
    assert b"devanture_faults_total 0.0" in told
    assert "RULE_ERROR  RuntimeError: a bug" in str(shop.history.of()[0])


async def test_rules_that_all_raise_leave_the_shops_own_bytes() -> None:
    book = rulebook()
    broken = replace(book, rules=tuple(replace(rule, where=All(()), do=(Broken(),)) for rule in book.rules[:1] * 3))
    named = replace(broken, rules=tuple(replace(rule, id=f"r{n}") for n, rule in enumerate(broken.rules)))
    shop, page = Shop("GB", rulebook=named), html(HOME)
    assert (await shop.answer(head("/"), page)).body is page.body


class Gone(MemoryStore):
    def load(self, who: str) -> Coroutine[object, object, Visitor]:
        raise TypeError(who)


async def test_a_fault_that_no_rule_is_to_blame_for_serves_the_shops_own_page() -> None:
    landed = await Shop().answer(head("/", cookie="ok=1"), html(HOME))
    known = first(landed.headers, b"set-cookie").partition(";")[0]
    shop, page = Shop("GB", store=Gone()), html(HOME)
    assert await shop.answer(head("/", cookie=f"ok=1; {known}"), page) is page
    assert b"devanture_faults_total 1.0" in shop.pipeline.metrics.text()


async def test_switched_off_it_is_a_plain_proxy() -> None:
    shop, page = Shop("GB"), html(HOME)
    shop.pipeline.enabled = False
    assert await shop.answer(head("/", cookie="ok=1"), page) == replace(page, body=None)


async def test_a_picture_is_not_followed_and_its_body_not_wanted() -> None:
    shop = Shop("GB")
    exchange = shop.pipeline.begin(head("/logo.png"))
    picture = Page(200, ((b"content-type", b"image/png"),))
    assert not shop.pipeline.wants(exchange, picture)
    assert await shop.pipeline.finish(exchange, picture) is picture


async def test_a_request_under_way_keeps_the_rules_it_began_with() -> None:
    shop = Shop("GB")
    exchange = shop.pipeline.begin(head("/"))
    shop.pipeline.rulebook = rulebook({**FILES, "rules.yaml": b"[]"})
    assert (await shop.pipeline.finish(exchange, html(HOME))).body == HOME_FOR_BRITONS
