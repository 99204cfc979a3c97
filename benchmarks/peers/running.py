"""Starts and ends what is measured, and reads from /proc what it costs, with all that it started."""

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOST = "127.0.0.1"
PATIENCE = 20.0
"""Seconds until a peer must listen."""

_SYSTEM = "/usr/local/sbin:/usr/sbin:/sbin"
_TICK = os.sysconf("SC_CLK_TCK")


class StartError(Exception):
    """A peer does not run here; the message says why."""


@dataclass(frozen=True, slots=True)
class Program:
    """What is to be started: its words, what it adds to the environment, and the port that it will listen on."""

    name: str
    words: Sequence[str]
    port: int
    environment: tuple[tuple[str, str], ...] = ()


@contextmanager
def started(program: Program, folder: Path) -> Iterator[int]:
    """Run a program until the block ends; yield its process id once it listens. What it says goes to a file."""
    said = folder / f"{program.name}.log"
    with said.open("wb") as log:
        process = subprocess.Popen(
            program.words,
            cwd=ROOT,
            env={**os.environ, **dict(program.environment)},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        _until_it_listens(program, process, said)
        yield process.pid
    finally:
        _ended(process)


def _ended(process: subprocess.Popen[bytes]) -> None:
    """End a program with all that it started: they are one group, which nobody else is in."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(timeout=5)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _until_it_listens(program: Program, process: subprocess.Popen[bytes], said: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex((HOST, program.port)) == 0:
                return
        time.sleep(0.05)
    lines = said.read_text("utf-8", "replace").strip().splitlines() or ["it said nothing"]
    raise StartError(f"does not start: {lines[-1][:200]}")


def found(name: str) -> str:
    """Return where a program is; Debian keeps servers where a user's PATH does not look."""
    place = shutil.which(name) or shutil.which(name, path=_SYSTEM)
    if place is None:
        raise StartError(f"there is no {name}")
    return place


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def tree(root: int) -> frozenset[int]:
    """Return a process and all that it started."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            fields = _fields(int(entry.name))
            if fields:
                parents[int(entry.name)] = int(fields[1])
    found = {root}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return frozenset(found)


def cpu_seconds(processes: frozenset[int]) -> float:
    """Return what processes used so far, of user and system time, with that of their children that have ended."""
    return sum(sum(map(int, fields[11:15])) for fields in map(_fields, processes) if fields) / _TICK


def _fields(process: int) -> Sequence[str]:
    """Return the fields of proc_pid_stat(5) from the third on; the second is a name that may hold anything."""
    try:
        return Path(f"/proc/{process}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return ()
