"""Names who is measured at which work, and how each is started."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.peers import mitm, nginx, ours, workerd
from benchmarks.peers.ground import GEO, Ground
from benchmarks.peers.running import HOST, Program, StartError

Made = Callable[[Ground, str, int], Program]
"""Makes what is to be started, for a work and a port; StartError says why it cannot be here."""

DIRECT = "the shop itself"
TUNED = "nginx, tuned"
DEFAULT = "nginx, default buffers"
LUA = "nginx + Lua"
WORKERD = "workerd"
MITM = "mitmdump + selectolax"
NAIVE = "aiohttp, naive"
BARE = "aiohttp, tuned"
OURS = "Devanture"


@dataclass(frozen=True, slots=True)
class Peer:
    """One that is measured at one work; `made` is None for the shop itself, which is there already."""

    name: str
    work: str
    made: Made | None


def _nginx(ground: Ground, work: str, port: int) -> Program:
    body = nginx.lua(ground.origin) if work == "W1" else nginx.tuned(ground.origin)
    if work == "W2":
        body = nginx.lua_and_redis(ground.origin, _redis(ground), GEO)
    return nginx.program(f"nginx-{work}", port, body, ground.folder)


def _untuned(ground: Ground, _work: str, port: int) -> Program:
    return nginx.program("nginx-untuned", port, nginx.untuned(ground.origin), ground.folder)


def _bare(ground: Ground, work: str, port: int) -> Program:
    return _aiohttp(ground, port, ("--work", work, "--tuned"))


def _naive(ground: Ground, work: str, port: int) -> Program:
    return _aiohttp(ground, port, ("--work", work))


def _aiohttp(ground: Ground, port: int, words: tuple[str, ...]) -> Program:
    if "W2" in words:
        words = (*words, "--redis", str(_redis(ground)), "--geo", str(GEO))
    start = [sys.executable, "-m", "benchmarks.peers.bare", "--origin", str(ground.origin), "--port", str(port)]
    return Program("aiohttp" + "".join(words[:3]), [*start, *words], port)


def _redis(ground: Ground) -> int:
    if not ground.redis:
        raise StartError("there is no Redis")
    return ground.redis


PEERS = (
    Peer(DIRECT, "W0", None),
    Peer(TUNED, "W0", _nginx),
    Peer(DEFAULT, "W0", _untuned),
    Peer(WORKERD, "W0", workerd.program),
    Peer(NAIVE, "W0", _naive),
    Peer(BARE, "W0", _bare),
    Peer(MITM, "W0", mitm.program),
    Peer(OURS, "W0", ours.program),
    Peer(LUA, "W1", _nginx),
    Peer(WORKERD, "W1", workerd.program),
    Peer(NAIVE, "W1", _naive),
    Peer(BARE, "W1", _bare),
    Peer(MITM, "W1", mitm.program),
    Peer(OURS, "W1", ours.program),
    Peer(LUA, "W2", _nginx),
    Peer(BARE, "W2", _bare),
    Peer(OURS, "W2", ours.program),
)
"""Everybody who is measured; workerd and mitmdump have no client for Redis, so there is no W2 of theirs."""

__all__ = ["HOST", "PEERS", "Peer"]
