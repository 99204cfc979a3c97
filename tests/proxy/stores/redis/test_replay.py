"""What waits is written oldest first, as much of it as can be, and one visitor's trouble is not another's."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from proxy.metrics import Metrics
from proxy.stores.redis.link import AwayError, RefusedError
from proxy.stores.redis.replay import AT_ONCE, Replay
from proxy.stores.spool import Spool
from proxy.stores.store import StoreError
from proxy.stores.write import LATE, Write
from tests.support.events import NOON


@dataclass(slots=True)
class Taker:
    """Takes writes, and says of some visitors what is wrong with them."""

    wrong: dict[str, StoreError] = field(default_factory=dict)
    taken: list[str] = field(default_factory=list)
    asked: int = 0
    doubts: int = 0

    async def again(self, write: Write) -> None:
        self.asked += 1
        if write.who in self.wrong:
            raise self.wrong[write.who]
        self.taken.append(write.token)

    async def doubt(self) -> None:
        self.doubts += 1


@pytest.fixture
async def spool(tmp_path: Path) -> AsyncIterator[Spool]:
    spool = Spool(tmp_path / "spool.sqlite", 2**20)
    yield spool
    await spool.close()


@dataclass(slots=True)
class Scene:
    replay: Replay
    taker: Taker
    metrics: Metrics

    def counted(self, outcome: str) -> float:
        return self.metrics.registry.get_sample_value("devanture_store_events_total", {"outcome": outcome}) or 0.0


def scene(spool: Spool, **wrong: StoreError) -> Scene:
    taker, metrics = Taker(dict(wrong)), Metrics()
    replay = Replay(spool, taker.again, taker.doubt, lambda: NOON, metrics.store_events)
    return Scene(replay, taker, metrics)


def write(token: str, who: str = "anna", at: float = NOON) -> Write:
    return Write(who, at, token, ("{}", "{}"))


async def left(spool: Spool) -> list[str]:
    return [waiting.write.token for waiting in await spool.oldest(10_000)]


async def test_with_nothing_waiting_nothing_is_behind(spool: Spool) -> None:
    it = scene(spool)
    it.replay.behind, it.replay.trouble = True, "of old"
    await it.replay.run()
    assert (it.replay.behind, it.replay.trouble, it.replay.size) == (False, "", 0)


async def test_all_that_waits_is_written_in_its_order(spool: Spool) -> None:
    it = scene(spool)
    names = [str(number) for number in range(2 * AT_ONCE + 3)]
    await spool.add([write(name) for name in names])
    await it.replay.run()
    assert it.taker.taken == names
    assert it.counted("replayed") == 2 * len(names)
    assert not it.replay.behind


async def test_what_cannot_be_written_stays_and_is_told(spool: Spool) -> None:
    it = scene(spool, bert=RefusedError("OOM no memory"))
    await spool.add([write("1"), write("2", "bert"), write("3")])
    await it.replay.run()
    assert await left(spool) == ["2"]
    assert (it.replay.behind, it.replay.trouble, it.taker.doubts) == (True, "OOM no memory", 0)


async def test_a_store_that_refuses_is_asked_by_one_write_until_it_takes_it(spool: Spool) -> None:
    it = scene(spool, anna=RefusedError("OOM no memory"))
    await spool.add([write(str(number)) for number in range(50)])
    for asked in (50, 51, 52):
        await it.replay.run()
        assert it.taker.asked == asked
    it.taker.wrong.clear()
    await it.replay.run()
    assert await left(spool) == []


async def test_one_visitor_whose_key_is_strange_holds_up_nobody(spool: Spool) -> None:
    it = scene(spool, bert=RefusedError("SCHEMA 2:bert"), carl=RefusedError("WRONGTYPE no hash"))
    names = [write("b", "bert"), write("c", "carl"), *(write(str(number)) for number in range(AT_ONCE))]
    await spool.add(names)
    await it.replay.run()
    assert len(it.taker.taken) == AT_ONCE
    assert await left(spool) == ["b", "c"]


async def test_a_server_that_takes_no_writes_is_doubted(spool: Spool) -> None:
    it = scene(spool, anna=RefusedError("READONLY replica"))
    await spool.add([write("1")])
    await it.replay.run()
    assert it.taker.doubts == 1


async def test_with_the_server_away_all_of_it_stays(spool: Spool) -> None:
    it = scene(spool, anna=AwayError("it is gone"))
    await spool.add([write("1"), write("2")])
    await it.replay.run()
    assert await left(spool) == ["1", "2"]
    assert it.replay.trouble == "it is gone"


async def test_what_is_too_old_to_be_known_again_is_given_up_and_counted(spool: Spool) -> None:
    it = scene(spool)
    await spool.add([write("old", at=NOON - LATE - 1), write("young", at=NOON - LATE + 1)])
    await it.replay.run()
    assert it.taker.taken == ["young"]
    assert it.counted("dropped") == 2
    assert await left(spool) == []


async def test_while_another_worker_empties_the_spool_nothing_is_written_twice(tmp_path: Path, spool: Spool) -> None:
    it, other = scene(spool), Spool(tmp_path / "spool.sqlite", 2**20)
    await spool.add([write("1")])
    with other.emptying():
        await it.replay.run()
    assert it.taker.taken == []
    assert it.replay.behind
    await other.close()


async def test_a_fault_of_ours_is_not_taken_for_the_stores(spool: Spool) -> None:
    it = scene(spool)

    async def broken(_write: Write) -> None:
        raise KeyError("ours")

    it.replay.again = broken
    await spool.add([write("1")])
    with pytest.raises(KeyError):
        await it.replay.run()
    assert await left(spool) == ["1"]
