"""Sends the load by wrk, from one thread to 127.0.0.1 alone, and reads what wrk found."""

import itertools
import json
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers.nginx import FILES
from benchmarks.peers.pages import Kind
from benchmarks.peers.running import HOST, cpu_seconds, found, tree

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


def measured(aim: Aim, folder: Path, seconds: int, connections: int = 0) -> Figures:
    """Load a peer for some seconds."""
    heads = folder / ("head-gzip.txt" if aim.kind.gzip else "head.txt")
    heads.write_text("\n".join(head(aim.kind)) + "\n", "utf-8")
    number = str(next(_numbers)) if aim.kind.counted else "-"
    processes = tree(aim.process)
    before = cpu_seconds(processes)
    told = _wrk(aim, (str(heads), str(aim.cookies or "-"), number), (seconds, connections or aim.kind.connections))
    used = cpu_seconds(processes) - before
    requests = int(told["requests"])
    if told["failed"] or not requests:
        raise LoadError(f"{told['failed']:.0f} requests failed, {requests} were answered in {seconds} s")
    return Figures(used * 1000 / requests, requests / told["micros"] * 1e6, told["p50"] / 1000, told["p99"] / 1000)


def walked(port: int, path: str, file: Path, seconds: int) -> None:
    """Let new visitors ask for a page, and write the cookies that they get into a file, one a line."""
    heads = file.with_suffix(".head")
    heads.write_text("\n".join(HEAD) + "\n", "utf-8")
    _run((FILES / "walk.lua", port, seconds, 32), (path, str(heads), str(file)))
    if not file.exists() or not file.stat().st_size:
        raise LoadError("nobody got a cookie")


def _wrk(aim: Aim, arguments: Sequence[str], load: tuple[int, int]) -> dict[str, float]:
    said = _run((FILES / "load.lua", aim.port, *load), (aim.kind.path, *arguments))
    line = next((line for line in said.splitlines() if line.startswith("{")), "")
    if not line:
        raise LoadError(f"wrk said: {said.strip()[-200:]}")
    return {name: float(value) for name, value in json.loads(line).items()}


def _run(how: tuple[Path, int, int, int], arguments: Sequence[str]) -> str:
    """Run wrk with a script against a port, for some seconds, over some connections; return what it said."""
    script, port, seconds, connections = how
    words = [found("wrk"), "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s"]
    words += ["--script", str(script), f"http://{HOST}:{port}/", "--", *arguments]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=seconds + 30)
    return done.stdout + done.stderr
