"""Visitors who ask for nothing are looked at when a rule may have changed its mind, by one replica, once."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from proxy.rounds import LEASE
from proxy.stores.store import StoreError
from rules.rulebook import Rulebook
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.away import BOTH, Away
from tests.support.folder import NOW, SITE, rule, rulebook

HOUR = 3600.0
DAY = 24 * HOUR
WITH_WEBHOOK = f"{SITE}webhooks:\n  crm: {{ url: https://crm.example/hook }}\n"
ABANDONED = """
consent: marketing
who: { cart.abandoned: { more_than: 1 hour } }
limit: { visitor: 1 per 7 days }
do: [ { webhook: { to: crm, event: basket.abandoned, with: { value: "{{ basket.value }}" } } } ]
expect: [ { given: { consent: [] }, then: { unchanged: true } } ]
"""
BOOK = rulebook(rule(ABANDONED), WITH_WEBHOOK)


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Away]:
    shop = Away(tmp_path, BOOK)
    yield shop
    await shop.sheet.close()


async def test_a_basket_left_behind_is_told_once_and_when_it_is_time(shop: Away) -> None:
    await shop.visited(shop.filled())
    assert await shop.after(HOUR - 10) == []
    assert await shop.after(20) == ["anna"]
    assert await shop.after(HOUR) == []
    assert await shop.after(6 * DAY) == []


async def test_who_ordered_gets_no_relaunch(shop: Away) -> None:
    await shop.visited(shop.filled())
    shop.now += 600
    await shop.visited(Event(Kind.ORDERED, "A1", shop.now, {"value": "20"}))
    assert await shop.after(DAY) == []


async def test_who_comes_back_is_told_of_later(shop: Away) -> None:
    await shop.visited(shop.filled())
    shop.now += HOUR - 60
    await shop.visited(Event(Kind.ADDED, "7", shop.now))
    assert await shop.after(120) == []
    assert await shop.after(HOUR) == ["anna"]


@pytest.mark.parametrize("purposes", [frozenset(), frozenset({"personalise"})])
async def test_without_consent_nobody_is_told(shop: Away, purposes: frozenset[str]) -> None:
    await shop.visited(shop.filled(), purposes=purposes)
    assert await shop.after(2 * HOUR) == []


async def test_consent_taken_back_later_counts(shop: Away) -> None:
    await shop.visited(shop.filled())
    shop.now += 60
    await shop.visited(Event(Kind.SEEN, "/", shop.now), purposes=frozenset({"personalise"}))
    assert await shop.after(2 * HOUR) == []


async def test_who_was_erased_is_not_looked_at(shop: Away) -> None:
    await shop.visited(shop.filled())
    await shop.store.erase("anna")
    assert await shop.after(2 * HOUR) == []
    assert await shop.store.load("anna") == Visitor()


async def test_no_visit_begins_by_it(shop: Away) -> None:
    await shop.visited(Event(Kind.SEEN, "/", shop.now), shop.filled())
    await shop.after(2 * HOUR)
    known = await shop.store.load("anna")
    assert (known.visits, known.seen_at) == (1, NOW)
    assert list(known.shown) == ["r"]


async def test_two_replicas_tell_once(shop: Away, tmp_path: Path) -> None:
    twin = Away(tmp_path, BOOK, shop.store)
    for number in range(40):
        await shop.visited(shop.filled(), who=f"v{number}")
    shop.now = twin.now = NOW + 2 * HOUR
    await asyncio.gather(shop.rounds.look(), twin.rounds.look(), shop.rounds.look(), twin.rounds.look())
    found = await shop.outbox.take("crm", shop.now, shop.now + 60, 100)
    assert sorted(letter.who for letter in found) == sorted(f"v{number}" for number in range(40))
    await twin.sheet.close()


async def test_a_replica_that_dies_in_the_midst_is_followed_by_another_which_tells_the_same(shop: Away) -> None:
    await shop.visited(shop.filled())
    shop.rounds.letters.store = Dying(await shop.store.load("anna"))
    assert await shop.after(2 * HOUR) == ["anna"]
    shop.rounds.letters.store = shop.store
    assert await shop.after(LEASE - 1) == []
    # asked again of the same past it writes the same letter, which is known
    assert await shop.after(2) == []
    assert "r" in (await shop.store.load("anna")).shown


class Dying:
    """A store that ends when it is to write."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor

    async def load(self, _who: str) -> Visitor:
        return self.visitor

    async def record(self, _who: str, _events: Sequence[Event]) -> None:
        raise StoreError("the end")

    async def erase(self, _who: str) -> None:
        raise StoreError("the end")

    async def close(self) -> None:
        return


async def test_switched_off_nobody_is_looked_at_and_nobody_forgotten(shop: Away) -> None:
    await shop.visited(shop.filled())
    shop.book = Rulebook()
    assert await shop.after(2 * HOUR) == []
    shop.book = BOOK
    assert await shop.after(1) == ["anna"]


async def test_a_site_without_such_rules_notes_nothing(tmp_path: Path) -> None:
    shop = Away(tmp_path, Rulebook())
    assert shop.rounds.agreed(Visitor(), BOTH, NOW) == ()
    await shop.rounds.note("anna", Visitor(), NOW)
    await shop.rounds.look()
    assert not shop.sheet.is_there


def test_the_same_consent_is_noted_now_and_then_alone(shop: Away) -> None:
    (first,) = shop.rounds.agreed(Visitor(), BOTH, NOW)
    visitor = Visitor().after(first)
    assert shop.rounds.agreed(visitor, BOTH, NOW + DAY) == ()
    assert shop.rounds.agreed(visitor, frozenset({"marketing"}), NOW + DAY)
    assert shop.rounds.agreed(visitor, BOTH, NOW + 31 * DAY)
    assert shop.rounds.agreed(None, BOTH, NOW)
