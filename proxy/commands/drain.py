"""`devanture drain`: takes the journal of several machines out of their Redis into day files."""

import argparse
import asyncio
import logging
import signal
import sys
from pathlib import Path

from proxy.commands import logs
from proxy.commands.compose import DAY, made
from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics
from proxy.settings import Settings, SettingsError, read
from proxy.store_url import RedisUrl, is_redis, redis_url
from proxy.stores import StoreError
from proxy.stores.journal.days import Days
from proxy.stores.journal.drain import Drain
from proxy.stores.journal.files import OFTEN
from proxy.stores.journal.stream import routes_of
from proxy.stores.redis.link import Waits
from proxy.stores.redis.store import LOOK

NAME = "drain"
SUMMARY = "take the journal out of the Redis that replicas share into day files, until it is told to stop"

_WAITS = Waits(5.0, 10.0)
"""Longer than a read of the stream waits for its first entry."""

_AGAIN = 1.0

_log = logging.getLogger(__name__)


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--site", type=Path, metavar="DIR", help="the folder of site.yaml and the rules")
    parser.add_argument("--data", type=Path, metavar="DIR", help="the folder of what we keep")
    parser.add_argument("--store", metavar="STORE", help="the Redis, when the environment or the file does not say")
    parser.add_argument(
        "--into", type=Path, metavar="DIR", help="the folder of day files, by default journal in the data"
    )
    parser.add_argument("--once", action="store_true", help="end when the stream is empty")
    parser.add_argument("--settings", type=Path, metavar="FILE", help="the settings file of `serve`, when it has one")


def run(arguments: argparse.Namespace) -> int:
    named = {name: getattr(arguments, name) for name in ("site", "data", "store")}
    told = {name: value for name, value in named.items() if value is not None}
    logs.configure()
    try:
        # nobody asks the shop, but settings without one are none
        settings = read({"upstream": "http://127.0.0.1", **told}, arguments.settings)
        _redis(settings)
        made(settings.data_folder)
        days = Days(arguments.into or settings.data_folder / "journal")
        return asyncio.run(_drained(settings, days, once=arguments.once))
    except (SettingsError, StoreError) as error:
        print(error, file=sys.stderr)
        return 1


def _redis(settings: Settings) -> RedisUrl:
    if not is_redis(settings.store_url):
        raise SettingsError((f"store {settings.store_shown} is no Redis: its journal is in day files already",))
    return redis_url(settings.store_url)


async def _drained(settings: Settings, days: Days, *, once: bool) -> int:
    tasks = Tasks(Metrics())
    routes = routes_of(_redis(settings), _WAITS)
    tasks.every(LOOK, routes.run, "reach the journal")
    drain = Drain(routes, days, settings.keep_days * DAY)
    try:
        taken = await _once(drain) if once else await _ever(drain, tasks)
    finally:
        await tasks.stop(1.0)
        routes.close()
    print(f"{taken} entries taken into {days.folder}")
    return 0


async def _once(drain: Drain) -> int:
    """Return how many entries there were; raise StoreError when that cannot be told."""
    await drain.begin()
    taken = 0
    while count := await drain.round():
        taken += count
    await drain.trim()
    return taken


async def _ever(drain: Drain, tasks: Tasks) -> int:
    """Go on whatever happens to the Redis, or to the disk, until a signal comes."""
    stopped, taken, trouble, begun = asyncio.Event(), 0, "", False
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    tasks.every(OFTEN, drain.trim, "trim the journal")
    while not stopped.is_set():
        try:
            if not begun:
                await drain.begin()
            begun = True
            taken += await drain.round()
            now = ""
        except StoreError as error:
            # a stream whose time was over has no group any more
            now, begun = str(error), False
            await asyncio.sleep(_AGAIN)
        if now != trouble:
            trouble = now
            _log.warning("the stream %s", f"is not drained: {trouble}" if trouble else "is drained again")
    return taken
