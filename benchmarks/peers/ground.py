"""Lays the ground of one run: its folder, the shop behind everything, Redis, and the visitors that are known."""

import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.peers import edits, nginx, pages
from benchmarks.peers.running import HOST, ROOT, Program, StartError, found, free_port, started

VISITORS = 5000
GEO = ROOT / "tests" / "data" / "geo" / "GeoIP2-City-Test.mmdb"


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a run stands: its folder, where installed things are, the shop's port and process, the port of Redis."""

    folder: Path
    cache: Path
    origin: int
    process: int
    redis: int

    @property
    def cookies(self) -> Path:
        """The file of the cookies of visitors whom Redis knows, for those peers whose code is in this folder."""
        return self.folder / "cookies.txt"


@contextmanager
def laid(folder: Path, cache: Path) -> Iterator[Ground]:
    """Start the shop and Redis until the block ends; without Redis its port is 0."""
    with ExitStack() as ending:
        shop = _shop(folder)
        process = ending.enter_context(started(shop, folder))
        port = free_port()
        try:
            ending.enter_context(started(Program("redis", _redis(port), port), folder))
        except StartError:
            port = 0
        ground = Ground(folder, cache, shop.port, process, port)
        if port:
            _introduce(ground)
        yield ground


def _redis(port: int) -> list[str]:
    return [found("redis-server"), "--bind", HOST, "--port", str(port), "--save", "", "--appendonly", "no"]


def _introduce(ground: Ground) -> None:
    """Tell Redis of the visitors, as the hand-written peers keep them, and write their cookies down."""
    names = [f"{number:032x}" for number in range(VISITORS)]
    said = "".join(f'SET visitor:{name} "{pages.CATEGORY}|1|1|0|"\n' for name in names)
    words = ["redis-cli", "-h", HOST, "-p", str(ground.redis)]
    subprocess.run(words, input=said, text=True, check=True, stdout=subprocess.DEVNULL)
    ground.cookies.write_text("".join(f"visitor={edits.sealed(name)}\n" for name in names), "utf-8")


def _shop(folder: Path) -> Program:
    site = folder / "shop"
    for name in ("page", "media"):
        (site / name).mkdir(parents=True)
    for size in pages.SIZES:
        text = pages.page(size).encode()
        (site / "page" / f"{size}.html").write_bytes(text)
        (site / "page" / f"{size}.html.gz").write_bytes(nginx.packed(text))
    (site / "template-100.txt").write_text(pages.template(100), "utf-8")
    (site / "media" / "picture.jpg").write_bytes(pages.picture())
    return nginx.program("shop", free_port(), nginx.shop(site), folder)
