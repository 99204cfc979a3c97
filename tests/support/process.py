"""Runs a real program beside a test: waits until it answers, shows its log on failure, ends it by its own id."""

import asyncio
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Generic, TypeVar

from tests.support.tree import ROOT

T = TypeVar("T")

TRIES = 600
PAUSE = 0.1
"""A program has a minute to answer: far more than it needs, so that a busy machine fails no test."""

LOG_TAIL = 8000


_given: set[int] = set()


def free_port() -> int:
    """Return a port that nobody listens on, and that was not given before: the kernel may name one twice."""
    while True:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        if port not in _given:
            _given.add(port)
            return port


@dataclass(frozen=True, slots=True)
class Program:
    """What to start: `ready` is an address that answers 200 once it may be used, `log` the file it writes to."""

    words: Sequence[str | Path]
    ready: str
    log: Path
    environment: Mapping[str, str]


@dataclass(slots=True)
class Running:
    """A block in which the program runs and is ready; the end of its log is noted on whatever goes wrong meanwhile."""

    program: Program
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> int:
        """Return the process id."""
        with self.program.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.program.words,
                cwd=ROOT,
                env={**_own_environment(), **self.program.environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        wrong = _waited(self.process, self.program)
        if wrong:
            _end(self.process)
            raise RuntimeError(f"{wrong}\n{self._told()}")
        return self.process.pid

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if self.process:
            _end(self.process)
        if error:
            error.add_note(self._told())

    def _told(self) -> str:
        log = self.program.log.read_text("utf-8", "replace")
        return f"{' '.join(map(str, self.program.words))}\n{log[-LOG_TAIL:]}"


@dataclass(slots=True)
class OffLoop(Generic[T]):
    """Starts and ends a program in a thread: the shop that it asks meanwhile may live in the test's own loop."""

    block: AbstractContextManager[T]

    async def __aenter__(self) -> T:
        return await asyncio.to_thread(self.block.__enter__)

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.to_thread(self.block.__exit__, kind, error, trace)


def _own_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("DEVANTURE_")}


def _waited(process: subprocess.Popen[bytes], program: Program) -> str:
    """Return what is wrong, "" once the program is ready."""
    for _ in range(TRIES):
        if process.poll() is not None:
            return f"it ended by itself with status {process.returncode}"
        if _answers(program.ready):
            return ""
        time.sleep(PAUSE)
    return f"{program.ready} never answered"


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
