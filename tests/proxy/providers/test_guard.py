"""Whatever a lookup does, the page goes on: late or broken is unknown, and counted."""

import asyncio

import pytest

from proxy.metrics import Metrics
from proxy.providers.guard import Guard
from proxy.stores.redis.link import AwayError

LONG = 60.0


async def answer() -> str:
    await asyncio.sleep(0)
    return "GB"


async def silence() -> str:
    await asyncio.Event().wait()
    raise AssertionError


async def fault() -> str:
    raise KeyError("country")


def failures(metrics: Metrics, name: str, cause: str) -> float:
    return metrics.registry.get_sample_value("devanture_lookup_failures_total", {"name": name, "cause": cause}) or 0.0


async def test_an_answer_in_time_is_the_answer() -> None:
    metrics = Metrics()
    assert await Guard(metrics).guarded(answer(), LONG, "geo") == "GB"
    assert b'name="geo"' not in metrics.text()


async def test_an_answer_that_comes_too_late_is_unknown() -> None:
    metrics = Metrics()
    assert await Guard(metrics).guarded(silence(), 0.01, "geo") is None
    assert failures(metrics, "geo", "late") == 1


async def test_a_deadline_that_is_over_already_is_late() -> None:
    metrics = Metrics()
    assert await Guard(metrics).guarded(silence(), -1, "geo") is None
    assert failures(metrics, "geo", "late") == 1


async def test_a_fault_is_unknown() -> None:
    metrics = Metrics()
    assert await Guard(metrics).guarded(fault(), LONG, "geo") is None
    assert failures(metrics, "geo", "KeyError") == 1


async def test_a_late_call_is_cancelled() -> None:
    call = asyncio.ensure_future(silence())
    await Guard(Metrics()).guarded(call, 0.01, "geo")
    assert call.cancelled()


async def test_a_cancelled_caller_is_cancelled() -> None:
    metrics = Metrics()
    asking = asyncio.create_task(Guard(metrics).guarded(silence(), LONG, "geo"))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert b'name="geo"' not in metrics.text()


async def test_a_store_that_told_its_trouble_is_counted_and_not_told_again(caplog: pytest.LogCaptureFixture) -> None:
    async def away() -> str:
        raise AwayError("it is gone")

    metrics = Metrics()
    assert await Guard(metrics).guarded(away(), LONG, "store") is None
    assert failures(metrics, "store", "AwayError") == 1
    assert not caplog.records


async def test_every_failure_is_counted_and_one_a_second_logged(caplog: pytest.LogCaptureFixture) -> None:
    metrics, now = Metrics(), 0.0
    guard = Guard(metrics, lambda: now)
    for moment in (0.0, 0.3, 0.6, 1.2):
        now = moment
        await guard.guarded(fault(), LONG, "geo")
    await guard.guarded(fault(), LONG, "store")
    assert failures(metrics, "geo", "KeyError") == 4
    assert [record.getMessage() for record in caplog.records] == [
        "lookup geo failed: KeyError",
        "lookup geo failed: KeyError",
        "lookup store failed: KeyError",
    ]
