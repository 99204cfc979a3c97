"""The journal in a real Redis: bounded, with a time to live, patient while Redis is away, and rid of who is erased."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from proxy.edge.tasks import Tasks
from proxy.journal import read
from proxy.metrics import Metrics
from proxy.store_url import redis_url
from proxy.stores import Means
from proxy.stores.journal import files, stream
from proxy.stores.journal.stream import KEY, StreamJournal
from proxy.stores.redis.link import Waits
from tests.support.door import until
from tests.support.events import NOON, seen
from tests.support.notes import ANNA, BERT, note, served
from tests.support.redis import Redis, running_cluster, running_redis


@dataclass(slots=True)
class Replica:
    """A journal as one process has it."""

    journal: StreamJournal
    metrics: Metrics

    def counted(self, outcome: str) -> float:
        return self.metrics.registry.get_sample_value("devanture_journal_notes_total", {"outcome": outcome}) or 0.0

    async def well(self) -> None:
        await until(lambda: not self.journal._replay.behind)


@asynccontextmanager
async def replica(redis: Redis, folder: Path, url: str = "") -> AsyncIterator[Replica]:
    metrics = Metrics()
    tasks = Tasks(metrics)
    means = Means(folder, tasks, metrics, Waits(0.2, 1.0))
    journal = StreamJournal(redis_url(url or redis.url), means, 1000.0, lambda: NOON)
    try:
        yield Replica(journal, metrics)
    finally:
        await tasks.stop(1.0)
        await journal.close()


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[Redis]:
    with running_redis(tmp_path / "redis") as (redis,):
        yield redis


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "AGAIN", 0.1)
    monkeypatch.setattr(files, "AGAIN", 0.1)


def entries(redis: Redis) -> Sequence[Sequence[bytes]]:
    """Return the fields of every entry."""
    found = redis.asked("XRANGE", KEY, "-", "+")
    assert isinstance(found, list)
    return [fields for _, fields in found]


async def test_notes_are_entries_with_their_visitor(redis: Redis, tmp_path: Path) -> None:
    async with replica(redis, tmp_path) as one:
        one.journal.keep(served())
        one.journal.keep(note(BERT, seen("/"), id_="n1"))
        await one.journal.flush()
        found = entries(redis)
    assert [(fields[1], getattr(read(fields[3]), "id", "")) for fields in found] == [
        (ANNA.encode(), "r1"),
        (BERT.encode(), "n1"),
    ]
    assert one.counted("written") == 2


async def test_the_stream_is_bounded_and_has_a_time_to_live(
    redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "LONGEST", 200)
    async with replica(redis, tmp_path) as one:
        for number in range(1_000):
            one.journal.keep(note(ANNA, seen("/"), id_=str(number)))
        await one.journal.flush()
    assert 200 <= len(entries(redis)) <= 300
    assert 990 <= int(str(redis.asked("TTL", KEY))) <= 1000


async def test_what_redis_does_not_take_waits_in_a_file_across_a_restart(redis: Redis, tmp_path: Path) -> None:
    redis.kill()
    async with replica(redis, tmp_path) as one:
        one.journal.keep(note(ANNA, seen("/"), id_="1"))
        await one.journal.flush()
        assert one.counted("waiting") == 1
    redis.start()
    async with replica(redis, tmp_path) as two:
        two.journal.keep(note(ANNA, seen("/"), id_="2"))
        await two.journal.flush()
        await two.well()
        assert [getattr(read(fields[3]), "id", "") for fields in entries(redis)] == ["1", "2"]
        assert two.counted("replayed") == 2


async def test_an_erased_visitor_is_taken_out_and_the_drain_is_told(
    redis: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "LOOKED", 7)
    async with replica(redis, tmp_path) as one:
        for number in range(20):
            one.journal.keep(note((ANNA, BERT)[number % 2], seen("/"), id_=str(number)))
        await one.journal.flush()
        await one.journal.erase(ANNA)
        await one.well()
    found = entries(redis)
    assert [fields[1] for fields in found if fields[2] == b"l"] == [BERT.encode()] * 10
    assert [fields[1] for fields in found if fields[2] == b"e"] == [ANNA.encode()]


async def test_an_erasure_waits_for_redis_and_takes_along_what_waited(redis: Redis, tmp_path: Path) -> None:
    async with replica(redis, tmp_path) as one:
        one.journal.keep(note(ANNA, seen("/"), id_="before"))
        await one.journal.flush()
        redis.kill()
        one.journal.keep(note(ANNA, seen("/"), id_="meanwhile"))
        await one.journal.flush()
        await one.journal.erase(ANNA)
        redis.start()
        await one.well()
    assert [fields[2] for fields in entries(redis)] == [b"e"]


async def test_a_cluster_holds_it_in_one_slot(tmp_path: Path) -> None:
    with running_cluster(tmp_path / "cluster") as (node,):
        async with replica(node, tmp_path, node.url.replace("redis:", "redis+cluster:")) as one:
            one.journal.keep(served())
            await one.journal.flush()
            await one.well()
        assert len(entries(node)) == 1
