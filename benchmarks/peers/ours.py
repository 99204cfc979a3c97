"""Sets up Devanture as its users start it, with a site for each work, and walks visitors in for W2."""

import shutil
import sys
from pathlib import Path
from urllib.parse import quote

from pydantic import ValidationError

from benchmarks.peers import pages
from benchmarks.peers.ground import GEO, Ground
from benchmarks.peers.load import walked
from benchmarks.peers.nginx import FILES
from benchmarks.peers.running import HOST, Program, free_port
from proxy.settings import Settings

WALK = 4
"""Seconds in which visitors come in: as many as are met again once in so many seconds of load."""

RULES = {"W1": "edits.yaml", "W2": "everything.yaml"}


def program(ground: Ground, work: str, port: int) -> Program:
    site = ground.folder / f"site-{work}"
    site.mkdir()
    shutil.copytree(FILES / "fragments", site / "fragments")
    shutil.copy(FILES / "site.yaml", site)
    if work in RULES:
        shutil.copy(FILES / RULES[work], site)
    words = [sys.executable, "-m", "proxy", "serve", "--upstream", f"http://{HOST}:{ground.origin}"]
    words += ["--site", str(site), "--listen", f"{HOST}:{port}", "--admin", f"{HOST}:{free_port()}"]
    words += ["--geo", str(GEO), "--trusted-hops", f"{HOST}/32", "--store", store(ground, work)]
    return Program(f"devanture-{work}", words, port)


def store(ground: Ground, work: str) -> str:
    """Return where visitors are kept: W2's in Redis, those of the others in memory."""
    if work != "W2":
        return "memory:"
    url = f"redis://{HOST}:{ground.redis}/1"
    return url if ground.redis and _is_a_store(url) else f"sqlite:{ground.folder / 'visitors.sqlite'}"


def _is_a_store(url: str) -> bool:
    try:
        Settings(upstream="http://127.0.0.1:1", site=FILES, store=url)
    except ValidationError:
        return False
    return True


def walked_in(port: int, folder: Path) -> Path:
    """Let new visitors look at a category for some seconds; return the file of the cookies that they got."""
    file = folder / f"cookies-{port}.txt"
    walked(port, f"/c/{quote(pages.CATEGORY)}", file, WALK)
    return file
