"""Background work is seen through, tried again, stopped in time, and never fails unnoticed."""

import asyncio
import gc
from collections.abc import Callable, Coroutine
from typing import NoReturn

import pytest

from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics

SOON = 0.001


class Work:
    """Work that fails as often as it is told to, and lets a test wait for its rounds."""

    def __init__(self, failures: int = 0) -> None:
        self.rounds = 0
        self.failures = failures
        self._reached = asyncio.Condition()

    async def __call__(self) -> None:
        async with self._reached:
            self.rounds += 1
            self._reached.notify_all()
        if self.rounds <= self.failures:
            raise OSError("not now")

    async def reach(self, rounds: int) -> None:
        async with self._reached:
            await self._reached.wait_for(lambda: self.rounds >= rounds)


async def fault() -> NoReturn:
    raise OSError("disk is full")


async def silence() -> None:
    await asyncio.Event().wait()


def count(metrics: Metrics, outcome: str) -> float:
    return metrics.registry.get_sample_value("devanture_background_total", {"name": "work", "outcome": outcome}) or 0.0


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
def tasks(metrics: Metrics) -> Tasks:
    return Tasks(metrics)


async def test_work_is_done_and_counted(tasks: Tasks, metrics: Metrics) -> None:
    work = Work()
    tasks.start(work(), "work")
    await work.reach(1)
    await tasks.stop(1)
    assert count(metrics, "done") == 1
    assert count(metrics, "failed") == 0


async def test_a_failure_is_counted_and_logged_with_its_trace(
    tasks: Tasks, metrics: Metrics, caplog: pytest.LogCaptureFixture
) -> None:
    tasks.start(fault(), "work")
    await tasks.stop(1)
    assert count(metrics, "failed") == 1
    assert "background work failed: work" in caplog.text
    assert "disk is full" in caplog.text


async def test_many_failures_are_all_counted_but_fill_no_log(
    tasks: Tasks, metrics: Metrics, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(50):
        tasks.start(fault(), "work")
    await tasks.stop(1)
    assert count(metrics, "failed") == 50
    assert len(caplog.records) == 1


async def test_work_is_not_lost_to_the_garbage_collector(tasks: Tasks) -> None:
    work = Work()

    async def later() -> None:
        await asyncio.sleep(SOON)
        await work()

    tasks.start(later(), "work")
    gc.collect()
    await work.reach(1)
    await tasks.stop(1)


async def test_what_waits_is_told_by_its_name(tasks: Tasks) -> None:
    for name in ("work", "work", "other work"):
        tasks.start(silence(), name)
    assert tasks.waiting() == {"work": 2, "other work": 1}
    await tasks.stop(0.01)
    assert tasks.waiting() == {}


async def test_repeated_work_goes_on(tasks: Tasks, metrics: Metrics) -> None:
    work = Work()
    tasks.every(SOON, work, "work")
    await work.reach(3)
    await tasks.stop(1)
    assert count(metrics, "done") >= 2


async def test_repeated_work_that_fails_is_tried_again(tasks: Tasks, metrics: Metrics) -> None:
    work = Work(failures=3)
    tasks.every(SOON, work, "work")
    await work.reach(5)
    await tasks.stop(1)
    assert count(metrics, "failed") == 3


async def test_work_that_cannot_even_begin_is_a_failure_like_others(tasks: Tasks, metrics: Metrics) -> None:
    rounds = Work()

    def begin() -> Coroutine[object, object, None]:
        if rounds.rounds == 0:
            rounds.rounds = 1
            raise ValueError("no such folder")
        return rounds()

    begun: Callable[[], Coroutine[object, object, None]] = begin
    tasks.every(SOON, begun, "work")
    await rounds.reach(2)
    await tasks.stop(1)
    assert count(metrics, "failed") == 1


async def test_stopping_ends_what_would_go_on_for_ever(tasks: Tasks) -> None:
    tasks.every(SOON, silence, "work")
    await asyncio.sleep(0)
    await tasks.stop(1)
    assert asyncio.all_tasks() == {asyncio.current_task()}


async def test_stopping_lets_begun_work_come_to_its_end(tasks: Tasks, metrics: Metrics) -> None:
    async def writing() -> None:
        await asyncio.sleep(0.02)

    tasks.start(writing(), "work")
    await tasks.stop(10)
    assert count(metrics, "done") == 1


async def test_stopping_waits_no_longer_than_its_deadline(
    tasks: Tasks, metrics: Metrics, caplog: pytest.LogCaptureFixture
) -> None:
    tasks.start(silence(), "work")
    await tasks.stop(0.01)
    assert asyncio.all_tasks() == {asyncio.current_task()}
    assert count(metrics, "dropped") == 1
    assert "stopped with work undone: work" in caplog.text


async def test_after_stopping_nothing_is_begun_and_that_is_counted(tasks: Tasks, metrics: Metrics) -> None:
    await tasks.stop(1)
    work = Work()
    tasks.start(work(), "work")
    await asyncio.sleep(0)
    assert work.rounds == 0
    assert count(metrics, "dropped") == 1


async def test_stopping_twice_is_no_error(tasks: Tasks) -> None:
    await tasks.stop(1)
    await tasks.stop(1)
