"""The front of examples/deploy before two replicas that share a Redis: what it hands on, and what one's end costs."""

import asyncio
import os
import re
import signal
import ssl
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from io import BytesIO
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from tests.support.devanture import Devanture, started_devanture, visitor_of
from tests.support.door import heard, request
from tests.support.nginx import ALIVE, configuration, running_nginx
from tests.support.process import free_port
from tests.support.programs import needed
from tests.support.redis import running_redis
from tests.support.shop import SITE, opened_shop
from tests.support.tree import ROOT

CERTIFICATE = ROOT / "tests" / "data" / "tls" / "shop.pem"
SHARED = {"hosts": "shop.example,www.shop.example,127.0.0.1", "trusted_hops": "127.0.0.1/32", "access_log": "off"}
GETS = 600
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
"""A library that names itself is a bot, and no visitor."""
PATHS = ("/", "/c/boots", "/p/ouessant-pea-coat", "/basket", "/search?q=coat", "/style.css", "/images/crest.svg")


def front(replicas: tuple[int, int], plain: int, tls: int) -> str:
    """Return the front's own words with this machine's ports and a certificate of the tests."""
    text = (ROOT / "examples" / "deploy" / "nginx.conf").read_text("utf-8")
    changes = {
        "proxy-a:8080": f"127.0.0.1:{replicas[0]}",
        "proxy-b:8080": f"127.0.0.1:{replicas[1]}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl": f"listen 127.0.0.1:{tls} ssl",
        "/etc/nginx/tls/shop.pem": str(CERTIFICATE),
        "/etc/nginx/tls/shop.key": str(CERTIFICATE),
    }
    for old, new in changes.items():
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


@contextmanager
def fronted(folder: Path, replicas: tuple[int, int]) -> Iterator[tuple[int, int]]:
    """Give the ports of a running front, plain and TLS."""
    plain, tls, alive = free_port(), free_port(), free_port()
    here = f"server {{ listen 127.0.0.1:{alive}; location = {ALIVE} {{ return 200; }} }}"
    with running_nginx(folder, front(replicas, plain, tls) + here, alive):
        yield plain, tls


@contextmanager
def two_replicas(upstream: str, folder: Path) -> Iterator[tuple[Devanture, Devanture]]:
    """Two that share a Redis, the keys and the site, each with a data folder of its own."""
    with ExitStack() as ending:
        (redis,) = ending.enter_context(running_redis(folder / "redis"))
        settings = {**SHARED, "store": f"{redis.url}/0", "keys": folder / "keys", "lookup_deadline": 5}
        first, second = (
            ending.enter_context(started_devanture(upstream, SITE, data=_made(folder / name), **settings))
            for name in ("a", "b")
        )
        yield first, second


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@asynccontextmanager
async def browser(tls: int) -> AsyncIterator[aiohttp.ClientSession]:
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    wires = aiohttp.TCPConnector(ssl=trusting, limit=0)
    headers = {"Host": "www.shop.example", "Accept": "text/html", "User-Agent": FIREFOX}
    async with aiohttp.ClientSession(f"https://127.0.0.1:{tls}", connector=wires, headers=headers) as client:
        yield client


def test_nginx_takes_the_configuration(tmp_path: Path) -> None:
    written = tmp_path / "nginx.conf"
    written.write_text(configuration(tmp_path, front((1, 2), free_port(), free_port())), "utf-8")
    words: list[str | Path] = [needed("nginx"), "-t", "-q", "-p", tmp_path, "-e", tmp_path / "error.log", "-c", written]
    checked = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")


async def test_a_killed_replica_costs_nobody_a_page(tmp_path: Path) -> None:
    with (
        opened_shop(tmp_path) as shop,
        two_replicas(shop, tmp_path) as (first, second),
        fronted(tmp_path / "nginx", (first.port, second.port)) as (_, tls),
    ):
        async with browser(tls) as client:
            failed: list[str] = []
            asks = iter(range(GETS))

            async def asking() -> None:
                for number in asks:
                    if number == GETS // 3:
                        os.kill(first.pid, signal.SIGKILL)
                    try:
                        async with client.get(PATHS[number % len(PATHS)]) as answer:
                            await answer.read()
                            if answer.status != 200:
                                failed.append(f"{number}: {answer.status}")
                    except aiohttp.ClientError as error:
                        failed.append(f"{number}: {error!r}")

            await asyncio.gather(*(asking() for _ in range(12)))
        assert failed == []


async def test_both_replicas_know_a_visitor(tmp_path: Path) -> None:
    with opened_shop(tmp_path) as shop, two_replicas(shop, tmp_path) as (first, second):
        agreed = {"Cookie": "cookie_ok=1", "Accept": "text/html", "User-Agent": FIREFOX}
        async with aiohttp.ClientSession(headers=agreed) as client:
            async with client.get(f"{first.url}/p/bjorn-winter-boots") as seen:
                (ours,) = re.findall(r"dv=([^;]+)", str(seen.headers.getall("Set-Cookie")))
            for _ in range(100):
                known = await second.told(f"/visitor/{visitor_of(ours, tmp_path)}") if await _has(second, ours) else ""
                if "bjorn-winter-boots" in known:
                    break
                await asyncio.sleep(0.05)
            async with client.get(f"{second.url}/", headers={"Cookie": f"cookie_ok=1; dv={ours}"}) as home:
                assert "Björn winter boots" in await home.text()
                assert "dv=" not in str(home.headers.getall("Set-Cookie", []))


async def _has(replica: Devanture, cookie: str) -> bool:
    operator = {"Authorization": f"Bearer {replica.token}"}
    async with (
        aiohttp.ClientSession(headers=operator) as client,
        client.get(f"{replica.admin}/visitor/{cookie}") as answer,
    ):
        return answer.status == 200


async def told(asked: web.Request) -> web.Response:
    return web.json_response({name.lower(): value for name, value in asked.headers.items()})


async def echo(asked: web.Request) -> web.WebSocketResponse:
    wire = web.WebSocketResponse()
    await wire.prepare(asked)
    async for message in wire:
        await wire.send_str(f"{asked.headers['Host']} {message.data}")
    return wire


async def slowly(asked: web.Request) -> web.StreamResponse:
    answer = web.StreamResponse(headers={"Content-Type": "text/event-stream", "X-Accel-Buffering": "no"})
    await answer.prepare(asked)
    await answer.write(b"data: first\n\n")
    await asked.app[HEARD].wait()
    await answer.write(b"data: second\n\n")
    return answer


HEARD = web.AppKey("heard", asyncio.Event)


async def drained(asked: web.Request) -> web.Response:
    return web.Response(text=str(len(await asked.read())))


@pytest.fixture
async def talking_shop() -> AsyncIterator[tuple[str, asyncio.Event]]:
    """A shop that repeats what it is told, over a WebSocket as well, and sends events when the test lets it."""
    app = web.Application(client_max_size=2**30)
    app[HEARD] = asyncio.Event()
    app.add_routes(
        [web.get("/told", told), web.get("/wire", echo), web.get("/events", slowly), web.post("/up", drained)]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}", app[HEARD]
    await runner.cleanup()


@pytest.fixture
async def visitor(talking_shop: tuple[str, asyncio.Event], tmp_path: Path) -> AsyncIterator[aiohttp.ClientSession]:
    """A browser before the front, one replica, and the shop that talks."""
    with (
        started_devanture(talking_shop[0], SITE, data=tmp_path, **SHARED) as replica,
        fronted(tmp_path / "nginx", (replica.port, replica.port)) as (_, tls),
    ):
        async with browser(tls) as client:
            yield client


LIES = {
    "X-Forwarded-For": "203.0.113.9", "X-Forwarded-Host": "evil.test", "X-Forwarded-Proto": "http",
    "X-Forwarded-Port": "1337", "X-Forwarded-Prefix": "/evil", "X-Real-IP": "203.0.113.9", "X-Original-URL": "/evil",
    "Forwarded": "for=203.0.113.9;host=evil.test", "True-Client-IP": "203.0.113.9", "CF-Connecting-IP": "203.0.113.9",
}  # fmt: skip


async def test_the_shop_hears_who_asked_for_what_and_no_lie_of_a_visitor(visitor: aiohttp.ClientSession) -> None:
    async with visitor.get("/told", headers=LIES) as answer:
        heard = await answer.json()
    assert heard["host"] == heard["x-forwarded-host"] == "www.shop.example"
    assert heard["x-forwarded-proto"] == "https"
    assert heard["x-forwarded-for"] == "127.0.0.1, 127.0.0.1"
    assert heard["x-real-ip"] == "127.0.0.1"
    assert not any("evil" in value or "203.0.113" in value or "1337" in value for value in heard.values())


async def test_websockets_and_uploads_go_through_the_front(visitor: aiohttp.ClientSession) -> None:
    async with visitor.ws_connect("/wire") as wire:
        await wire.send_str("hello")
        assert await wire.receive_str() == "www.shop.example hello"
    async with visitor.post("/up", data=BytesIO(b"x" * 3_000_000)) as answer:
        assert await answer.text() == "3000000"


async def test_events_come_as_the_shop_sends_them(
    visitor: aiohttp.ClientSession, talking_shop: tuple[str, asyncio.Event]
) -> None:
    async with visitor.get("/events") as answer:
        assert await answer.content.readexactly(13) == b"data: first\n\n"
        talking_shop[1].set()
        assert await answer.content.read() == b"data: second\n\n"


async def test_the_plain_port_leads_to_tls(tmp_path: Path) -> None:
    with fronted(tmp_path / "nginx", (free_port(), free_port())) as (plain, _):
        moved = await heard(plain, request("/basket?a=1").replace(b"shop.test", b"shop.example"))
    assert (moved.status, moved.field("Location")) == (308, ["https://shop.example/basket?a=1"])
