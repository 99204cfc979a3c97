"""What docs/reliability.md promises of the edge and no other test shows: on real sockets, against the real door."""

import asyncio
import logging
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

from tests.support.door import PAGE, RULE, heard, open_door, request, until, write_site
from tests.support.origin import Cut, ok, scripted
from tests.support.tree import ROOT

HTML = b"Content-Type: text/html; charset=iso-8859-1"
CITY = ROOT / "tests/data/geo/GeoIP2-City-Test.mmdb"
BRITISH = "81.2.69.160"
BRITON = RULE.replace("  do:", "  who: { geo.country: GB }\n  do:").replace(
    "page: home }\n      then", "page: home, country: GB }\n      then"
)
MIB = 2**20

CLAIMS = (
    "X-Forwarded-Host: evil.test", "X-Forwarded-Proto: https", "X-Forwarded-Scheme: nothttps", "X-Forwarded-Port: 4433",
    "X-Forwarded-Prefix: /evil", "X-Forwarded-Server: evil.test", "Forwarded: host=evil.test;proto=https",
    "X-Host: evil.test", "X-Original-URL: /admin", "X-Rewrite-URL: /admin", "X-HTTP-Method-Override: POST",
    "X-HTTP-Method: PUT", "X-Method-Override: DELETE", "Front-End-Https: on", "X-Original-Host: evil.test",
)  # fmt: skip


@dataclass(slots=True)
class Slow:
    """A shop that reads and writes as slowly as a test wants; `sent` and `got` count bytes of bodies."""

    head: bytes
    body: int
    reads: asyncio.Event = field(default_factory=asyncio.Event)
    port: int = 0
    sent: int = 0
    got: int = 0
    ended: bool = False

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(self.head)
            while self.sent < self.body:
                writer.write(bytes(2**16))
                await writer.drain()
                self.sent += 2**16
            await self.reads.wait()
            while piece := await reader.read(2**16):
                self.got += len(piece)
        except ConnectionError:
            pass
        finally:
            self.ended = True
            writer.close()


@asynccontextmanager
async def slow(head: bytes, body: int = 0) -> AsyncIterator[Slow]:
    shop = Slow(head, body)
    server = await asyncio.start_server(shop.serve, "127.0.0.1", 0, limit=2**16)
    shop.port = server.sockets[0].getsockname()[1]
    try:
        yield shop
    finally:
        shop.reads.set()
        server.close()
        await until(lambda: shop.ended)


async def stands(count: str, shop: Slow) -> int:
    """Return what a count of bytes comes to once it grows no more."""
    before = -1
    while before != getattr(shop, count):
        before = getattr(shop, count)
        await asyncio.sleep(0.3)
    return before


@pytest.mark.parametrize("claim", CLAIMS)
async def test_what_a_visitor_claims_changes_no_byte_of_the_page(tmp_path: Path, claim: str) -> None:
    async with scripted([ok(PAGE, HTML, b"Date: x")]) as origin, open_door(origin.url, tmp_path) as door:
        plain, claiming = await heard(door.port, request()), await heard(door.port, request("/", claim))
        assert b"promo" not in plain.body
        assert claiming.body == plain.body
        assert [line for line in claiming.head.split(b"\r\n") if b"dv=" not in line] == [
            line for line in plain.head.split(b"\r\n") if b"dv=" not in line
        ]
        assert origin.heads[0] == origin.heads[1]


async def test_a_claimed_address_changes_neither_place_nor_log_nor_count(tmp_path: Path) -> None:
    spoof = tuple(f"{name}: {BRITISH}" for name in ("X-Forwarded-For", "X-Real-IP", "True-Client-IP", "Client-IP"))
    write_site(tmp_path / "site", BRITON)
    async with scripted([ok(PAGE, HTML)]) as origin:
        async with open_door(origin.url, tmp_path, geo=str(CITY), connections_per_address=1) as door:
            assert b"promo" in (await heard(door.port, request("/", *spoof))).body
            assert '"address": "127.0.0.0/24"' in door.log
            reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
            writer.write(request("/", *spoof).replace(b"Connection: close\r\n", b""))
            await reader.readuntil(b"\r\n\r\n")
            assert (await heard(door.port, request("/", "X-Forwarded-For: 203.0.113.9"))).status == 503
            writer.close()
        async with open_door(origin.url, tmp_path, geo=str(CITY), trusted_hops="127.0.0.1") as trusting:
            assert b"promo" not in (await heard(trusting.port, request("/", *spoof))).body


@pytest.mark.parametrize(
    "path", ["/health", "/ready", "/metrics", "/rules", "/explain", "/visitor/x", "/reload", "/off"]
)
async def test_on_the_public_port_the_operators_paths_are_the_shops(tmp_path: Path, path: str) -> None:
    async with scripted([ok(b"the shop's")]) as origin, open_door(origin.url, tmp_path) as door:
        for method in ("GET", "POST"):
            assert (await heard(door.port, request(path, method=method))).body == b"the shop's"
        assert door.parts.pipeline.enabled


async def test_nothing_personal_is_in_logs_counts_or_explanations(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    canaries = ("canary@example.org", "4111111111111111", "tok3ncanary", "c00kiecanary", "basiccanary")
    mail, card, token, cookie, login = canaries
    sent = (
        f"Cookie: s={cookie}; mail={mail}",
        f"Authorization: Basic {login}",
        f"X-Forwarded-For: {card}",
        f"User-Agent: {mail}",
    )
    form = "Content-Type: application/x-www-form-urlencoded"
    with caplog.at_level(logging.DEBUG):
        async with (
            scripted([ok(PAGE, HTML)], [Cut.CLOSE], [ok(PAGE, HTML)]) as origin,
            open_door(origin.url, tmp_path) as door,
        ):
            await heard(door.port, request(f"/?token={token}&mail={mail}", *sent, f"Referer: http://x.test/?t={token}"))
            for _ in range(2):
                await heard(
                    door.port, request(f"/u/{mail}/{card}?t={token}", *sent, form, method="POST", body=f"card={card}")
                )
            await heard(door.port, f"GET /?{token} HTTP/1.1\r\nHost: shop.test\r\n{mail}\r\n\r\n".encode())
            told = door.log + caplog.text + door.parts.pipeline.metrics.text().decode()
            told += "".join(str(past.decision) for past in door.parts.admin.history.of())
    assert not [canary for canary in canaries if canary in told]


async def test_a_shop_that_stalled_leaves_no_connection_to_the_next(tmp_path: Path) -> None:
    begun = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"
    async with (
        scripted([begun, 0.6, b"EVIL!"], [0.6, ok(b"EVIL!")], [ok(b"mine")]) as origin,
        open_door(origin.url, tmp_path, progress_timeout=0.2, first_byte_timeout=0.2) as door,
    ):
        assert not (await heard(door.port, request("/1.png"))).whole
        assert (await heard(door.port, request("/2.png"))).status == 504
        await asyncio.sleep(0.6)
        assert (await heard(door.port, request("/3.png"))).body == b"mine"
        assert origin.connections == 3


async def test_a_download_that_nobody_takes_holds_neither_memory_nor_connection(tmp_path: Path) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: %d\r\n\r\n" % (256 * MIB)
    async with slow(head, 256 * MIB) as shop, open_door(f"http://127.0.0.1:{shop.port}", tmp_path) as door:
        _, writer = await asyncio.open_connection("127.0.0.1", door.port, limit=2**16)
        writer.write(request("/big.zip"))
        assert await stands("sent", shop) < 64 * MIB
        writer.transport.abort()
        await until(lambda: shop.ended)
        assert shop.sent < 64 * MIB


async def test_an_upload_that_the_shop_does_not_take_is_not_kept_for_it(tmp_path: Path) -> None:
    size = 128 * MIB
    async with slow(b"") as shop, open_door(f"http://127.0.0.1:{shop.port}", tmp_path) as door:
        _, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(b"POST /upload HTTP/1.1\r\nHost: shop.test\r\nContent-Length: %d\r\n\r\n" % size)
        gone = 0

        async def upload() -> None:
            nonlocal gone
            while gone < size:
                writer.write(bytes(2**16))
                await writer.drain()
                gone += 2**16

        sending = asyncio.create_task(upload())
        await asyncio.sleep(1.0)
        assert gone < 64 * MIB
        shop.reads.set()
        await sending
        await until(lambda: shop.got == size)
        writer.close()


async def test_a_tunnel_holds_back_who_sends_more_than_is_taken(tmp_path: Path) -> None:
    switch = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
    handshake = request("/chat", "Upgrade: websocket").replace(b"Connection: close", b"Connection: Upgrade")
    async with slow(switch, 128 * MIB) as shop, open_door(f"http://127.0.0.1:{shop.port}", tmp_path) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port, limit=2**16)
        writer.write(handshake)
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 101")
        assert await stands("sent", shop) < 64 * MIB
        assert len(await reader.readexactly(128 * MIB)) == 128 * MIB
        writer.write(bytes(MIB))
        shop.reads.set()
        await until(lambda: shop.got == MIB)
        writer.close()


async def test_a_script_that_watches_over_pages_is_never_rewritten(tmp_path: Path) -> None:
    async with scripted([ok(PAGE, HTML)]) as origin, open_door(origin.url, tmp_path) as door:
        asked = ("Service-Worker: script", "Accept: */*")
        assert (await heard(door.port, request("/", *asked))).body == PAGE
        assert (await heard(door.port, request("/", "Sec-Fetch-Dest: serviceworker"))).body == PAGE
        assert (await heard(door.port, request())).body != PAGE


async def test_pages_that_are_kept_by_a_worker_are_asked_for_again(tmp_path: Path) -> None:
    kept = ok(PAGE, HTML, b"Cache-Control: public, max-age=60")
    async with scripted([kept]) as origin, open_door(origin.url, tmp_path) as door:
        assert (await heard(door.port, request())).field("Cache-Control") == ["private, no-cache"]


@pytest.mark.parametrize("interim", [b"100 Continue", b"102 Processing", b"103 Early Hints", b"199 Odd"])
async def test_after_every_interim_answer_the_final_one_follows(tmp_path: Path, interim: bytes) -> None:
    early = b"HTTP/1.1 " + interim + b"\r\nLink: </a.css>\r\n\r\n"
    async with scripted([early, 0.02, early, ok(PAGE, HTML)]) as origin, open_door(origin.url, tmp_path) as door:
        answer = await heard(door.port, request())
        assert (answer.status, answer.whole, answer.head.count(b"HTTP/1.1")) == (200, True, 1)


async def test_whoever_expects_is_not_left_waiting_by_a_shop_that_never_continues(tmp_path: Path) -> None:
    head = (
        b"POST / HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
    )
    async with scripted([ok()]) as origin, open_door(origin.url, tmp_path) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(head)
        assert await reader.readuntil(b"\r\n\r\n") == b"HTTP/1.1 100 Continue\r\n\r\n"
        writer.write(b"hello")
        assert (await reader.read()).startswith(b"HTTP/1.1 200 OK")
        assert b"expect" not in origin.heads[0].lower()
        writer.close()


async def test_a_shop_may_refuse_a_body_that_was_expected(tmp_path: Path) -> None:
    head = (
        b"POST / HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n"
    )
    refusing = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\n\r\n"
    async with scripted([refusing], early=True) as origin, open_door(origin.url, tmp_path) as door:
        answer = await heard(door.port, head, 0.2, b"hello")
        assert (answer.status, len(origin.requests)) == (413, 1)


async def test_what_http_1_0_expects_is_not_answered_to(tmp_path: Path) -> None:
    head = b"POST / HTTP/1.0\r\nHost: shop.test\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\nhello"
    async with scripted([ok()]) as origin, open_door(origin.url, tmp_path) as door:
        reader, writer = await asyncio.open_connection("127.0.0.1", door.port)
        writer.write(head)
        assert (await reader.read()).startswith(b"HTTP/1.1 200 OK")
        assert len(origin.requests) == 1
        writer.close()


def test_no_aiohttp_with_known_holes_is_allowed() -> None:
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    (wanted,) = (each for each in map(Requirement, dependencies) if each.name == "aiohttp")
    assert not list(wanted.specifier.filter([Version("3.14.4"), Version("3.13.5"), Version("4.0.0")]))
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        pinned = [line for line in lock.read_text("utf-8").splitlines() if line.startswith("aiohttp==")]
        assert all(Version(line.split()[0].partition("==")[2].rstrip("\\")) >= Version("3.14.5") for line in pinned)
