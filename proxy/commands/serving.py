"""Runs one process of the proxy: its two doors open, its signals heard, its running requests seen to the end."""

import asyncio
import ctypes
import logging
import resource
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from aiohttp import http_parser, web

from proxy.commands.compose import Parts, compose
from proxy.edge.entrance import Entrance
from proxy.edge.others import Others
from proxy.edge.workers import hear
from proxy.settings import Settings

_log = logging.getLogger(__name__)

_GRACE = 1.0
"""Seconds in which connections that stay open may still bring a request, to be told that it is their last."""

_OTHER_FILES = 512
"""Files that are open beside each visitor's connection and one to the shop for him: idle links, the store, logs."""

_ARENA = {-1: 256 * 2**20, -2: 64 * 2**20, -3: 256 * 2**20}
"""M_TRIM_THRESHOLD, M_TOP_PAD and M_MMAP_THRESHOLD: glibc gave the heap's top back on every request and got it anew,
which cost more than all else together (performance.md, 2)."""


class UnfitError(Exception):
    """This Python must not serve; the message says why."""


@dataclass(frozen=True, slots=True)
class Openings:
    """The sockets that are listened on.

    Operators come to the `admin` of the first worker, which asks the `others` at theirs, by ports of 127.0.0.1.
    """

    public: socket.socket
    admin: socket.socket
    others: Sequence[int] = ()


def refuse_unfit() -> None:
    """Refuse aiohttp's parser in Python, which has been read around more than once, and asserts taken out by -O."""
    if http_parser.HttpRequestParser is http_parser.HttpRequestParserPy:
        raise UnfitError(
            "aiohttp has no C parser here (is AIOHTTP_NO_EXTENSIONS set?): its Python one is not fit for the edge"
        )
    if sys.flags.optimize:
        raise UnfitError("this is Python with -O, under which aiohttp leaves out checks: start it without")


def keep_memory() -> None:
    """Tell the allocator to keep what it has; elsewhere than on glibc this does nothing."""
    mallopt: Callable[[int, int], int] | None = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        for option, value in _ARENA.items():
            mallopt(option, value)


def open_enough(connections: int) -> None:
    """Ask for as many open files as so many connections need; systems begin with 1024 (setrlimit(2))."""
    wanted = 2 * connections + _OTHER_FILES
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft in range(wanted):
        may = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (may, hard))
        if may < wanted:
            _log.warning("%d connections need %d open files, and this system allows %d", connections, wanted, may)


async def serve(settings: Settings, openings: Openings, announce: Callable[[Parts], None]) -> None:
    """Serve until SIGTERM or SIGINT, then drain: nothing that runs is cut before `drain_timeout`."""
    open_enough(settings.connections)
    parts = compose(settings)
    loop, stopped = asyncio.get_running_loop(), asyncio.Event()
    await parts.begin()
    entrance = Entrance(parts.door, parts.answer, parts.direct)
    public = await loop.create_server(entrance, sock=openings.public)
    runner = await _admin(parts, openings)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    _listen_to_signals(parts)
    hear()
    announce(parts)
    await stopped.wait()
    parts.door.draining = parts.admin.draining = True
    await asyncio.sleep(min(_GRACE, settings.drain_timeout / 3))
    public.close()
    await entrance.end(settings.drain_timeout)
    await runner.cleanup()
    await parts.end()


def _listen_to_signals(parts: Parts) -> None:
    loop, tasks, switch = asyncio.get_running_loop(), parts.tasks, parts.admin.switch
    loop.add_signal_handler(signal.SIGHUP, lambda: tasks.start(parts.watch.reload(), "reload"))
    loop.add_signal_handler(signal.SIGUSR1, lambda: tasks.start(switch.turn(on=False), "switch"))
    loop.add_signal_handler(signal.SIGUSR2, lambda: tasks.start(switch.turn(on=True), "switch"))


async def _admin(parts: Parts, openings: Openings) -> web.AppRunner:
    parts.admin.others = Others(openings.others, parts.admin.token)
    runner = web.AppRunner(parts.admin.application(), access_log=None)
    await runner.setup()
    await web.SockSite(runner, openings.admin).start()
    return runner
