import asyncio

from proxy.edge.vitals import Vitals
from proxy.stores import StoreError
from proxy.stores.memory import MemoryStore
from scoring.visitor import Visitor
from tests.support.pipeline import Shop


class Down(MemoryStore):
    async def load(self, who: str) -> Visitor:
        raise StoreError(who)


def vitals(shop: Shop) -> Vitals:
    return Vitals(shop.pipeline, shop.tasks, shop.pipeline.metrics)


def told(shop: Shop, number: str, **labels: str) -> float | None:
    return shop.pipeline.metrics.registry.get_sample_value(f"devanture_{number}", labels)


async def test_the_off_switch_is_told() -> None:
    shop = Shop()
    for on in (True, False):
        shop.pipeline.enabled = on
        await vitals(shop).look()
        assert told(shop, "personalizing_workers") == on


async def test_work_that_waits_is_told_until_it_has_ended() -> None:
    shop, slow = Shop(), asyncio.Event()
    taken = vitals(shop)
    for _ in range(3):
        shop.tasks.start(slow.wait(), "record events")
    await taken.look()
    assert told(shop, "background_waiting", name="record events") == 3
    slow.set()
    await asyncio.sleep(0.01)
    await taken.look()
    assert told(shop, "background_waiting", name="record events") == 0


async def test_a_store_that_answers_is_told_from_one_that_does_not() -> None:
    for store, answers in ((MemoryStore(), 1), (Down(), 0)):
        shop = Shop(store=store)
        await vitals(shop).ask()
        assert told(shop, "store_answering_workers") == answers
