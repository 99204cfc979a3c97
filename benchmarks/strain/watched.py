"""Starts the shop and Devanture in front of it, and reads from /proc what memory and descriptors it has."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.running import HOST, Program, free_port, started

SITE = """\
version: 1
pages:
  page: { path: "/page/**" }
  large: { path: "/large/**" }
elements:
  title: { css: "h1.page-title", expect: exactly_one }
  featured: { css: "#featured" }
consent: { mode: full }
"""

RULES = """\
- id: back
  name: Welcome those who come back
  status: live
  where: { page: [page, large] }
  who: { visits: { at_least: 1 } }
  do: [ { text: { in: title, say: Welcome back } } ]
  expect: [ { given: { page: page, visits: 2 }, then: { text: title } } ]
- id: featured
  name: Nothing is featured
  status: live
  where: { page: [page, large] }
  do: [ { hide: featured } ]
  expect: [ { given: { page: page }, then: { hidden: featured } } ]
"""


@dataclass(frozen=True, slots=True)
class Watched:
    """A running Devanture; memory is in MiB."""

    port: int
    pid: int

    def memory(self) -> float:
        return self._status("VmRSS")

    def peak(self) -> float:
        """Return the most memory since the last `mark`."""
        return self._status("VmHWM")

    def mark(self) -> None:
        """Let the peak count from now (proc_pid_clear_refs(5))."""
        Path(f"/proc/{self.pid}/clear_refs").write_text("5", "ascii")

    def descriptors(self) -> int:
        return len(list(Path(f"/proc/{self.pid}/fd").iterdir()))

    def _status(self, name: str) -> float:
        lines = Path(f"/proc/{self.pid}/status").read_text("ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:")) / 1024


@contextmanager
def watched(*settings: str) -> Iterator[Watched]:
    """Run both until the block ends."""
    with tempfile.TemporaryDirectory() as name:
        folder, origin, port = Path(name), free_port(), free_port()
        site = folder / "site"
        site.mkdir()
        (site / "site.yaml").write_text(SITE, "utf-8")
        (site / "rules.yaml").write_text(RULES, "utf-8")
        shop = Program("shop", [sys.executable, "-m", "benchmarks.strain.shop", str(origin)], origin)
        words = [sys.executable, "-m", "proxy", "serve", "--upstream", f"http://{HOST}:{origin}", "--site", str(site)]
        words += ["--listen", f"{HOST}:{port}", "--admin", f"{HOST}:{free_port()}", "--access-log", "off", *settings]
        with started(shop, folder), started(Program("devanture", words, port), folder) as pid:
            yield Watched(port, pid)
