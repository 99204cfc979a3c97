import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from proxy.edge.workers import hear, hold

WORKER = """
import signal, sys, time
from pathlib import Path
from proxy.edge.workers import hear
notes = Path(sys.argv[1])
def note(word):
    with notes.open("a") as file: file.write(f"{word} {sys.argv[2]}\\n")
def stop(*_):
    note("stopped")
    sys.exit(0)
signal.signal(signal.SIGTERM, stop)
signal.signal(signal.SIGHUP, lambda *_: note("reloaded"))
signal.signal(signal.SIGUSR1, lambda *_: note("off"))
signal.signal(signal.SIGUSR2, lambda *_: note("on"))
hear()
note(f"began {__import__('os').getpid()}")
while True: time.sleep(0.05)
"""

PARENT = """
import os, socket, sys
from proxy.edge.workers import Crew, Workers
worker, notes = sys.argv[1:]
opened = socket.create_server(("127.0.0.1", 0))
crew = Crew(2, lambda number: [sys.executable, "-c", worker, notes, str(number)], os.environ, [opened])
print(opened.getsockname()[1], flush=True)
sys.exit(Workers(crew, 5.0).supervise())
"""


class Supervised:
    """A parent with two workers that note what they are told."""

    def __init__(self, parent: subprocess.Popen[str], notes: Path) -> None:
        self.parent = parent
        self.notes = notes

    def told(self) -> list[str]:
        return self.notes.read_text().splitlines() if self.notes.exists() else []

    def pids(self) -> list[int]:
        return [int(line.split()[1]) for line in self.told() if line.startswith("began")]

    def until(self, true: Callable[[], bool]) -> None:
        for _ in range(300):
            if true():
                return
            time.sleep(0.1)
        raise AssertionError(self.told())

    def count(self, word: str) -> int:
        return sum(line.startswith(word) for line in self.told())


@contextmanager
def supervised(tmp_path: Path) -> Iterator[Supervised]:
    notes = tmp_path / "notes"
    words = [sys.executable, "-c", PARENT, WORKER, str(notes)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as parent:
        try:
            workers = Supervised(parent, notes)
            workers.until(lambda: len(workers.pids()) == 2)
            yield workers
        finally:
            parent.terminate()
            parent.wait(30)


def test_a_dead_worker_is_replaced_and_the_other_goes_on(tmp_path: Path) -> None:
    with supervised(tmp_path) as workers:
        first, second = workers.pids()
        time.sleep(1)
        os.kill(first, signal.SIGKILL)
        workers.until(lambda: len(workers.pids()) == 3)
        os.kill(second, 0)


@pytest.mark.parametrize(
    ("number", "word"), [(signal.SIGHUP, "reloaded"), (signal.SIGUSR1, "off"), (signal.SIGUSR2, "on")]
)
def test_what_all_should_hear_is_handed_on(tmp_path: Path, number: signal.Signals, word: str) -> None:
    with supervised(tmp_path) as workers:
        workers.parent.send_signal(number)
        workers.until(lambda: workers.count(f"{word} ") == 2)
        assert workers.parent.poll() is None


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2])
def test_a_signal_that_comes_before_it_can_be_heard_waits(number: signal.Signals) -> None:
    told: list[int] = []
    before = signal.signal(number, lambda heard, _: told.append(heard))
    try:
        hold()
        signal.raise_signal(number)  # to this thread alone: another one, not held, would hear it at once
        assert told == []
        hear()
        assert told == [number]
    finally:
        signal.signal(number, before)


def test_a_stop_is_told_to_all_and_waited_for(tmp_path: Path) -> None:
    with supervised(tmp_path) as workers:
        assert workers.parent.stdout
        port = int(workers.parent.stdout.readline())
        socket.create_connection(("127.0.0.1", port)).close()
        workers.parent.send_signal(signal.SIGTERM)
        assert workers.parent.wait(30) == 0
        assert workers.count("stopped") == 2
