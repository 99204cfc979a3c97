"""The last requests, kept to be explained."""

from proxy.history import Past
from tests.support.pipeline import Shop
from tests.support.requests import head, html

HOME = b'<!DOCTYPE html><title>x</title><div id="header">Shop</div>'


async def test_a_request_is_told_rule_by_rule() -> None:
    shop = Shop("GB")
    await shop.answer(head("/"), html(HOME))
    told = str(shop.history.of("r1")[0])
    assert "uk  v" in told
    assert "APPLIED  inserted uk (1 element)" in told
    assert "geo.country = GB" in told


async def test_a_visitor_is_found_by_the_beginning_of_the_id() -> None:
    shop = Shop("GB")
    await shop.answer(head("/", cookie="ok=1"), html(HOME))
    (past,) = shop.history.of()
    assert shop.history.of(visitor=past.who[:8]) == (past,)
    assert shop.history.of(visitor="0000") == ()
    assert shop.history.of(request="another") == ()


async def test_a_visitor_is_forgotten() -> None:
    shop = Shop("GB")
    await shop.answer(head("/", cookie="ok=1"), html(HOME))
    await shop.answer(head("/"), html(HOME))
    (who,) = shop.history.visitors()
    shop.history.forget(who)
    assert shop.history.visitors() == frozenset()
    assert [past.who for past in shop.history.of()] == [""]


async def test_it_keeps_no_page_and_no_more_than_its_length() -> None:
    shop = Shop("GB")
    for _ in range(30):
        await Shop.answer(shop, head("/"), html(HOME))
    assert len(shop.history.of()) == 20
    assert "page" not in Past.__slots__
