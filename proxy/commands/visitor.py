"""`devanture visitor show|export|erase ID`: what is held on one visitor, in words or as JSON; and an end to it."""

import argparse
import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from proxy.commands.compose import made, opened_journal, opened_store, place_of_ledger
from proxy.commands.outgoing import Office, forget_letters
from proxy.edge.tasks import Tasks
from proxy.held import held, notes_of
from proxy.html.selector import selector_problem
from proxy.identify import identity_of
from proxy.journal import Journal, Note
from proxy.metrics import Metrics
from proxy.plainly import Spoken, causes, kept
from proxy.settings import Settings, SettingsError, read
from proxy.store_url import redis_url
from proxy.stores import Store, StoreError
from proxy.stores.journal.days import Days
from proxy.stores.journal.look import notes_in
from proxy.stores.journal.stream import routes_of
from proxy.stores.keys import KeysError, read_keys
from proxy.stores.redis.link import Waits
from proxy.stores.redis.routes import Routes
from proxy.stores.redis.store import LOOK
from rules.language.load import inspect
from rules.language.problem import RulebookError
from rules.rulebook import Rulebook
from scoring.visitor import Visitor

NAME = "visitor"
SUMMARY = "show what is held on one visitor, export it as JSON, or erase it everywhere"


_WAITS = Waits(5.0, 10.0)


@dataclass(frozen=True, slots=True)
class Held:
    """Where one visitor may be held: the store, and the journal with its files and stream, each None if it is not."""

    settings: Settings
    who: str
    store: Store
    journal: Journal | None
    days: Days | None
    stream: Routes | None

    async def notes(self) -> tuple[Note, ...]:
        """Look through the whole journal."""
        days = self.days
        written = () if days is None else notes_of(self.who, chain.from_iterable(map(days.notes, days.names())))
        if self.stream is None:
            return written
        await self.stream.tried()
        return (*written, *await notes_in(self.stream, self.who))

    async def forget_codes(self) -> None:
        """Forget which codes the visitor got, where any were given."""
        tasks = Tasks(Metrics())
        place = place_of_ledger(self.settings, tasks, Metrics())
        if not place.exists():
            return
        ledger = place.opened()
        try:
            await ledger.erase(self.who)
        finally:
            await tasks.stop(1.0)
            await ledger.close()


Doing = Callable[[Held], Awaitable[int]]


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=_DOING, metavar="show|export|erase", help="what to do")
    parser.add_argument("id", metavar="ID", help="the id in the store, as `explain` shows it, or the cookie's value")
    parser.add_argument("--site", type=Path, metavar="DIR", help="the folder of site.yaml and the rules")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the folder of what we keep")
    parser.add_argument("--store", metavar="STORE", help="where visitors are kept, when not in the data")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="the settings file of `serve`, when it has one")


def run(arguments: argparse.Namespace) -> int:
    named = {name: getattr(arguments, name) for name in ("site", "data", "store")}
    told = {name: value for name, value in named.items() if value is not None}
    try:
        # nobody asks the shop, but settings without one are none
        settings = read({"upstream": "http://127.0.0.1", **told}, arguments.settings)
        return asyncio.run(_done(settings, arguments.id, _DOING[arguments.what]))
    except (SettingsError, StoreError, KeysError, RulebookError) as error:
        print(error, file=sys.stderr)
        return 1


async def _done(settings: Settings, named: str, doing: Doing) -> int:
    if settings.store == "memory:":
        raise StoreError("store memory: is one running process's own: ask its admin port")
    made(settings.data_folder)
    async with _opened(settings, _who(settings, named)) as found:
        return await doing(found)


@asynccontextmanager
async def _opened(settings: Settings, who: str) -> AsyncIterator[Held]:
    tasks = Tasks(Metrics())
    store, journal = opened_store(settings, tasks, Metrics()), opened_journal(settings, tasks, Metrics())
    stream = routes_of(redis_url(settings.store_url), _WAITS) if settings.journal_streams else None
    if stream is not None:
        tasks.every(LOOK, stream.run, "look through the journal")
    folder = settings.days_folder
    try:
        yield Held(settings, who, store, journal, Days(folder) if folder.is_dir() else None, stream)
    finally:
        await tasks.stop(1.0)
        if stream is not None:
            stream.close()
        if journal is not None:
            await journal.close()
        await store.close()


def _who(settings: Settings, named: str) -> str:
    """Return the store's id, which may be named by the value of the visitor's cookie as well."""
    identity = identity_of(read_keys(settings.keys_file), named) if settings.keys_file.exists() else None
    return identity.id if identity else named


async def _show(found: Held) -> int:
    visitor = await found.store.load(found.who)
    site = inspect(found.settings.site, selector_problem)
    for line in _told(visitor, site.rulebook):
        print(line)
    if site.errors:
        # who asks what is held on them need not wait for a rule to be mended
        print("rules with errors may be told by their id alone: `devanture check` tells which", file=sys.stderr)
    notes = len(await found.notes())
    print(f"Notes in the journal: {notes}.")
    return 0 if notes or visitor != Visitor() else _unknown(found)


def _told(visitor: Visitor, rulebook: Rulebook) -> Iterator[str]:
    spoken = Spoken(rulebook.site.zone, rulebook.site.currency)
    for section in kept(visitor, spoken):
        yield f"{section.title}:"
        yield from (f"  {line}" for line in section.lines)
        if section.more:
            yield f"  and {section.more} more: see export"
    for cause in causes(visitor, rulebook, spoken):
        yield f"Shown by “{cause.name}”: {cause.when}. {cause.why}"


async def _export(found: Held) -> int:
    visitor, notes = await found.store.load(found.who), await found.notes()
    print(held(found.who, visitor, notes))
    return 0 if notes or visitor != Visitor() else _unknown(found)


async def _erase(found: Held) -> int:
    """Running processes drop what they have in memory of such a visitor within half a minute by themselves."""
    known = await found.store.load(found.who) != Visitor() or bool(await found.notes())
    await found.store.erase(found.who)
    await found.forget_codes()
    settings = found.settings
    await forget_letters(Office(settings.store_url, settings.data_folder, settings.secrets_folder), found.who)
    if found.journal is not None:
        await found.journal.erase(found.who)
    if found.days is not None:
        await asyncio.to_thread(found.days.erase, [found.who])
    print(f"nothing is held on {found.who} any more")
    return 0 if known else _unknown(found)


def _unknown(found: Held) -> int:
    print(f"nothing was held on {found.who}: give the whole id, or the cookie's value", file=sys.stderr)
    return 1


_DOING: dict[str, Doing] = {"show": _show, "export": _export, "erase": _erase}
