"""Replays cases of the corpus on real sockets: some proxies side by side, each with one connection at a time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from tests.support.corpus import Case, RequestCase, Step, UpstreamCase
from tests.support.devanture import Devanture, running_devanture
from tests.support.linux import connections, grown, mark
from tests.support.origin import Cut, Script, ok, scripted
from tests.support.process import free_port
from tests.support.recorder import recording
from tests.support.verdict import Answered, Heard, Replayed
from tests.support.wire import End, LooseError, Message, answers

SITE = """\
version: 1
pages:
  case: { path: "/c/{case}" }
elements:
  heading: { css: h1, expect: exactly_one }
consent: { mode: full }
"""

RULE = """\
- id: no-heading
  name: Nobody sees the heading
  why: So that pages of the corpus are rewritten
  learn: Whether their cases hold then as well
  status: live
  where: { page: case }
  do: [{ hide: heading }]
  expect:
    - given: { page: case }
      then: { hidden: heading }
"""

LANES = 3

QUIET, LINGERING = 0.25, 3.0
"""Seconds without a byte after which an answer was the last, and after which a connection is taken to stay open."""

PATIENCE = 75.0
"""Seconds in which everything must have come to its end: the slowest case speaks for a minute."""

_NEXT = b"GET /next HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n"

_Case = TypeVar("_Case", bound=Case)
_Went = TypeVar("_Went", Replayed, Answered)


@dataclass(frozen=True, slots=True)
class Lane:
    """A proxy, and the port of the origin behind it."""

    devanture: Devanture
    port: int


async def replayed(
    cases: Iterable[_Case], play: Callable[[Lane, _Case], Awaitable[_Went]], folder: Path, http: str = "direct"
) -> tuple[dict[str, _Went], str]:
    """Return how each case went, by its id, and all that the proxies logged; `play` begins with the first cases."""
    waiting, went = iter(cases), dict[str, _Went]()

    async def along(lane: Lane) -> None:
        for case in waiting:
            went[case.id] = await play(lane, case)

    async with AsyncExitStack() as stack:
        opened = [await stack.enter_async_context(running_lane(folder / str(number), http)) for number in range(LANES)]
        async with asyncio.TaskGroup() as group:
            for lane in opened:
                group.create_task(along(lane))
        log = "".join(lane.devanture.log for lane in opened)
    return went, log


@asynccontextmanager
async def running_lane(folder: Path, http: str = "direct") -> AsyncIterator[Lane]:
    """Start a proxy as the corpus wants it, with a rule that changes the pages of its cases; `http` as in settings."""
    _write_site(folder)
    port = free_port()
    bounds = {"connect_timeout": 2, "first_byte_timeout": 5, "progress_timeout": 5}
    given = {"store": "memory:", "hosts": "shop.test", "http": http, **bounds}
    started = running_devanture(f"http://127.0.0.1:{port}", folder, **given)
    async with started as devanture:
        yield Lane(devanture, port)


def _write_site(folder: Path) -> None:
    folder.mkdir()
    (folder / "site.yaml").write_text(SITE)
    (folder / "rules.yaml").write_text(RULE)


async def sent(port: int, pieces: Sequence[bytes], *, half_close: bool = False, pause: float = 0.0) -> Heard:
    """Send pieces on one connection; read until it ends, or is quiet behind whole answers."""
    return await _Client(port, pieces, half_close, pause).heard(QUIET)


@dataclass(slots=True)
class _Client:
    port: int
    pieces: Sequence[bytes]
    half_close: bool = False
    pause: float = 0.0
    got: bytearray = field(default_factory=bytearray)

    async def heard(self, quiet: float) -> Heard:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        sending = asyncio.create_task(self._send(writer))
        method = self.pieces[0].strip().partition(b" ")[0].decode("latin-1")
        try:
            end = await self._read(reader, method, quiet)
        except ConnectionError:
            end = End.RESET
        finally:
            sending.cancel()
            await asyncio.wait((sending,))
            writer.close()
        return Heard(bytes(self.got), end, method)

    async def _send(self, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            for piece in self.pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(self.pause)
            if self.half_close:
                writer.write_eof()

    async def _read(self, reader: asyncio.StreamReader, method: str, quiet: float) -> End:
        """Read on; what has come is looked at in quiet moments, for it may be large."""
        waited = 0.0
        while waited < PATIENCE:
            try:
                async with asyncio.timeout(quiet):
                    piece = await reader.read(2**20)
            except TimeoutError:
                if _settled(bytes(self.got), method):
                    break
                waited += quiet
                continue
            if not piece:
                return End.CLOSED
            self.got += piece
            waited = 0.0
        return End.OPEN


def _settled(got: bytes, method: str) -> bool:
    try:
        found = answers(got, method, End.OPEN)
    except LooseError:
        return True
    return bool(found) and all(answer.whole for answer in found)


async def request_played(lane: Lane, case: RequestCase) -> Replayed:
    strangers = set[str]()
    async with recording(lane.port) as shop:
        watching = asyncio.create_task(_watch(lane, strangers)) if case.ssrf else None
        step = case.split or len(case.raw)
        pieces = [case.raw[at : at + step] for at in range(0, len(case.raw), step)]
        client = _Client(lane.devanture.port, pieces, case.half_close, case.split_ms / 1000)
        heard = await client.heard(LINGERING if case.close_after else QUIET)
        after = await sent(lane.devanture.port, [_NEXT])
        if watching:
            watching.cancel()
    return Replayed(heard, shop.reached, shop.loose, sorted(strangers), _status(after))


async def _watch(lane: Lane, strangers: set[str]) -> None:
    while True:
        strangers |= connections(lane.devanture.pid) - {f"127.0.0.1:{lane.port}"}
        await asyncio.sleep(0.005)


async def answer_played(lane: Lane, case: UpstreamCase) -> Answered:
    """Every case has an origin of its own at the lane's port, or none at all."""
    script, asked = script_of(case.steps, lane.port), _asked(case)
    heard, attempts = [], 0
    before = mark(lane.devanture.pid)
    if case.steps[0].op == "refuse":
        heard.append(await sent(lane.devanture.port, [asked]))
    else:
        async with scripted(script, early=case.early, port=lane.port) as origin:
            for _ in range(case.repeat):
                heard.append(await sent(lane.devanture.port, [asked]))
                await asyncio.sleep(case.gap_ms / 1000)
            attempts = len(origin.requests)
    mib = grown(lane.devanture.pid, before)
    async with scripted([ok()], port=lane.port):
        after = await sent(lane.devanture.port, [_NEXT])
    return Answered(heard, _told(script), attempts, mib, _status(after), lane.port)


def _asked(case: UpstreamCase) -> bytes:
    lines = [f"{case.method} /c/{case.id.replace(' ', '-')} HTTP/1.1", "Host: shop.test"]
    lines += [f"{name}: {value}" for name, value in (case.headers or {}).items()]
    lines += [f"Content-Length: {case.body_bytes}"] if case.body_bytes else []
    return "\r\n".join([*lines, "", "x" * case.body_bytes]).encode("latin-1")


def script_of(steps: Sequence[Step], port: int) -> Script:
    script: list[bytes | float | Cut] = []
    for step in steps:
        raw = step.raw.replace(b"@PORT@", str(port).encode()) * step.n
        match step.op:
            case "send" | "repeat":
                script.append(raw)
            case "sleep":
                script.append(step.ms / 1000)
            case "trickle":
                script += [part for byte in raw for part in (bytes([byte]), step.ms / 1000)]
            case "refuse":
                pass
            case op:
                script.append(Cut(op))
    return script


def _told(script: Script) -> Message | None:
    """Return the answer that a script makes, None when it makes none that can be read."""
    try:
        found = answers(b"".join(step for step in script if isinstance(step, bytes)), "GET", End.CLOSED)
    except LooseError:
        return None
    return found[0] if found else None


def _status(heard: Heard) -> int:
    return heard.answers[0].status if heard.answers else 0
