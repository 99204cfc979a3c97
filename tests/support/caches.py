"""Caching proxies as careless operators set them up, and a crowd that asks through them for what is not theirs."""

import asyncio
import random
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.nginx import ALIVE, running_nginx
from tests.support.process import Program, Running, free_port
from tests.support.programs import needed

NGINX = """
proxy_cache_path {folder}/kept keys_zone=pages:16m use_temp_path=off;
server {{
    listen 127.0.0.1:{port};
    proxy_set_header Host $host;
    proxy_set_header X-Real-IP $remote_addr;
    proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
    proxy_set_header X-Forwarded-Proto $scheme;
    proxy_cache pages;
    proxy_cache_valid 200 301 302 10m;
    proxy_cache_valid any 1m;
    proxy_cache_revalidate on;
    proxy_cache_lock on;
    proxy_cache_use_stale error timeout updating http_500 http_502 http_503 http_504;
    proxy_cache_background_update on;
    add_header X-Cache $upstream_cache_status always;
    location = {alive} {{ return 200; }}
    location / {{ proxy_pass http://127.0.0.1:{upstream}; }}
    location ~* [.](css|js|png|gif|svg|woff2?|pdf|txt)$ {{
        proxy_cache_valid any 1h;
        proxy_pass http://127.0.0.1:{upstream};
    }}
}}
"""
"""nginx that keeps whatever it may: by the address alone, styles and scripts for an hour, HTTP/1.0 to us."""

VARNISH = """
vcl 4.1;
backend shop {{ .host = "127.0.0.1"; .port = "{upstream}"; }}
sub vcl_recv {{
    if (req.url == "{alive}") {{ return (synth(200)); }}
    if (req.method == "GET" || req.method == "HEAD") {{ return (hash); }}
    return (pass);
}}
sub vcl_deliver {{
    if (obj.hits > 0) {{ set resp.http.X-Cache = "HIT"; }} else {{ set resp.http.X-Cache = "MISS"; }}
}}
"""
"""Varnish that keeps pages whatever cookies come with the request, as much as the answers allow."""


@contextmanager
def caching_nginx(folder: Path, upstream: int) -> Iterator[int]:
    """Give the port of a caching nginx before this port."""
    port = free_port()
    with running_nginx(folder, NGINX.format(folder=folder, port=port, upstream=upstream, alive=ALIVE), port):
        yield port


@contextmanager
def caching_varnish(folder: Path, upstream: int) -> Iterator[int]:
    """Give the port of a Varnish before this port."""
    port = free_port()
    folder.mkdir(exist_ok=True)
    (folder / "cache.vcl").write_text(VARNISH.format(upstream=upstream, alive=ALIVE), "utf-8")
    words: list[str | Path] = [
        needed("varnishd"),
        "-F",
        "-j",
        "none",
        "-a",
        f"127.0.0.1:{port}",
        "-f",
        folder / "cache.vcl",
    ]
    words += ["-n", folder / "varnish", "-s", "malloc,64m", "-T", "none", "-p", "default_grace=60"]
    with Running(Program(words, f"http://127.0.0.1:{port}{ALIVE}", folder / "varnish.log", {})):
        yield port


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the shop: what every request of theirs says, what stands on their pages alone, and their secrets."""

    name: str
    fields: tuple[str, ...]
    mark: bytes = b""
    secrets: tuple[bytes, ...] = ()

    @property
    def looks_for(self) -> tuple[str, ...]:
        """The search that they repeat, as a store remembers the last things alone."""
        return 2 * (f"/search?q={self.mark.decode()}",) if self.mark else ()


@dataclass(frozen=True, slots=True)
class Ask:
    """One request; `plain` when it is a navigation with nothing odd about it."""

    who: Person
    method: str
    target: str
    fields: tuple[str, ...] = ()
    plain: bool = False

    @property
    def raw(self) -> bytes:
        lines = [f"{self.method} {self.target} HTTP/1.1", "Host: shop.test", *self.who.fields, *self.fields]
        return "\r\n".join([*lines, "", ""]).encode("latin-1")


@dataclass(frozen=True, slots=True)
class Got:
    """The answer to one request, its body without its coding."""

    ask: Ask
    status: int
    head: bytes
    body: bytes

    @property
    def kept(self) -> bool:
        """Whether the cache had it."""
        return b"X-Cache: HIT" in self.head

    def tells(self, secret: bytes) -> bool:
        return secret in self.head or secret in self.body


PAGES = (
    "/", "/c/boots", "/c/coats", "/p/ouessant-pea-coat", "/p/cancale-oilskin", "/basket", "/delivery",
    "/index.php?route=product/product&product_id=101", "/brand.php", "/brand.php/maison", "/plain.php",
    "/account.php", "/fragment/minicart", "/nowhere", "/style.css", "/shop.js", "/img/cancale-oilskin.svg",
    "/images/crest.svg",
)  # fmt: skip
DECEPTIONS = (
    "/x.css", ";x.js", "%2Fx.css", "%2fx.js", "?x.css", "%3Fx.css", "/x.CSS", "/x.Css", "/x.css.", "/x.css..",
    "/x.css/", "/x.css;v=1", "/..%2fx.css", "/..;/x.css", "/%2e%2e/x.css", "/./x.css", "//x.css", "%5Cx.css",
    "%00.css", "/x.css%00", "/x.%63ss", "/x%2ecss", "%0a.css", "%23.css", "/x.avif", "/x.png?cb=1", "/robots.txt",
    "/x.woff2", ".css", "/.css", "/x.pdf", "/x.css?", "?", "?utm_source=x", "&x.css", "%3Bx.css", "~x.css", "/x.html",
    "/favicon.ico", "/x.svg",
)  # fmt: skip
ODD = (
    ("Range: bytes=0-99",), ("Range: bytes=5-", 'If-Range: "x"'), ("If-None-Match: *",), ('If-None-Match: "x"',),
    ("If-Modified-Since: Wed, 11 Nov 2099 11:11:11 GMT",), ("Accept: */*",), ("Accept: application/json",),
    ("Accept: text/css,*/*;q=0.1", "Sec-Fetch-Dest: style"), ("Sec-Fetch-Dest: image",), ("Sec-Fetch-Dest: empty",),
    ("X-Requested-With: XMLHttpRequest",), ("Cache-Control: no-cache", "Pragma: no-cache"),
    ("Cache-Control: max-age=0",), ("Cache-Control: only-if-cached",), ("Sec-Purpose: prefetch",),
    ("Accept-Encoding: gzip",), ("Accept-Encoding: *;q=0",), ("X-Forwarded-Host: evil.test",),
    ("X-Original-URL: /account.php",), ("X-HTTP-Method-Override: POST",), ("Vary: Cookie",), ("A-IM: feed",),
    ("X-Forwarded-For: 81.2.69.142",), ("Forwarded: for=81.2.69.142;host=evil.test",), ("Save-Data: on",),
    ("Connection: Cookie, Accept-Language",), ("Service-Worker: script",),
)  # fmt: skip


def mixed(people: Sequence[Person], count: int, seed: int) -> Iterator[Ask]:
    """Give so many requests of everybody, in an order of chance that is the same for the same seed."""
    chance = random.Random(seed)
    for _ in range(count):
        who = chance.choice(people)
        target = chance.choice((*PAGES, *who.looks_for))
        plain = chance.random() < 0.4
        if plain:
            yield Ask(who, "GET", target, ("Accept: text/html",), plain=True)
            continue
        if chance.random() < 0.6:
            target += chance.choice(DECEPTIONS)
        method = chance.choices(("GET", "HEAD", "OPTIONS", "DELETE"), (84, 14, 1, 1))[0]
        fields = chance.choice(ODD) if chance.random() < 0.5 else ("Accept: text/html",)
        yield Ask(who, method, target, fields)


async def crowd(port: int, asks: Iterator[Ask], connections: int = 16) -> list[Got]:
    """Ask everything over so many connections at once, each answer before the next request."""
    got: list[Got] = []

    async def asking() -> None:
        line = _Line(port)
        try:
            got.extend([await line.ask(ask) for ask in asks])
        finally:
            line.close()

    await asyncio.gather(*(asking() for _ in range(connections)))
    return got


_LENGTH = re.compile(rb"(?im)^content-length:[ \t]*(\d+)")


@dataclass(slots=True)
class _Line:
    """One connection to the cache, opened again whenever the cache has closed it."""

    port: int
    streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, ask: Ask) -> Got:
        if self.streams is not None:
            try:
                return await self._asked(ask, *self.streams)
            except (ConnectionError, asyncio.IncompleteReadError):
                self.close()  # it was closed while it was idle: every browser asks once more
        self.streams = await asyncio.open_connection("127.0.0.1", self.port, limit=2**22)
        return await self._asked(ask, *self.streams)

    def close(self) -> None:
        if self.streams is not None:
            self.streams[1].close()
        self.streams = None

    async def _asked(self, ask: Ask, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Got:
        writer.write(ask.raw)
        head = await reader.readuntil(b"\r\n\r\n")
        status, told = int(head[9:12]), head.lower()
        framed = b"\r\ntransfer-encoding: chunked" in told or _LENGTH.search(told)
        silent = ask.method == "HEAD" or status in (204, 304)
        body = b"" if silent else await _body(told, reader)
        if b"\r\nconnection: close" in told or not (silent or framed):
            self.close()
        if b"\r\ncontent-encoding: gzip" in told and body:
            body = zlib.decompressobj(31).decompress(body)
        return Got(ask, status, head, body)


async def _body(told: bytes, reader: asyncio.StreamReader) -> bytes:
    if b"\r\ntransfer-encoding: chunked" in told:
        return await _chunks(reader)
    if length := _LENGTH.search(told):
        return await reader.readexactly(int(length[1]))
    return await reader.read()


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int((await reader.readuntil(b"\r\n")).partition(b";")[0], 16):
        body += (await reader.readexactly(size + 2))[:size]
    await reader.readuntil(b"\r\n")
    return body
