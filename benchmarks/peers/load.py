"""Sends the load by wrk, from one thread to 127.0.0.1 alone, and reads what wrk found."""

import itertools
import json
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.pages import Kind
from benchmarks.peers.running import HOST, cpu_seconds, tree

ADDRESS = "81.2.69.142"
"""A Londoner, in the geo database that our tests bring."""

HEAD = (
    f"Host: {HOST}",
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language: en-GB,en;q=0.5",
    "Sec-Fetch-Dest: document",
    "Sec-Fetch-Mode: navigate",
    "Sec-Fetch-Site: none",
    f"X-Forwarded-For: {ADDRESS}",
)
"""What a browser says behind a proxy that ends TLS."""

_SCRIPT = Path(__file__).parent / "files" / "load.lua"
_STRIDE = 1_000_000
_numbers = itertools.count(int(time.time()) % 100_000 * 1000, _STRIDE)


class LoadError(Exception):
    """wrk could not do what it was asked, or answers were wrong; the message says which."""


@dataclass(frozen=True, slots=True)
class Aim:
    """What the load goes to: a peer by its port and process, the kind of page, and the cookies of the visitors."""

    port: int
    process: int
    kind: Kind
    cookies: Path | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """What one run found; times in milliseconds, `cpu` for one request."""

    cpu: float
    rate: float
    p50: float
    p99: float


def head(kind: Kind) -> Sequence[str]:
    return (*HEAD, "Accept-Encoding: gzip") if kind.gzip else HEAD


def measured(aim: Aim, folder: Path, seconds: int, connections: int = 32) -> Figures:
    """Load a peer for some seconds."""
    heads = folder / ("head-gzip.txt" if aim.kind.gzip else "head.txt")
    heads.write_text("\n".join(head(aim.kind)) + "\n", "utf-8")
    number = str(next(_numbers)) if aim.kind.counted else "-"
    processes = tree(aim.process)
    before = cpu_seconds(processes)
    found = _wrk(aim, (str(heads), str(aim.cookies or "-"), number), (seconds, connections))
    used = cpu_seconds(processes) - before
    requests = int(found["requests"])
    if found["failed"] or not requests:
        raise LoadError(f"{found['failed']:.0f} of {requests} requests failed")
    return Figures(used * 1000 / requests, requests / found["micros"] * 1e6, found["p50"] / 1000, found["p99"] / 1000)


def _wrk(aim: Aim, arguments: Sequence[str], load: tuple[int, int]) -> dict[str, float]:
    seconds, connections = load
    words = ["wrk", "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s"]
    words += ["--script", str(_SCRIPT), f"http://{HOST}:{aim.port}/", "--", aim.kind.path, *arguments]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=seconds + 30)
    line = next((line for line in done.stdout.splitlines() if line.startswith("{")), "")
    if not line:
        raise LoadError(f"wrk said: {(done.stderr or done.stdout).strip()[-200:]}")
    return {name: float(value) for name, value in json.loads(line).items()}
