"""What becomes of visitors when a process is killed, the store breaks, the shop goes down or we are started wrongly."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

import pytest

from proxy.__main__ import main
from proxy.stores import open_store
from scoring.event import Kind
from tests.support.devanture import Devanture, running_devanture, visitor_of
from tests.support.door import Heard, heard, request, until
from tests.support.process import free_port
from tests.support.shop import SITE, running_shop
from tests.support.tree import ROOT

SERVE = ("serve", "--upstream", "http://127.0.0.1:9", "--site", str(SITE))
AGREED = "cookie_ok=1"
BOOTS = ("/p/bjorn-winter-boots", "/p/marais-wellingtons", "/p/ardeche-hiking-boots")


@dataclass(slots=True)
class Visitor:
    """Somebody who agreed to be known, and the value of the cookie that we gave."""

    devanture: Devanture
    cookie: str = ""

    async def looks_at(self, path: str) -> Heard:
        ours = f"; dv={self.cookie}" if self.cookie else ""
        page = await heard(self.devanture.port, request(path, f"Cookie: {AGREED}{ours}"))
        set_here = [line for line in page.field("Set-Cookie") if line.startswith("dv=")]
        self.cookie = set_here[0].partition(";")[0].removeprefix("dv=") if set_here else self.cookie
        return page

    async def seen(self) -> list[str]:
        """Return the pages that are known of this visitor, as an operator reads them."""
        events = (await self.devanture.known(self.cookie))["events"]
        return [event["subject"] for event in events if event["kind"] == "seen"]


async def stored(visitor: Visitor) -> list[str]:
    """Return the pages that the file knows of, when nobody runs."""
    data = visitor.devanture.data
    store = open_store(f"sqlite:{data / 'visitors.sqlite'}")
    try:
        events = (await store.load(visitor_of(visitor.cookie, data))).events
    finally:
        await store.close()
    return [event.subject for event in events if event.kind is Kind.SEEN]


def workers_of(pid: int) -> list[int]:
    return [int(number) for number in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]


async def test_nothing_older_than_a_second_is_lost_with_a_process(shop: str, tmp_path: Path) -> None:
    async with running_devanture(shop, SITE, data=tmp_path) as devanture:
        visitor = Visitor(devanture)
        for path in BOOTS:
            assert (await visitor.looks_at(path)).status == 200
        await asyncio.sleep(1.0)
        os.kill(devanture.pid, signal.SIGKILL)
    async with running_devanture(shop, SITE, data=tmp_path) as again:
        visitor.devanture = again
        assert await visitor.seen() == list(BOOTS)
        home = await visitor.looks_at("/")
        assert b"Bj\xf6rn winter boots" in selection(home)
        assert not [line for line in home.field("Set-Cookie") if line.startswith("dv")]


async def test_a_killed_worker_is_replaced_and_nothing_is_lost_with_all_of_them(shop: str, tmp_path: Path) -> None:
    async with running_devanture(shop, SITE, data=tmp_path, workers=2) as devanture:
        visitor = Visitor(devanture)
        for path in BOOTS:
            await visitor.looks_at(path)
        await asyncio.sleep(1.0)
        before = workers_of(devanture.pid)
        os.kill(before[-1], signal.SIGKILL)
        await until(lambda: len(set(workers_of(devanture.pid)) - set(before)) == 1)
        for _ in range(20):
            assert (await visitor.looks_at("/style.css")).status == 200
        assert await visitor.seen() == list(BOOTS)
        assert "is replaced" in devanture.log
        await visitor.looks_at("/delivery")
        await asyncio.sleep(1.0)
        for pid in (devanture.pid, *workers_of(devanture.pid)):
            os.kill(pid, signal.SIGKILL)
    assert await stored(visitor) == [*BOOTS, "/delivery"]


async def test_a_stop_writes_what_was_seen_to_the_last_page(shop: str, tmp_path: Path) -> None:
    async with running_devanture(shop, SITE, data=tmp_path, drain_timeout=30) as devanture:
        visitor = Visitor(devanture)
        for path in BOOTS:
            await visitor.looks_at(path)
        os.kill(devanture.pid, signal.SIGTERM)
    assert await stored(visitor) == list(BOOTS)


async def test_a_store_that_breaks_costs_no_page(shop: str, tmp_path: Path) -> None:
    async with running_devanture(shop, SITE, data=tmp_path) as devanture:
        visitor = Visitor(devanture)
        for path in BOOTS:
            await visitor.looks_at(path)
        assert b"Bj\xf6rn" in selection(await visitor.looks_at("/"))
        file = tmp_path / "visitors.sqlite"
        for part in (file, file.with_name("visitors.sqlite-wal")):
            part.write_bytes(b"no database " * 10_000)
        for path in ("/", "/basket", *BOOTS):
            page = await visitor.looks_at(path)
            assert (page.status, page.whole) == (200, True)
        assert b"Bj\xf6rn" not in selection(await visitor.looks_at("/"))
        with pytest.raises(HTTPError, match="503"):
            await visitor.seen()
        assert "lookup store failed" in devanture.log


async def test_a_shop_that_is_down_is_told_and_comes_back(tmp_path: Path) -> None:
    port = free_port()
    async with running_devanture(f"http://127.0.0.1:{port}", SITE) as devanture:
        for path in ("/", "/style.css"):
            page = await heard(devanture.port, request(path))
            assert page.status == 502
            assert page.body == b"The shop cannot be reached at the moment. Please try again.\n"
            assert page.field("Cache-Control") == ["no-store"]
        for _ in range(2):
            async with running_shop(port=port):
                assert (await heard(devanture.port, request("/", "Accept-Language: en-GB"))).status == 200
            assert (await heard(devanture.port, request("/"))).status == 502
        assert await devanture.told("/ready") == "ready\n"


async def test_operators_need_the_token(shop: str) -> None:
    async with running_devanture(shop, SITE) as devanture:
        port = int(devanture.admin.rpartition(":")[2])
        local, token = f"Host: 127.0.0.1:{port}", f"Authorization: Bearer {devanture.token}"
        for path in ("/rules", "/metrics", "/explain", f"/visitor/{'a' * 32}"):
            assert (await heard(port, own_request(path, local))).status == 401
            assert (await heard(port, own_request(path, local, f"{token}x"))).status == 401
            assert (await heard(port, own_request(path, "Host: evil.example", token))).status == 403
        assert (await heard(port, own_request("/rules", local, token))).status == 200
        assert (await heard(port, own_request("/health", local))).body == b"alive\n"
        assert (devanture.data / "admin-token").stat().st_mode & 0o077 == 0
        assert (devanture.data / "keys").stat().st_mode & 0o077 == 0


def refused(*words: str) -> str:
    """Start Devanture as it cannot be; return what it says."""
    command = [sys.executable, "-m", "proxy", *SERVE, *words]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    return done.stderr


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = refused("--data", str(tmp_path), "--listen", str(free_port()), "--admin", str(port))
    assert said == f"cannot listen on 127.0.0.1:{port}: address already in use\n"


def test_workers_that_would_each_know_somebody_else_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*SERVE, "--store", "memory:", "--workers", "2"]) == 2
    assert capsys.readouterr().err == (
        "store memory: is one process's own; with several workers use sqlite:PATH, or workers 1\n"
    )


def test_a_file_that_is_no_store_is_told_at_the_start(tmp_path: Path) -> None:
    (tmp_path / "visitors.sqlite").write_bytes(b"no database " * 1000)
    said = refused("--data", str(tmp_path), "--listen", str(free_port()), "--admin", str(free_port()))
    assert str(tmp_path / "visitors.sqlite") in said
    assert "Traceback" not in said


def own_request(path: str, *lines: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Connection: close", *lines, "", ""]).encode("ascii")


def selection(page: Heard) -> bytes:
    return page.body.partition(b"<ul id=selection")[2].partition(b"</ul>")[0]
