"""Debian's redis-server and redis-sentinel beside a test, on free ports, with everything that can befall them."""

import asyncio
import os
import signal
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import hiredis
import pytest

from tests.support.browser import in_ci
from tests.support.process import free_port

SERVER = Path("/usr/bin/redis-server")
SENTINEL = Path("/usr/bin/redis-sentinel")
WATCH = """\
port {port}
bind 127.0.0.1
sentinel monitor shop 127.0.0.1 {primary} 2
sentinel down-after-milliseconds shop 500
sentinel failover-timeout shop 3000
"""
TRIES = 600
PAUSE = 0.05


def need_redis() -> None:
    """Skip the test where Redis is missing; in CI that is a failure."""
    if SERVER.exists() and SENTINEL.exists():
        return
    reason = f"{SERVER} or {SENTINEL} is missing; as root on Debian `make test` installs them"
    if in_ci():
        pytest.fail(reason)
    pytest.skip(reason)


@dataclass(slots=True)
class Redis:
    """One server; `words` are more of its settings, as its command line takes them."""

    folder: Path
    words: Sequence[str] = ()
    port: int = field(default_factory=free_port)
    program: Path = SERVER
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Return once it answers, be it that it wants a password or still loads."""
        self.launch()
        for _ in range(TRIES):
            with suppress(OSError):
                self.asked("PING")
                return
            if self.process and self.process.poll() is not None:
                break
            time.sleep(PAUSE)
        raise AssertionError(f"redis never answered\n{self.log}")

    def launch(self) -> None:
        """Start it without waiting."""
        self.folder.mkdir(exist_ok=True, parents=True)
        own = [] if self.program == SENTINEL else ["--port", str(self.port), "--appendonly", "yes", "--save", ""]
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [self.program, *(["sentinel.conf"] if self.program == SENTINEL else []), *own, *self.words],
                cwd=self.folder,
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
            )

    def asked(self, *words: str | int, password: str = "") -> object:
        """Return what it answers, an error among it; OSError when it does not."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as wire:
            if password:
                _answer(wire, "AUTH", password)
            return _answer(wire, *words)

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()

    def pause(self) -> None:
        self._signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._signal(signal.SIGCONT)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.resume()
            self.kill()

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8", "replace")[-4000:]

    def _signal(self, number: signal.Signals) -> None:
        assert self.process is not None
        os.kill(self.process.pid, number)


@contextmanager
def running_redis(folder: Path, *words: str) -> Iterator[Sequence[Redis]]:
    """A server that keeps what it acknowledged when it is killed."""
    need_redis()
    redis = Redis(folder, words)
    try:
        redis.start()
        yield [redis]
    finally:
        redis.stop()


@contextmanager
def running_cluster(folder: Path, count: int = 1) -> Iterator[Sequence[Redis]]:
    """So many primaries without replicas; the first of them holds all slots."""
    # a primary that has lost its last slot stays one
    with _cluster(folder, count, "--cluster-allow-replica-migration", "no") as nodes:
        nodes[0].asked("CLUSTER", "ADDSLOTSRANGE", 0, 16383)
        for node in nodes:
            until(lambda node=node: knows(node, count))
        yield nodes


@contextmanager
def running_guarded_cluster(folder: Path) -> Iterator[Sequence[Redis]]:
    """Three primaries, of which the first holds nearly all slots and has the fourth node for its replica."""
    with _cluster(folder, 4, "--repl-diskless-sync-delay", "0") as nodes:
        first, *others, replica = nodes
        first.asked("CLUSTER", "ADDSLOTSRANGE", 2, 16383)
        for slot, node in enumerate(others):
            node.asked("CLUSTER", "ADDSLOTS", slot)
        for node in nodes:
            until(lambda node=node: knows(node, len(nodes)))
        replica.asked("CLUSTER", "REPLICATE", _text(first.asked("CLUSTER", "MYID")))
        until(lambda: b"master_link_status:up" in _info(replica))
        until(lambda: all(b"slave" in _flags(node, replica) for node in nodes))
        yield nodes


@contextmanager
def _cluster(folder: Path, count: int, *more: str) -> Iterator[Sequence[Redis]]:
    """So many primaries that know each other and hold nothing."""
    need_redis()
    words = ("--cluster-enabled", "yes", "--cluster-node-timeout", "2000", "--cluster-require-full-coverage", "no")
    buses = [free_port() for _ in range(count)]
    nodes = [Redis(folder / str(bus), (*words, *more, "--cluster-port", str(bus))) for bus in buses]
    try:
        for node in nodes:
            node.start()
        for node, bus in zip(nodes[1:], buses[1:], strict=True):
            nodes[0].asked("CLUSTER", "MEET", "127.0.0.1", node.port, bus)
        yield nodes
    finally:
        for node in nodes:
            node.stop()


@contextmanager
def move_slot(slot: int, source: Redis, target: Redis) -> Iterator[None]:
    """A block in which a slot is on its way; its keys are the caller's to move."""
    until(lambda: _view(source) == _view(target))
    ids = {node.port: _text(node.asked("CLUSTER", "MYID")) for node in (source, target)}
    target.asked("CLUSTER", "SETSLOT", slot, "IMPORTING", ids[source.port])
    source.asked("CLUSTER", "SETSLOT", slot, "MIGRATING", ids[target.port])
    yield
    for node in (target, source):
        node.asked("CLUSTER", "SETSLOT", slot, "NODE", ids[target.port])
    until(lambda: _view(source) == _view(target))


@dataclass(frozen=True, slots=True)
class Family:
    """A primary, its replica, and three sentinels that watch them."""

    primary: Redis
    replica: Redis
    sentinels: Sequence[Redis]

    @property
    def url(self) -> str:
        return f"redis+sentinel://{','.join(f'127.0.0.1:{sentinel.port}' for sentinel in self.sentinels)}/shop"


@contextmanager
def running_sentinels(folder: Path) -> Iterator[Family]:
    """They hold a primary for dead after half a second."""
    need_redis()
    at_once = ("--repl-diskless-sync-delay", "0")
    primary, replica = Redis(folder / "primary", at_once), Redis(folder / "replica", at_once)
    sentinels = [Redis(folder / f"sentinel{number}", program=SENTINEL) for number in range(3)]
    family = Family(primary, replica, sentinels)
    try:
        primary.start()
        replica.words = (*at_once, "--replicaof", "127.0.0.1", str(primary.port))
        replica.start()
        until(lambda: b"master_link_status:up" in _info(replica))
        for sentinel in sentinels:
            sentinel.folder.mkdir(parents=True)
            (sentinel.folder / "sentinel.conf").write_text(WATCH.format(port=sentinel.port, primary=primary.port))
            sentinel.start()
        for sentinel in sentinels:
            until(lambda sentinel=sentinel: b"slaves=1,sentinels=3" in _info(sentinel))
        yield family
    finally:
        for redis in (*sentinels, replica, primary):
            redis.stop()


@asynccontextmanager
async def shuffling(redis: Redis) -> AsyncIterator[int]:
    """A relay that turns two answers around which come in one piece and begin alike."""

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        theirs, ours = await asyncio.open_connection("127.0.0.1", redis.port)
        back = asyncio.create_task(turned(theirs, writer))
        with suppress(ConnectionError):
            while piece := await reader.read(2**16):
                ours.write(piece)
        back.cancel()
        ours.close()
        writer.close()

    server = await asyncio.start_server(relay, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await asyncio.sleep(0.05)


async def turned(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while piece := await reader.read(2**16):
        first, mark, second = piece[1:].partition(b"*4\r\n")
        writer.write(mark + second + piece[:1] + first if mark and piece.startswith(b"*4") else piece)


def knows(node: Redis, count: int) -> bool:
    """Tell that a node of a cluster sees all slots served, and so many nodes."""
    told = node.asked("CLUSTER", "INFO")
    return isinstance(told, bytes) and b"cluster_state:ok" in told and b"known_nodes:%d" % count in told


def _flags(node: Redis, other: Redis) -> bytes:
    """Return what a node says that another one is."""
    told = node.asked("CLUSTER", "NODES")
    lines = told.splitlines() if isinstance(told, bytes) else []
    return next((line.split()[2] for line in lines if b":%d@" % other.port in line), b"")


def takes_over(replica: Redis) -> bool:
    """Tell that a replica has become a primary."""
    return b"role:master" in _info(replica)


def until(true: object) -> None:
    """Wait for what servers bring about; fail when it does not come true."""
    assert callable(true)
    for _ in range(TRIES):
        if true():
            return
        time.sleep(PAUSE)
    raise AssertionError("it never came true")


def _answer(wire: socket.socket, *words: str | int) -> object:
    reader = hiredis.Reader()
    wire.sendall(hiredis.pack_command(tuple(words)))  # type: ignore[arg-type] # theirs says one word
    while (answer := reader.gets()) is False:
        got = wire.recv(2**16)
        if not got:
            raise ConnectionResetError("it hung up")
        reader.feed(got)
    found: object = answer
    return found


def _info(redis: Redis) -> bytes:
    told = redis.asked("INFO")
    return told if isinstance(told, bytes) else b""


def _text(answer: object) -> str:
    assert isinstance(answer, bytes)
    return answer.decode("ascii")


def _view(node: Redis) -> list[tuple[str, ...]]:
    """Return who holds which slots since which epoch, as this node sees it."""
    rows = [line.split() for line in _text(node.asked("CLUSTER", "NODES")).splitlines()]
    return sorted((row[0], row[6], *[word for word in row[8:] if not word.startswith("[")]) for row in rows)


@contextmanager
def killed(redis: Redis) -> Iterator[None]:
    redis.kill()
    yield
    redis.start()


@contextmanager
def paused(redis: Redis) -> Iterator[None]:
    redis.pause()
    yield
    redis.resume()


@contextmanager
def full(redis: Redis) -> Iterator[None]:
    redis.asked("CONFIG", "SET", "maxmemory-policy", "noeviction")
    redis.asked("CONFIG", "SET", "maxmemory", 1)
    yield
    redis.asked("CONFIG", "SET", "maxmemory", 0)
