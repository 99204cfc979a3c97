"""The demo shop behind open doors whose site says how it stands to privacy, and a look at everything that is kept."""

import json
import sqlite3
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from proxy.identify import identity_of
from proxy.stores.journal.files import FileJournal
from rules.language.source import read
from tests.support.door import OpenDoor, open_door, until
from tests.support.shop import Shopper, copied_site, running_shop, shopper_in
from tests.support.tree import ROOT

PLACES = ROOT / "tests/data/geo/GeoIP2-City-Test.mmdb"
LONDON = "81.2.69.160"
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html",
    "X-Forwarded-For": LONDON,
}
YES = {"cookie_ok": "1m"}


@dataclass(frozen=True, slots=True)
class Shop:
    """The doors, and the folder of all that is kept."""

    door: OpenDoor
    folder: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.door.port}"

    async def settled(self) -> None:
        """Wait until what is written behind the answers is written."""
        await until(lambda: not self.door.parts.tasks.waiting())
        journal = self.door.parts.pipeline.recorder.journal
        if isinstance(journal, FileJournal):
            await journal.flush()

    def move_clock(self, seconds: float) -> None:
        gatherer = self.door.parts.pipeline.gatherer
        clock = gatherer.world.clock
        gatherer.world = replace(gatherer.world, clock=lambda: clock() + seconds)

    def rows(self) -> int:
        """Return how many events and snapshots stand in the SQLite file."""
        with sqlite3.connect(self.folder / "visitors.sqlite") as file:
            counts = (file.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("event", "snapshot"))
            return sum(map(int, counts))

    def files(self) -> Mapping[str, bytes]:
        """Return everything that we wrote anywhere, but for the keys and the token."""
        found = (path for path in self.folder.rglob("*") if path.is_file())
        return {str(path): path.read_bytes() for path in found if path.name not in ("keys", "admin-token")}

    def holds(self, *words: str) -> list[str]:
        """Return the files in which any of these words stands."""
        return [name for name, raw in self.files().items() if any(word.encode() in raw for word in words)]


@asynccontextmanager
async def shop_with(
    tmp_path: Path,
    consent: Mapping[str, object] | None = None,
    more: Mapping[str, object] | None = None,
    **settings: object,
) -> AsyncIterator[Shop]:
    """Open the demo shop with another `consent`, and `more` keys of site.yaml; visitors are kept in SQLite."""
    site = copied_site(tmp_path / "site")
    said = dict(read("site.yaml", (site / "site.yaml").read_bytes()).value)
    said |= {"consent": consent} if consent is not None else {}
    # JSON is YAML, and needs no quotes to be thought of
    (site / "site.yaml").write_text(json.dumps(said | dict(more or {}), indent=1), "utf-8")
    data = tmp_path / "data"
    given = {"store": f"sqlite:{data}/visitors.sqlite", "geo": PLACES, "trusted_hops": "127.0.0.1/32"}
    async with running_shop() as shop, open_door(shop, tmp_path, **(given | settings)) as door:
        assert door.parts.pipeline.rulebook.digest, door.parts.watch.problems
        yield Shop(door, data)


@asynccontextmanager
async def shopper(shop: Shop, cookies: Mapping[str, str] | None = None) -> AsyncIterator[Shopper]:
    """Somebody new with these cookies of the shop's."""
    async with shopper_in(shop.url) as found:
        found.client.headers.update(BROWSER)
        found.client.cookie_jar.update_cookies(dict(YES if cookies is None else cookies))
        yield found


def ours(found: Shopper) -> dict[str, str]:
    """Return the cookies of ours that the browser has."""
    return {cookie.key: cookie.value for cookie in found.client.cookie_jar if cookie.key.startswith("dv")}


def who_is(shop: Shop, found: Shopper) -> str:
    """Return the id by which the store knows this browser."""
    identity = identity_of(shop.door.parts.pipeline.gatherer.keys, ours(found)["dv"])
    assert identity is not None
    return identity.id


_CONNECTS: list[object] = []
_HEARING: list[bool] = []


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    if _HEARING and event in ("socket.connect", "socket.getaddrinfo"):
        _CONNECTS.append(arguments[1] if event == "socket.connect" else arguments[:2])


sys.addaudithook(_hear)


@contextmanager
def connects() -> Iterator[list[object]]:
    """Give every address that this process connects to, or looks up, until the end of the block (PEP 578)."""
    _CONNECTS.clear()
    _HEARING.append(True)
    try:
        yield _CONNECTS
    finally:
        _HEARING.clear()
