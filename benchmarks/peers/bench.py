"""`python -m benchmarks peers`: brings what is missing, measures everybody, and prints one table and the figures."""

import argparse
import datetime as dt
import os
import platform
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from benchmarks.peers import chart, docs, mitm, ours, table, workerd
from benchmarks.peers.figures import figures
from benchmarks.peers.ground import laid
from benchmarks.peers.measure import Plan, Results, compared
from benchmarks.peers.pages import KINDS
from benchmarks.peers.running import ROOT, StartError

PACKAGES = (
    "wrk",
    "nginx-light",
    "libnginx-mod-http-lua",
    "libnginx-mod-http-geoip2",
    "lua-nginx-redis",
    "redis-server",
    "npm",
)
"""What Debian brings; npm brings workerd, and pip what mitmdump needs."""

CACHE = ROOT / ".cache" / "bench"
_QUICK = Plan(rounds=2, warm=False, kinds=[kind for kind in KINDS if kind.name != "20 KB"])


def main(words: Sequence[str] = ()) -> int:
    """Run the comparison; return 1 when a figure is above what it must be at least."""
    given = _parser().parse_args(words)
    CACHE.mkdir(parents=True, exist_ok=True)
    _bring()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="devanture-peers-") as folder:
        try:
            with laid(Path(folder), CACHE) as ground:
                before = _stolen()
                found = compared(ground, _QUICK if given.quick else Plan(), _tell)
                told = _machine(time.monotonic() - began, _stolen() - before)
                told += f"; Devanture keeps the visitors of W2 in {ours.store(ground, 'W2').partition(':')[0]}"
        except StartError as error:
            print(f"the peers cannot be measured: the shop {error}")
            return 1
    _print(found, told)
    if given.keep:
        docs.kept(found, told)
    return int(any(figure.mark == "ABOVE" for figure in figures(found)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="benchmarks peers", description=main.__doc__)
    parser.add_argument("--quick", action="store_true", help="two rounds, no pages of 20 KB: about three minutes")
    parser.add_argument("--keep", action="store_true", help="write the tables and the chart into docs/")
    return parser


def _bring() -> None:
    packages = [name for name in PACKAGES if name != "npm" or shutil.which("npm") is None]
    subprocess.run(["requirements/debian.sh", *packages], cwd=ROOT, check=False)
    for installed in (workerd.binary, mitm.binary):
        with suppress(StartError):  # told behind the table, by the peer itself
            installed(CACHE)


def _tell(what: str) -> None:
    print(what, flush=True)


def _stolen() -> float:
    """Return the seconds that other machines on this hardware took so far (proc_stat(5), the eighth value of cpu)."""
    return int(Path("/proc/stat").read_text("ascii").split()[8]) / os.sysconf("SC_CLK_TCK")


def _machine(seconds: float, stolen: float) -> str:
    model = next((line for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines() if "model name" in line), "")
    cores, day = os.cpu_count() or 1, dt.datetime.now(dt.UTC).date()
    return (
        f"{day}, {model.partition(': ')[2] or platform.machine()}, {cores} cores, Linux {platform.release()}, "
        f"Python {platform.python_version()}; {seconds / 60:.0f} minutes, {stolen / seconds / cores:.0%} of the time "
        f"taken by other machines, load {os.getloadavg()[2]:.1f}"
    )


def _print(found: Results, told: str) -> None:
    print(f"\nCPU milliseconds for one request by page, and of the repeat page of 100 KB the rest\n{told}\n")
    print("\n".join(table.columns(table.everybody(found))))
    print("\n".join(f"missing: {who}: {why}" for who, why in found.missing.items()))
    print("\n".join(table.columns(table.promised(figures(found)))))
    (CACHE / "peers.svg").write_text(chart.drawn(chart.bars(found)), "utf-8")
    print(f"\nchart: {(CACHE / 'peers.svg').relative_to(ROOT)}")
