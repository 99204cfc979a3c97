"""Sets up Devanture as its users start it, with a site for each work, and walks visitors in for W2."""

import shutil
import sys
from pathlib import Path
from urllib.parse import quote

from benchmarks.peers import pages
from benchmarks.peers.ground import GEO, VISITORS, Ground
from benchmarks.peers.nginx import FILES
from benchmarks.peers.pages import Kind
from benchmarks.peers.right import asked
from benchmarks.peers.running import HOST, Program, free_port
from proxy.stores import StoreError, open_store

_CATEGORY = Kind("category", f"/c/{quote(pages.CATEGORY)}")

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
    url = f"redis://{HOST}:{ground.redis}"
    return url if ground.redis and _is_a_store(url) else f"sqlite:{ground.folder / 'visitors.sqlite'}"


def _is_a_store(url: str) -> bool:
    try:
        open_store(url)
    except StoreError:
        return False
    return True


def walked_in(port: int, folder: Path) -> Path:
    """Let visitors look at a category twice; return the file of the cookies that they got."""
    file = folder / f"cookies-{port}.txt"
    file.write_text("".join(f"{_walk(port)}\n" for _ in range(VISITORS)), "utf-8")
    return file


def _walk(port: int) -> str:
    cookie = ""
    for _ in range(2):
        set_cookies = asked(port, _CATEGORY, 0, cookie).cookies
        cookie = cookie or "; ".join(line.split(";")[0] for line in set_cookies)
    return cookie
