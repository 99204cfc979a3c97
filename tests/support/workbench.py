"""The workbench as developers start it, `devanture workbench`, in an environment of its own with mitmproxy in it."""

import fcntl
import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.browser import in_ci
from tests.support.process import OffLoop, Program, Running, free_port
from tests.support.tree import ROOT

VENV = ROOT / ".cache" / "workbench-venv"
LOCK = ROOT / "requirements" / "workbench.txt"

_READ = """
import json, sys
from mitmproxy.io import FlowReader
with open(sys.argv[1], "rb") as file:
    for flow in FlowReader(file).stream():
        told = {"path": flow.request.path, "marked": flow.marked, "comment": flow.comment}
        print(json.dumps(told | {"told": flow.metadata.get("devanture", "")}))
"""


@dataclass(frozen=True, slots=True)
class Workbench:
    """Where browsers come in, and the file that mitmproxy's flows are saved to."""

    port: int
    pid: int
    flows: Path

    def saved(self) -> Sequence[Mapping[str, str]]:
        """Return the flows so far, as mitmproxy reads them: `path`, `marked`, `comment`, and what was `told`."""
        words = [str(python()), "-c", _READ, str(self.flows)]
        done = subprocess.run(words, capture_output=True, text=True, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]


def python() -> Path:
    """Return the Python of an environment with mitmproxy; skip the test where the package index is out of reach."""
    VENV.parent.mkdir(exist_ok=True)
    with (VENV.parent / "workbench.busy").open("w") as busy:
        fcntl.flock(busy, fcntl.LOCK_EX)
        words = [ROOT / "requirements/venv.sh", VENV, LOCK]
        environment = os.environ | {"PYTHON": sys.executable}
        done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = f"mitmproxy could not be installed:\n{done.stdout}{done.stderr}"
        pytest.fail(reason) if in_ci() else pytest.skip(reason)
    return VENV / "bin/python"


@contextmanager
def started_workbench(shop: str, site: Path, folder: Path, *words: str) -> Iterator[Workbench]:
    """`folder` takes its log and its flows."""
    port, flows = free_port(), folder / "flows"
    said: list[str | Path] = [python(), "-m", "proxy", "workbench", shop, "--site", site, "--listen", str(port), *words]
    program = Program([*said, "--save", str(flows)], f"http://127.0.0.1:{port}/", folder / "log", {})
    with Running(program) as pid:
        yield Workbench(port, pid, flows)


@asynccontextmanager
async def running_workbench(shop: str, site: Path, folder: Path, *words: str) -> AsyncIterator[Workbench]:
    """Start it from a test whose own loop may be where the shop is."""
    async with OffLoop(started_workbench(shop, site, folder, *words)) as workbench:
        yield workbench
