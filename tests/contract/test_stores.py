"""What every store promises, asked of each of them."""

import asyncio
import random
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics
from proxy.store_url import redis_url
from proxy.stores import Means, Store, StoreError
from proxy.stores.fold import SETTLE, UNFOLDED, WORTHWHILE
from proxy.stores.memory import MemoryStore
from proxy.stores.redis.store import RedisStore
from proxy.stores.sqlite import SqliteStore
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.events import NOON, ordered, seen

ANNA, BERT = "a" * 32, "b" * 32
KEEP = 30 * 86_400.0


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True, slots=True)
class Ground:
    """What a store of a test stands on."""

    folder: Path
    clock: Clock
    tasks: Tasks
    redis: Callable[[str], str]


Opened = Callable[[Ground], Store]


def memory(ground: Ground) -> Store:
    return MemoryStore(KEEP, clock=ground.clock)


def sqlite(ground: Ground) -> Store:
    return SqliteStore(ground.folder / "visitors.db", KEEP, ground.clock)


def redis(ground: Ground) -> Store:
    means = Means(ground.folder, ground.tasks, Metrics())
    return RedisStore(redis_url(ground.redis("one")), means, KEEP, ground.clock)


def redis_cluster(ground: Ground) -> Store:
    means = Means(ground.folder, ground.tasks, Metrics())
    return RedisStore(redis_url(ground.redis("cluster")), means, KEEP, ground.clock)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=[memory, sqlite, redis, redis_cluster])
async def store(
    request: pytest.FixtureRequest, tmp_path: Path, clock: Clock, redis_of: Callable[[str], str]
) -> AsyncIterator[Store]:
    opened: Opened = request.param
    tasks = Tasks(Metrics())
    store = opened(Ground(tmp_path, clock, tasks, redis_of))
    yield store
    await tasks.stop(1.0)
    await store.close()


async def test_a_visitor_nobody_recorded_is_one_never_seen(store: Store) -> None:
    assert await store.load(ANNA) == Visitor()


async def test_what_was_recorded_is_loaded(store: Store) -> None:
    events = [seen("/", NOON), seen("/tea/1", NOON + 1, "tea"), ordered("A1", NOON + 2)]
    await store.record(ANNA, events)
    assert await store.load(ANNA) == Visitor().after_all(events)


async def test_every_part_of_an_event_is_kept(store: Store) -> None:
    event = Event(Kind.ARRIVED, "söme\udc80.example", NOON + 0.123456, {"path": "/\x00", "q.utm_source": "x'); --"})
    await store.record(ANNA, [event])
    assert (await store.load(ANNA)).events == (event,)


async def test_visitors_are_apart(store: Store) -> None:
    await store.record(ANNA, [seen("/tea")])
    await store.record(BERT, [seen("/cups")])
    assert [event.subject for event in (await store.load(ANNA)).events] == ["/tea"]
    assert [event.subject for event in (await store.load(BERT)).events] == ["/cups"]


async def test_nothing_recorded_changes_nothing(store: Store) -> None:
    await store.record(ANNA, [])
    assert await store.load(ANNA) == Visitor()


async def test_records_at_the_same_time_are_all_kept(store: Store) -> None:
    await asyncio.gather(*(store.record(ANNA, [ordered(f"A{number}", NOON + number)]) for number in range(40)))
    assert (await store.load(ANNA)).orders.count == 40


async def test_a_load_knows_what_was_recorded_before_it_even_if_nobody_waited(store: Store) -> None:
    recording = asyncio.create_task(store.record(ANNA, [seen("/tea")]))
    await asyncio.sleep(0)
    assert len((await store.load(ANNA)).events) == 1
    await recording


async def test_giving_up_the_wait_does_not_take_the_events_back(store: Store) -> None:
    recording = asyncio.create_task(store.record(ANNA, [seen("/tea")]))
    await asyncio.sleep(0)
    recording.cancel()
    assert len((await store.load(ANNA)).events) == 1


async def test_events_that_come_late_take_their_place(store: Store) -> None:
    await store.record(ANNA, [seen("/second", NOON + 2)])
    await store.record(ANNA, [seen("/first", NOON + 1)])
    assert [event.subject for event in (await store.load(ANNA)).events] == ["/first", "/second"]


async def test_events_of_one_call_and_moment_keep_their_order(store: Store) -> None:
    events = [seen("/z"), Event(Kind.ARRIVED, "", NOON, {"path": "/"}), seen("/a")]
    await store.record(ANNA, events)
    assert (await store.load(ANNA)).events == tuple(events)


async def test_a_long_past_is_the_same_visitor_as_if_it_were_folded_at_once(store: Store, clock: Clock) -> None:
    events = [seen(f"/tea/{number}", NOON + number * SETTLE, "tea") for number in range(8 * WORTHWHILE)]
    for event in events:
        clock.now = event.at
        await store.record(ANNA, [event])
        if event.subject.endswith("7"):
            await store.load(ANNA)
    assert await store.load(ANNA) == Visitor().after_all(events)


async def test_a_flood_within_a_minute_is_the_same_visitor_too(store: Store) -> None:
    events = [seen(f"/tea/{number}", NOON + number / 1_000, "tea") for number in range(2 * UNFOLDED)]
    for begin in range(0, len(events), 50):
        await store.record(ANNA, events[begin : begin + 50])
        await store.load(ANNA)
    assert await store.load(ANNA) == Visitor().after_all(events)


async def test_an_erased_visitor_was_never_seen(store: Store, clock: Clock) -> None:
    await store.record(ANNA, [seen(f"/{number}", NOON) for number in range(2 * WORTHWHILE)])
    await store.record(BERT, [seen("/cups")])
    clock.now += 2 * SETTLE
    await store.load(ANNA)
    await store.erase(ANNA)
    assert await store.load(ANNA) == Visitor()
    assert await store.load(BERT) != Visitor()


async def test_erasing_takes_what_was_still_on_its_way(store: Store) -> None:
    recording = asyncio.create_task(store.record(ANNA, [seen("/tea")]))
    await asyncio.sleep(0)
    await store.erase(ANNA)
    await recording
    assert await store.load(ANNA) == Visitor()


async def test_an_erased_visitor_may_begin_anew(store: Store) -> None:
    await store.record(ANNA, [seen("/tea")])
    await store.erase(ANNA)
    await store.record(ANNA, [seen("/cups")])
    assert [event.subject for event in (await store.load(ANNA)).events] == ["/cups"]


async def test_erasing_nobody_is_no_error(store: Store) -> None:
    await store.erase(ANNA)


async def test_what_is_too_old_is_gone_without_anybody_sweeping(store: Store, clock: Clock) -> None:
    await store.record(ANNA, [seen("/tea", NOON, "tea")])
    clock.now = NOON + KEEP + 1
    assert await store.load(ANNA) == Visitor()


async def test_what_is_young_enough_stays_when_the_old_goes(store: Store, clock: Clock) -> None:
    young = seen("/cups", NOON + KEEP, "cups")
    await store.record(ANNA, [seen("/tea", NOON, "tea")])
    clock.now = NOON + KEEP + 1
    await store.record(ANNA, [young])
    assert (await store.load(ANNA)).events == (young,)
    assert list((await store.load(ANNA)).interests) == ["cups"]


async def test_a_mail_address_is_gone_when_its_time_has_come(store: Store, clock: Clock) -> None:
    detail = {"rule": "exit", "email": "ada@shop.example", "until": str(NOON + 86_400.0)}
    await store.record(ANNA, [seen("/", NOON), Event(Kind.CAPTURED, "marketing", NOON, detail)])
    assert (await store.load(ANNA)).marks.mails["marketing"].address == "ada@shop.example"
    clock.now = NOON + 86_400.0
    left = await store.load(ANNA)
    assert left.marks.mails == {}
    assert seen("/", NOON) in left.events


async def test_a_closed_store_says_so(store: Store) -> None:
    await store.close()
    with pytest.raises(StoreError, match="closed"):
        await store.load(ANNA)
    with pytest.raises(StoreError, match="closed"):
        await store.record(ANNA, [seen("/")])
    with pytest.raises(StoreError, match="closed"):
        await store.erase(ANNA)


async def test_closing_twice_is_no_error(store: Store) -> None:
    await store.close()
    await store.close()


@pytest.mark.parametrize("seed", range(5))
async def test_two_replicas_that_record_at_once_give_the_same_visitor_however_they_interleave(
    store: Store, clock: Clock, seed: int
) -> None:
    events = [seen(f"/{number}", NOON + number, "tea" if number % 3 else "pots") for number in range(40)]
    events[7], events[30] = ordered("A1", NOON + 7), ordered("A2", NOON + 30)
    chance = random.Random(seed)
    mixed = chance.sample(events, len(events))
    await asyncio.gather(*(record_one_by_one(store, mixed[replica::2]) for replica in (0, 1)))
    clock.now += 2 * SETTLE
    assert await store.load(ANNA) == Visitor().after_all(events)
    assert await store.load(ANNA) == Visitor().after_all(events)


async def record_one_by_one(store: Store, events: list[Event]) -> None:
    for event in events:
        await store.record(ANNA, [event])
