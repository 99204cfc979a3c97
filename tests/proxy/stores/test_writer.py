"""The writer thread: one transaction for all that waits, a bounded queue, and an answer to every job."""

import sqlite3
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from proxy.stores.store import StoreError
from proxy.stores.tables import Limits, append, body_of
from proxy.stores.writer import WAITING, Job, Writer
from tests.support.events import NOON, seen


def limits() -> Limits:
    return Limits(NOON, 1_000)


def adding(who: str) -> Job:
    return Job(who, partial(append, who=who, rows=[(0, body_of(seen("/")), NOON + 1_000)]))


class Gate:
    """A job's work that holds the writer up until it is let go."""

    def __init__(self) -> None:
        self.reached = threading.Event()
        self.open = threading.Event()

    def __call__(self, _connection: sqlite3.Connection) -> None:
        self.reached.set()
        self.open.wait()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "visitors.db"


def count(path: Path) -> int:
    connection = sqlite3.connect(path)
    (number,) = connection.execute("SELECT count(*) FROM event").fetchone()
    connection.close()
    assert isinstance(number, int)
    return number


def until(true: Callable[[], bool]) -> None:
    for _ in range(600):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it never came true")


def failing(error: Exception) -> Callable[[sqlite3.Connection], None]:
    def work(_connection: sqlite3.Connection) -> None:
        raise error

    return work


def test_a_job_that_is_done_is_in_the_file(path: Path) -> None:
    writer = Writer(path, limits)
    writer.submit(adding("anna")).done.result()
    assert count(path) == 1
    writer.close()


def test_closing_writes_what_still_waits(path: Path) -> None:
    writer, gate = Writer(path, limits), Gate()
    writer.submit(Job("gate", gate))
    gate.reached.wait()
    jobs = [writer.submit(adding("anna")) for _ in range(10)]
    gate.open.set()
    writer.close()
    assert all(job.done.result() is None for job in jobs)
    assert count(path) == 10


def test_a_full_queue_refuses_the_new_and_keeps_the_old(path: Path) -> None:
    writer, gate = Writer(path, limits), Gate()
    writer.submit(Job("gate", gate))
    gate.reached.wait()
    for _ in range(WAITING):
        writer.submit(adding("anna"))
    with pytest.raises(StoreError, match="waiting already"):
        writer.submit(adding("bert"))
    gate.open.set()
    writer.close()
    assert count(path) == WAITING


def test_what_is_not_committed_is_pending_and_then_no_more(path: Path) -> None:
    writer, gate = Writer(path, limits), Gate()
    job = writer.submit(Job("anna", gate))
    gate.reached.wait()
    assert writer.pending("anna") is job.done
    assert writer.pending("bert") is None
    gate.open.set()
    job.done.result()
    assert writer.pending("anna") is None
    writer.close()


def test_a_job_about_something_damaged_does_not_cost_its_neighbours(path: Path) -> None:
    writer, gate = Writer(path, limits), Gate()
    writer.submit(Job("gate", gate))
    gate.reached.wait()
    good, bad = writer.submit(adding("anna")), writer.submit(Job("bert", failing(StoreError("damaged"))))
    gate.open.set()
    good.done.result()
    with pytest.raises(StoreError, match="damaged"):
        bad.done.result()
    writer.close()
    assert count(path) == 1


def test_a_failed_transaction_is_told_and_the_next_one_tries_anew(path: Path) -> None:
    writer = Writer(path, limits)
    with pytest.raises(StoreError, match="not written: disk is full"):
        writer.submit(Job("anna", failing(sqlite3.OperationalError("disk is full")))).done.result()
    writer.submit(adding("anna")).done.result()
    writer.close()
    assert count(path) == 1


def test_a_lasting_trouble_is_logged_once_and_its_end_too(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    writer = Writer(path, limits)
    for _ in range(5):
        job = writer.submit(Job("anna", failing(sqlite3.OperationalError("disk is full"))))
        assert job.done.exception()
    writer.submit(adding("anna")).done.result()
    writer.close()
    assert [record.levelname for record in caplog.records] == ["ERROR", "WARNING"]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_of_ours_ends_the_writer_and_leaves_nobody_waiting(path: Path) -> None:
    writer = Writer(path, limits)
    job = writer.submit(Job("anna", failing(TypeError("a fault"))))
    with pytest.raises(StoreError, match="ended"):
        job.done.result()
    with pytest.raises(StoreError, match="closed"):
        writer.submit(adding("anna"))
    writer.close()


def test_after_closing_nothing_is_taken(path: Path) -> None:
    writer = Writer(path, limits)
    writer.close()
    with pytest.raises(StoreError, match="closed"):
        writer.submit(adding("anna"))


@pytest.mark.parametrize("way", ["removed", "replaced"])
def test_a_file_that_is_no_longer_at_its_path_is_told_and_the_one_there_is_written(
    path: Path, caplog: pytest.LogCaptureFixture, way: str
) -> None:
    let_go: list[bool] = []
    writer = Writer(path, limits, lambda: let_go.append(True))
    writer.submit(adding("anna")).done.result()
    path.unlink()
    if way == "replaced":
        Writer(path.with_name("other"), limits).close()
        path.with_name("other").rename(path)
    writer.submit(adding("bert")).done.result()
    writer.close()
    assert count(path) == 1
    assert let_go == [True]
    assert "was removed or replaced while in use" in caplog.text


def test_a_file_that_others_wrote_over_is_told_though_nothing_more_is_written(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    writer = Writer(path, limits)
    writer.submit(adding("anna")).done.result()
    for part in (path, path.with_name("visitors.db-wal")):
        part.write_bytes(b"no database " * 10_000)
    writer.submit(adding("anna")).done.exception()
    until(lambda: "cannot be written" in caplog.text)
    with pytest.raises(StoreError, match="not written"):
        writer.submit(adding("anna")).done.result()
    writer.close()
