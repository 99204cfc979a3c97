"""The journal of one machine: written behind the answers, bounded, and loud once when it cannot be."""

import asyncio
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics
from proxy.stores.journal import files
from proxy.stores.journal.days import DAY, Days, day_of
from proxy.stores.journal.files import FileJournal
from tests.support.events import NOON, seen
from tests.support.notes import ANNA, BERT, note, served
from tests.support.redis import until
from tests.support.tree import ROOT

TODAY = day_of(NOON)


@pytest.fixture
def days(tmp_path: Path) -> Days:
    return Days(tmp_path / "journal")


@pytest.fixture
def metrics() -> Metrics:
    return Metrics()


@pytest.fixture
async def journal(days: Days, metrics: Metrics) -> AsyncIterator[FileJournal]:
    journal = FileJournal(days, metrics, 30 * DAY, lambda: NOON)
    yield journal
    await journal.close()


def counted(metrics: Metrics, outcome: str) -> float:
    value: float = metrics.registry.get_sample_value("devanture_journal_notes_total", {"outcome": outcome}) or 0.0
    return value


async def test_a_page_and_what_else_happened_are_written(journal: FileJournal, days: Days, metrics: Metrics) -> None:
    journal.keep(served())
    journal.keep(note(BERT, seen("/"), id_="n1"))
    assert not days.names()
    await journal.flush()
    assert [one.id for one in days.notes(TODAY)] == ["r1", "n1"]
    assert counted(metrics, "written") == 2


async def test_closing_writes_what_waits(days: Days, metrics: Metrics) -> None:
    journal = FileJournal(days, metrics, 30 * DAY, lambda: NOON)
    journal.keep(served())
    await journal.close()
    assert [one.id for one in days.notes(TODAY)] == ["r1"]


async def test_while_the_disk_takes_nothing_notes_wait_and_the_log_says_so_once(
    journal: FileJournal, days: Days, metrics: Metrics, caplog: pytest.LogCaptureFixture
) -> None:
    shutil.rmtree(days.folder)
    for number in range(3):
        journal.keep(note(ANNA, seen("/"), id_=str(number)))
        await journal.flush()
    assert caplog.text.count("the journal waits") == 1
    days.folder.mkdir()
    await journal.flush()
    assert [one.id for one in days.notes(TODAY)] == ["0", "1", "2"]
    assert counted(metrics, "lost") == 0


async def test_what_waits_is_bounded_and_what_goes_is_counted(
    journal: FileJournal, days: Days, metrics: Metrics, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MOST", 5)
    shutil.rmtree(days.folder)
    for number in range(12):
        journal.keep(note(ANNA, seen("/"), id_=str(number)))
        await journal.flush()
    for number in range(12, 15):
        journal.keep(note(ANNA, seen("/"), id_=str(number)))
    days.folder.mkdir()
    await journal.flush()
    assert [one.id for one in days.notes(TODAY)] == ["10", "11", "12", "13", "14"]
    assert counted(metrics, "lost") == 10


async def test_an_erased_visitor_is_neither_written_nor_waiting(journal: FileJournal, days: Days) -> None:
    journal.keep(note(ANNA, seen("/"), id_="1"))
    journal.keep(note(BERT, seen("/"), id_="2"))
    await journal.flush()
    journal.keep(note(ANNA, seen("/"), id_="3"))
    await asyncio.gather(journal.erase(ANNA), journal.erase("c" * 64))
    await journal.flush()
    assert [one.id for one in days.notes(TODAY)] == ["2"]


async def test_what_another_worker_had_on_its_way_is_erased_too(
    journal: FileJournal, days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = FileJournal(days, Metrics(), 30 * DAY, lambda: NOON)
    other.keep(note(ANNA, seen("/")))
    monkeypatch.setattr(files, "AGAIN", 0.2)
    erasing = asyncio.create_task(journal.erase(ANNA))
    await asyncio.sleep(0.1)
    await other.close()
    await erasing
    assert not list(days.notes(TODAY))


async def test_an_erasure_that_a_crash_cut_short_is_ended_by_the_next_start(
    journal: FileJournal, days: Days, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "AGAIN", 0.0)
    journal.keep(note(ANNA, seen("/")))
    await journal.flush()
    days.owe(ANNA)
    tasks = Tasks(Metrics())
    journal.start(tasks)
    await asyncio.to_thread(until, lambda: not list(days.notes(TODAY)))
    await tasks.stop(5.0)
    assert not days.owed()


async def test_days_over_their_time_go(journal: FileJournal, days: Days) -> None:
    for age in (40, 10):
        journal.keep(note(ANNA, seen("/", NOON - age * DAY)))
    await journal.flush()
    await journal.trim()
    assert days.names() == [day_of(NOON - 10 * DAY)]


async def test_it_runs_in_the_background(journal: FileJournal, days: Days) -> None:
    tasks = Tasks(Metrics())
    journal.start(tasks)
    journal.keep(note(ANNA, seen("/")))
    await asyncio.to_thread(until, days.names)
    await tasks.stop(1.0)
    assert len(list(days.notes(TODAY))) == 1


KILLED = """
import asyncio, sys, time
from pathlib import Path
from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics
from proxy.stores.journal.days import Days
from proxy.stores.journal.files import FileJournal
from tests.support.events import seen
from tests.support.notes import ANNA, note

async def main():
    journal = FileJournal(Days(Path(sys.argv[1])), Metrics(), 1e9)
    journal.start(Tasks(Metrics()))
    for number in range(10_000):
        journal.keep(note(ANNA, seen("/", time.time()), id_=str(number)))
        print(number, time.time(), flush=True)
        await asyncio.sleep(0.001)

asyncio.run(main())
"""


def test_a_kill_loses_nothing_older_than_a_second(days: Days) -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED, str(days.folder)], cwd=ROOT, stdout=subprocess.PIPE) as killed:
        assert killed.stdout is not None
        kept = []
        for line in killed.stdout:
            number, at = line.split()
            kept.append((int(number), float(at)))
            if len(kept) > 1_500:
                break
        ended = time.time()
        os.kill(killed.pid, signal.SIGKILL)
    written = {int(one.id) for day in days.names() for one in days.notes(day)}
    old = {number for number, at in kept if at < ended - 1.0}
    assert old
    assert old <= written
