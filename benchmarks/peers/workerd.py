"""Sets up Cloudflare's workerd from npm, with a worker that passes pages through or edits them by HTMLRewriter."""

import subprocess
from pathlib import Path

from benchmarks.peers.ground import Ground
from benchmarks.peers.nginx import FILES
from benchmarks.peers.running import HOST, Program, StartError

VERSION = "1.20261117.1"

_CONFIGURATION = """\
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = .main),
    (name = "origin", external = (address = "{host}:{origin}", http = ())),
  ],
  sockets = [(name = "http", address = "{host}:{port}", http = (), service = "main")],
);
const main :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "worker.js")],
  compatibilityDate = "2026-11-01",
  bindings = [(name = "ORIGIN", service = "origin"), (name = "WORK", text = "{work}")],
);
"""


def program(ground: Ground, work: str, port: int) -> Program:
    name = f"workerd-{work}"
    file = ground.folder / f"{name}.capnp"
    (ground.folder / "worker.js").write_bytes((FILES / "worker.js").read_bytes())
    file.write_text(_CONFIGURATION.format(host=HOST, origin=ground.origin, port=port, work=work), "utf-8")
    return Program(name, [str(binary(ground.cache)), "serve", str(file)], port)


def binary(cache: Path) -> Path:
    """Return where workerd is, installed by npm when it is not there."""
    folder = cache / f"workerd-{VERSION}"
    found = folder / "node_modules" / ".bin" / "workerd"
    if not found.exists():
        words = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--prefix", str(folder), f"workerd@{VERSION}"]
        try:
            done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=300)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise StartError(f"npm cannot install it: {error}") from error
        if done.returncode or not found.exists():
            raise StartError("npm could not install it")
    return found
