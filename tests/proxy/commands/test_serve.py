import argparse
import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import aiohttp
import pytest

from proxy.__main__ import parser
from proxy.commands.serve import configure, run
from proxy.settings import Settings
from tests.support.door import PAGE, heard, request, until, write_site
from tests.support.origin import Script, ok, scripted
from tests.support.process import free_port

HTML = b"Content-Type: text/html; charset=iso-8859-1"


def refusal(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    arguments = parser().parse_args(["serve", *words])
    assert run(arguments) == 2
    return capsys.readouterr().err


@dataclass(slots=True)
class Served:
    """A running `devanture serve` and what it has said."""

    process: subprocess.Popen[bytes]
    port: int
    admin: int
    folder: Path

    @property
    def said(self) -> str:
        return (self.folder / "said").read_text("utf-8")

    @property
    def token(self) -> str:
        return (self.folder / "site" / "data" / "admin-token").read_text("ascii").strip()

    async def admitted(self, path: str, method: str = "GET") -> str:
        headers = {"Authorization": f"Bearer {self.token}"}
        url = f"http://127.0.0.1:{self.admin}{path}"
        async with aiohttp.ClientSession() as client, client.request(method, url, headers=headers) as answer:
            assert answer.status < 400
            return await answer.text()


def started(words: Sequence[str], said: BinaryIO) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-m", "proxy", "serve", *words], stderr=said, stdout=said)


def workers_of(parent: int) -> list[int]:
    return [int(number) for number in Path(f"/proc/{parent}/task/{parent}/children").read_text("ascii").split()]


@asynccontextmanager
async def served(tmp_path: Path, upstream: str, words: Sequence[str] = ()) -> AsyncIterator[Served]:
    write_site(tmp_path / "site")
    port, admin = free_port(), free_port()
    given = ["--upstream", upstream, "--site", str(tmp_path / "site"), "--listen", str(port), "--admin", str(admin)]
    with (tmp_path / "said").open("wb") as said:
        process = started([*given, *words], said)
    served = Served(process, port, admin, tmp_path)
    try:
        await until(lambda: "devanture listens on" in served.said or process.poll() is not None)
        yield served
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 60)


def test_the_help_tells_every_setting_with_its_default() -> None:
    one = argparse.ArgumentParser("devanture serve")
    configure(one)
    told = re.sub(r"\s+", " ", one.format_help())
    for name, field in Settings.model_fields.items():
        assert f"--{name.replace('_', '-')}" in told
        assert str(field.description) in told
        if field.default not in (None, "", ()) and not field.is_required():
            assert f"(default: {field.default})" in told


def test_what_is_wrong_is_told_and_nothing_starts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = refusal(capsys, "--site", str(tmp_path), "--store", "memory:", "--workers", "many")
    assert "upstream is not set" in said
    assert 'workers on the command line: "many"' in said


def test_a_taken_port_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        given = ("--upstream", "http://127.0.0.1:9", "--site", str(tmp_path), "--listen", str(port))
        assert refusal(capsys, *given) == f"cannot listen on 127.0.0.1:{port}: address already in use\n"


async def test_one_line_says_what_runs_and_a_page_is_personalized(tmp_path: Path) -> None:
    async with scripted([ok(PAGE, HTML)]) as origin, served(tmp_path, origin.url) as running:
        site = tmp_path / "site"
        assert (
            f"devanture listens on http://127.0.0.1:{running.port} for {origin.url}, site {site} (1 of 1 rules live), "
            f"store sqlite:{site}/data/visitors.sqlite; admin on http://127.0.0.1:{running.admin}, "
            f"token in {site}/data/admin-token\n"
        ) in running.said
        assert b"id=promo" not in (await heard(running.port, request())).body
        assert await running.admitted("/ready") == "ready\n"


async def test_a_stop_lets_what_runs_end(tmp_path: Path) -> None:
    slow: Script = [b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf,", 2.5, b"rest"]
    async with scripted(slow) as origin, served(tmp_path, origin.url) as running:
        asking = asyncio.create_task(heard(running.port, request("/x.zip")))
        await until(lambda: bool(origin.requests))
        running.process.send_signal(signal.SIGTERM)
        answer = await asking
        assert (answer.body, answer.whole) == (b"half,rest", True)
        assert await asyncio.to_thread(running.process.wait, 30) == 0


async def test_a_hangup_reloads(tmp_path: Path) -> None:
    async with scripted([ok(PAGE, HTML)]) as origin, served(tmp_path, origin.url) as running:
        write_site(tmp_path / "site", "[]")
        running.process.send_signal(signal.SIGHUP)
        for _ in range(200):
            if b"id=promo" in (await heard(running.port, request())).body:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(running.said)


async def test_workers_share_the_port_and_their_counts_and_a_dead_one_is_replaced(tmp_path: Path) -> None:
    async with scripted([ok(PAGE, HTML)]) as origin, served(tmp_path, origin.url, ["--workers", "2"]) as running:
        for _ in range(20):
            assert b"id=promo" not in (await heard(running.port, request())).body
        assert 'devanture_requests_total{outcome="2xx"} 20.0' in await running.admitted("/metrics")
        os.kill(workers_of(running.process.pid)[1], signal.SIGKILL)
        await until(lambda: "is replaced" in running.said)
        for _ in range(20):
            assert (await heard(running.port, request())).status == 200
        write_site(tmp_path / "site", "[]")
        assert "rules in force: 0" in await running.admitted("/reload", "POST")
