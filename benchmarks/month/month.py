"""`python -m benchmarks month`: writes a month of a made-up shop, trains, learns and serves, with time and memory."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.month.written import journal_of
from tests.support.tree import ROOT

PEOPLE = 100_000
_GLANCE = 0.1
"""Seconds between two looks at how much memory a part has taken."""


@dataclass(frozen=True, slots=True)
class Part:
    """One process of the run: what it is called in the table, and its words behind `python -m`."""

    name: str
    words: Sequence[str]


def main(words: Sequence[str] = ()) -> int:
    """Run every part, for so many visitors as are said; print the table, and return 1 when a part fails."""
    people = int(words[0]) if words else PEOPLE
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "site"
        folder.mkdir()
        of = ("--site", str(folder), "--journal", str(journal_of(folder)))
        parts = (
            Part("write", ("benchmarks.month", "write", str(folder), str(people))),
            Part("train", ("proxy", "train", *of, "--report", str(Path(place) / "model.html"))),
            Part("learn", ("proxy", "learn", *of)),
            Part("serve", ("benchmarks.month", "serve", str(folder))),
        )
        rows = [_run(part) for part in parts]
    print(f"\n{'part':<8}{'seconds':>9}{'CPU s':>9}{'MiB':>8}")
    print("\n".join(row for row, _ in rows))
    return max(status for _, status in rows)


def _run(part: Part) -> tuple[str, int]:
    """Run one part; return its row of the table and its status."""
    print(f"-- {part.name}", flush=True)
    begin = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", *part.words], cwd=ROOT, stdin=subprocess.DEVNULL)
    peak, ended = 0.0, 0
    while not ended:
        time.sleep(_GLANCE)
        peak = max(peak, _peak(process.pid))
        ended, status, used = os.wait4(process.pid, os.WNOHANG)
    cpu = used.ru_utime + used.ru_stime
    row = f"{part.name:<8}{time.monotonic() - begin:>9.1f}{cpu:>9.1f}{peak:>8.0f}"
    return row, os.waitstatus_to_exitcode(status)


def _peak(pid: int) -> float:
    """Return the most memory that a process had so far in MiB; what wait4 tells of it is never less than our own."""
    told = Path(f"/proc/{pid}/status")
    lines = told.read_text("ascii", "replace").splitlines() if told.exists() else []
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)
