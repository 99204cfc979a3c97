"""`devanture audience`: writes who belongs to a segment as CSV, for remarketing by others."""

import argparse
import asyncio
import csv
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TextIO

from proxy.audience import Audience, Member
from proxy.commands.compose import opened_store
from proxy.edge.tasks import Tasks
from proxy.html.selector import selector_problem
from proxy.metrics import Metrics
from proxy.settings import Settings, SettingsError, read
from proxy.store_url import redis_url
from proxy.stores import Store, StoreError
from proxy.stores.everyone import in_file, in_redis
from proxy.stores.journal.stream import routes_of
from proxy.stores.redis.link import Waits
from proxy.stores.redis.store import LOOK
from rules.language.load import load
from rules.language.problem import RulebookError, nearest
from rules.rulebook import Rulebook

NAME = "audience"
SUMMARY = "write who belongs to a segment as CSV, with hashed mail addresses where they were given for marketing"

_WAITS = Waits(5.0, 10.0)

ADDRESSES = "Email"
"""The column of hashed addresses in customer lists of Google and Meta."""


class AudienceError(Exception):
    """There is no such audience, or nowhere to write it."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where rows go; `addresses` tells that they are hashed addresses alone."""

    file: TextIO
    addresses: bool

    def begin(self) -> None:
        self._row([ADDRESSES] if self.addresses else [field.name for field in fields(Member)])

    def write(self, member: Member) -> bool:
        """Return whether this member is in it."""
        if self.addresses and not member.email_sha256:
            return False
        self._row([member.email_sha256] if self.addresses else list(asdict(member).values()))
        return True

    def _row(self, cells: list[object]) -> None:
        csv.writer(self.file, lineterminator="\n").writerow(cells)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--segment", required=True, metavar="NAME", help="a segment of site.yaml")
    parser.add_argument("--out", type=Path, metavar="FILE", help="where to write; the terminal when left out")
    parser.add_argument("--addresses", action="store_true", help="hashed addresses alone, as customer lists take them")
    parser.add_argument("--site", type=Path, metavar="DIR", help="the folder of site.yaml and the rules")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the folder of what we keep")
    parser.add_argument("--store", metavar="STORE", help="where visitors are kept, when not in the data")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="the settings file of `serve`, when it has one")


def run(arguments: argparse.Namespace) -> int:
    named = {name: getattr(arguments, name) for name in ("site", "data", "store")}
    given: Mapping[str, object] = {name: value for name, value in named.items() if value is not None}
    try:
        # nobody asks the shop, but settings without one are none
        settings = read({"upstream": "http://127.0.0.1", **given}, arguments.settings)
        audience = _audience(load(settings.site, selector_problem), arguments.segment)
        with _written(arguments.out) as file:
            written = asyncio.run(_filled(Sheet(file, arguments.addresses), audience, settings))
    except (AudienceError, SettingsError, StoreError, RulebookError) as error:
        print(error, file=sys.stderr)
        return 1
    if arguments.out:
        print(f"{arguments.out}: {written} of the audience {arguments.segment}")
    return 0


def _audience(rulebook: Rulebook, name: str) -> Audience:
    segments = rulebook.site.segments
    if name not in segments:
        raise AudienceError(f'site.yaml names no segment "{name}". {nearest(name, segments)}'.rstrip())
    return Audience(rulebook.site, segments[name])


@contextmanager
def _written(path: Path | None) -> Iterator[TextIO]:
    """Yield a file that takes its place whole, or not at all."""
    if path is None:
        yield sys.stdout
        return
    beside = path.with_name(f"{path.name}.new")
    try:
        beside.touch(mode=0o600)  # a list of people is nobody's but ours to hand on
        with beside.open("w", encoding="utf-8") as file:
            yield file
        beside.replace(path)
    except OSError as error:
        raise AudienceError(f"{path} cannot be written: {error}") from error
    finally:
        with suppress(OSError):
            beside.unlink()


async def _filled(sheet: Sheet, audience: Audience, settings: Settings) -> int:
    """Write the members, one after the other, and return how many."""
    tasks = Tasks(Metrics())
    store = opened_store(settings, tasks, Metrics())
    sheet.begin()
    seen: set[str] = set()
    try:
        async for who in _everyone(settings, tasks):
            found = None if who in seen else await _member(store, audience, who)
            if found is not None and sheet.write(found):
                seen.add(who)
    finally:
        await tasks.stop(1.0)
        await store.close()
    return len(seen)


async def _member(store: Store, audience: Audience, who: str) -> Member | None:
    return audience.member(who, await store.load(who), time.time())


async def _everyone(settings: Settings, tasks: Tasks) -> AsyncIterator[str]:
    store = settings.store_url
    if store == "memory:":
        raise StoreError("store memory: is one running process's own, and nobody else can look into it")
    if store.startswith("sqlite:"):
        for who in in_file(Path(store.removeprefix("sqlite:"))):
            yield who
        return
    routes = routes_of(redis_url(store), _WAITS)
    tasks.every(LOOK, routes.run, "look through the store")
    try:
        async for who in in_redis(routes):
            yield who
    finally:
        routes.close()
