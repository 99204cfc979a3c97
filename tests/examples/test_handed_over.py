"""The campaigns that leave as webhooks: what is handed over of somebody who asks for nothing more, and what never."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from rules.language.load import load
from scoring.event import Event, Kind
from tests.support.away import BOTH, Away
from tests.support.folder import NOW
from tests.support.tree import ROOT

HOUR = 3600.0
DAY = 24 * HOUR
BOOK = load(ROOT / "examples/campaigns")


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Away]:
    shop = Away(tmp_path, BOOK)
    yield shop
    await shop.sheet.close()


def given(at: float = NOW) -> Event:
    detail = {"rule": "l03-keep-basket-for-later", "email": "ada@shop.example", "until": str(at + 400 * DAY)}
    return Event(Kind.CAPTURED, "marketing", at, detail)


def looked_at(product: str, at: float) -> Event:
    return Event(Kind.SEEN, f"/p/{product}", at, {"page": "product", "product": product})


def ordered(number: int, at: float, value: str = "80") -> Event:
    return Event(Kind.ORDERED, f"A{number}", at, {"value": value, "items": "1"})


async def told(shop: Away, *hours: float) -> dict[str, set[str]]:
    """Let hours pass one after the other; return the events that were told, each with its rules."""
    found: dict[str, set[str]] = {}
    for each in hours:
        for letter in await shop.letters(each * HOUR):
            body = json.loads(letter.body)
            found.setdefault(body["about"], set()).add(body["rule"])
    return found


LEFT = {"basket.abandoned": {"c09-basket-left"}}


async def test_a_basket_left_behind_is_handed_over_after_an_hour(shop: Away) -> None:
    await shop.visited(given(), shop.filled())
    assert await told(shop, 0.9) == {}
    assert await told(shop, 0.2) == LEFT
    assert await told(shop, 1) == {}


async def test_a_day_later_it_comes_onto_the_list_and_gets_an_argument(shop: Away) -> None:
    await shop.visited(given(), looked_at("103", NOW), shop.filled())
    assert await told(shop, 1.1) == LEFT
    later = await told(shop, 23, 0.1)
    assert later == {"audience.add": {"t05-onto-the-list"}, "first-steps": {"i10-after-the-first-steps"}}


async def test_who_orders_comes_off_the_list_and_onto_no_other(shop: Away) -> None:
    await shop.visited(given(), looked_at("103", NOW), shop.filled())
    shop.now += 600
    await shop.visited(ordered(1, shop.now))
    assert await told(shop, 0.1, 1, 24, 24) == {}


@pytest.mark.parametrize("purposes", [frozenset(), frozenset({"personalise"})])
async def test_without_consent_nothing_is_handed_over(shop: Away, purposes: frozenset[str]) -> None:
    await shop.visited(given(), looked_at("103", NOW), shop.filled(), purposes=purposes)
    assert await told(shop, 1.1, 24, 24) == {}


async def test_without_an_address_nothing_is_handed_over(shop: Away) -> None:
    await shop.visited(looked_at("103", NOW), shop.filled(), purposes=BOTH)
    assert await told(shop, 1.1, 24, 24) == {}


async def test_three_looks_at_one_product_are_a_wish(shop: Away) -> None:
    await shop.visited(given(), *(looked_at("103", NOW + second) for second in range(3)))
    assert await told(shop, 0.5) == {}
    assert await told(shop, 0.6) == {"product.wanted": {"c12-keen-on-one-product"}}
    assert await told(shop, 24, 24) == {}


async def test_two_looks_or_another_product_are_none(shop: Away) -> None:
    await shop.visited(given(), *(looked_at("103", NOW + second) for second in range(2)))
    await shop.visited(given(), *(looked_at("203", NOW + second) for second in range(5)), who="bert")
    assert await told(shop, 1.1, 24) == {}


async def test_who_has_not_bought_for_long_is_handed_over_once(shop: Away) -> None:
    await shop.visited(given(), ordered(1, NOW))
    assert await told(shop, 59 * 24) == {}
    assert await told(shop, 25) == {"customer.quiet": {"c09-not-for-long"}}
    assert await told(shop, 24 * 20) == {}


async def test_who_is_late_by_their_own_rhythm_is_told_to_two_receivers(shop: Away) -> None:
    await shop.visited(given(), *(ordered(number, NOW - (3 - number) * 10 * DAY) for number in range(4)))
    assert await told(shop, 19 * 24) == {}
    shop.now += 25 * HOUR
    await shop.rounds.look()
    for to, channel in (("mailing", "mail"), ("support", "phone")):
        (letter,) = await shop.outbox.take(to, shop.now, shop.now, 10)
        body = json.loads(letter.body)
        assert (body["rule"], body["told"]["channel"]) == ("c14-by-mail-and-by-phone", channel)


async def test_good_customers_who_fell_silent_are_called(shop: Away) -> None:
    await shop.visited(given(), ordered(1, NOW, "900"))
    assert await told(shop, 60 * 24 + 1) == {"customer.quiet": {"c09-not-for-long"}}
    assert await told(shop, 30 * 24) == {"please.call": {"l20-call-our-best"}}


async def test_small_customers_are_not_called(shop: Away) -> None:
    await shop.visited(given(), ordered(1, NOW, "90"))
    await told(shop, 60 * 24 + 1)
    assert await told(shop, 30 * 24, 24) == {}


async def test_who_comes_back_to_a_page_is_handed_over_at_once_when_it_is_due(shop: Away) -> None:
    await shop.visited(given(), shop.filled())
    shop.now += 600
    await shop.visited(Event(Kind.ADDED, "103", shop.now))
    assert await told(shop, 0.9) == {}
    assert await told(shop, 0.2) == LEFT
