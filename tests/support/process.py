"""Runs a real program beside a test: waits until it answers, shows its log on failure, ends it by its own id."""

import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.tree import ROOT

TRIES = 600
PAUSE = 0.1
"""A program has a minute to answer: far more than it needs, so that a busy machine fails no test."""

LOG_TAIL = 8000


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True, slots=True)
class Program:
    """What to start: `ready` is an address that answers 200 once it may be used, `log` the file it writes to."""

    words: Sequence[str | Path]
    ready: str
    log: Path
    environment: Mapping[str, str]


@contextmanager
def running(program: Program) -> Iterator[int]:
    """Yield the process id of the program, which is ready; its log's end is noted on whatever goes wrong meanwhile."""
    with program.log.open("ab") as log:
        environment = {**_own_environment(), **program.environment}
        process = subprocess.Popen(
            program.words, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT
        )
    try:
        _await_ready(process, program)
        yield process.pid
    except BaseException as error:
        error.add_note(f"{program.words}\n{_tail(program.log)}")
        raise
    finally:
        _end(process)


def _own_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("DEVANTURE_")}


def _await_ready(process: subprocess.Popen[bytes], program: Program) -> None:
    for _ in range(TRIES):
        if process.poll() is not None:
            raise RuntimeError(f"it ended by itself with status {process.returncode}")
        if _answers(program.ready):
            return
        time.sleep(PAUSE)
    raise RuntimeError(f"{program.ready} never answered")


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


def _tail(log: Path) -> str:
    return log.read_text("utf-8", "replace")[-LOG_TAIL:]
