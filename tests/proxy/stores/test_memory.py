"""The memory store stays within its bounds."""

from proxy.stores.fold import SETTLE, WORTHWHILE
from proxy.stores.memory import MemoryStore
from scoring.visitor import Visitor
from tests.support.events import NOON, seen


async def test_the_visitor_unheard_of_for_longest_goes_first() -> None:
    store = MemoryStore(visitors=2, clock=lambda: NOON)
    for who in ("anna", "bert", "anna", "carl"):
        await store.record(who, [seen("/")])
    assert [bool((await store.load(who)).events) for who in ("anna", "bert", "carl")] == [True, False, True]


async def test_looking_a_visitor_up_makes_none() -> None:
    store = MemoryStore(visitors=1, clock=lambda: NOON)
    await store.record("anna", [seen("/")])
    await store.load("nobody")
    assert await store.load("anna") != Visitor()


async def test_a_visitor_whose_time_is_over_is_held_no_longer() -> None:
    now = NOON
    store = MemoryStore(keep=60, clock=lambda: now)
    await store.record("anna", [seen("/")])
    now += 61
    await store.record("bert", [seen("/", now)])
    assert list(store._pasts) == ["bert"]


async def test_a_long_past_is_held_as_a_snapshot() -> None:
    store = MemoryStore(clock=lambda: NOON + SETTLE)
    await store.record("anna", [seen(f"/{number}", NOON) for number in range(WORTHWHILE)])
    assert not store._pasts["anna"].unfolded
    assert len((await store.load("anna")).events) == WORTHWHILE
