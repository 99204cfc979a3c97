"""Both doors of Devanture inside the test's own loop, before an origin of the test's."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web

from proxy.commands.compose import Parts, compose
from proxy.edge.entrance import Entrance
from proxy.settings import read

SITE = """\
version: 1
pages:
  home: { path: / }
elements:
  promo: { css: "#promo", expect: exactly_one }
consent: { mode: full }
read:
  add:
    - path: /basket/add
      product: { form: product }
"""

RULE = """\
- id: no-promo
  name: Nobody sees the promo field
  why: An empty field sends people away to look for codes
  learn: Do more of them order?
  status: live
  where: { page: home }
  do: [{ hide: promo }]
  expect:
    - given: { page: home }
      then: { hidden: promo }
"""

PAGE = b"<!doctype html><title>t</title><body><p>caf\xe9</p><p id=promo>code?</p></body>"


@dataclass(frozen=True, slots=True)
class OpenDoor:
    """Where visitors and operators come in, and the parts behind."""

    port: int
    admin: int
    parts: Parts
    entrance: Entrance

    @property
    def log(self) -> str:
        return (self.parts.settings.data_folder / "access").read_text("ascii")


def write_site(folder: Path, rule: str = RULE) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "site.yaml").write_text(SITE)
    (folder / "rules.yaml").write_text(rule)
    return folder


@asynccontextmanager
async def open_door(upstream: str, folder: Path, **settings: object) -> AsyncIterator[OpenDoor]:
    """`settings` are those of proxy/settings.py; the site is `folder`'s, written unless it is there."""
    site = folder / "site"
    if not site.exists():
        write_site(site)
    given = {"store": "memory:", "access_log": str(folder / "data" / "access"), "data": str(folder / "data")}
    (folder / "data").mkdir(exist_ok=True)
    parts = compose(read({"upstream": upstream, "site": str(site), **given, **settings}))
    await parts.begin()
    entrance = Entrance(parts.door, parts.answer, parts.direct)
    loop = asyncio.get_running_loop()
    public = await loop.create_server(entrance, "127.0.0.1", 0)
    runner = web.AppRunner(parts.admin.application(), access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield OpenDoor(public.sockets[0].getsockname()[1], runner.addresses[0][1], parts, entrance)
    finally:
        public.close()
        await entrance.end(1.0)
        await runner.cleanup()
        await parts.end()


async def until(true: Callable[[], bool]) -> None:
    """Wait for what others bring about; fail when it does not come true."""
    for _ in range(2000):
        if true():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came true")


@dataclass(frozen=True, slots=True)
class Heard:
    """What a visitor got on one connection: `whole` when the answer ended as it said it would."""

    status: int
    head: bytes
    body: bytes
    whole: bool

    def field(self, name: str) -> list[str]:
        """Return all values of a field."""
        found = re.findall(rb"(?im)^" + name.encode() + rb":[ \t]*([^\r\n]*)", self.head)
        return [value.decode("latin-1") for value in found]


def request(target: str = "/", *lines: str, method: str = "GET", body: str = "") -> bytes:
    """Return the bytes of one request that is its connection's last."""
    length = [f"Content-Length: {len(body)}"] if body else []
    head = [f"{method} {target} HTTP/1.1", "Host: shop.test", "Connection: close", *length, *lines]
    return "\r\n".join([*head, "", body]).encode("latin-1")


async def heard(port: int, *pieces: bytes | float, method: str = "GET") -> Heard:
    """Send pieces, or wait seconds between them, and read until the end of the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    got, clean = b"", True
    try:
        for piece in pieces:
            if isinstance(piece, float):
                await asyncio.sleep(piece)
            else:
                writer.write(piece)
        while more := await reader.read(2**16):
            got += more
    except ConnectionError:
        clean = False
    writer.close()
    return parsed(got, method, clean=clean)


def parsed(got: bytes, method: str = "GET", *, clean: bool = True) -> Heard:
    while got.startswith(b"HTTP/1.1 100"):
        got = got.partition(b"\r\n\r\n")[2]
    head, _, body = got.partition(b"\r\n\r\n")
    status = int(head.split(b" ")[1]) if head else 0
    told = head.lower()
    if method == "HEAD" or status in (204, 304):
        return Heard(status, head, body, clean)
    if b"transfer-encoding: chunked" in told:
        pieces, ended = _chunks(body)
        return Heard(status, head, pieces, clean and ended)
    length = re.search(rb"\r\ncontent-length: (\d+)", told)
    return Heard(status, head, body, clean and (length is None or int(length[1]) == len(body)))


def _chunks(body: bytes) -> tuple[bytes, bool]:
    whole = b""
    while body:
        line, _, rest = body.partition(b"\r\n")
        size = int(line, 16)
        if size == 0:
            return whole, rest == b"\r\n"
        whole, body = whole + rest[:size], rest[size + 2 :]
    return whole, False
