"""The workbench on real sockets, in an environment of its own: what it hands on, what it answers, what it leaves be."""

import asyncio
from pathlib import Path

import pytest

from tests.support.door import heard, request, write_site
from tests.support.linux import grown, mark
from tests.support.origin import ok, scripted
from tests.support.workbench import running_workbench

pytestmark = pytest.mark.workbench

HTML = b"Content-Type: text/html"
PAGE = b"<!doctype html><title>x</title><form id=promo></form>"
MIB = 2**20
MOST = 32.0
"""MiB by which a workbench may grow while a download passes, whatever its size."""


async def passed(port: int, asked: bytes, size: int) -> bytes:
    """Return the head of an answer of this size, its body thrown away as it comes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(asked)
    head = await reader.readuntil(b"\r\n\r\n")
    got = 0
    while piece := await reader.read(MIB):
        got += len(piece)
    assert got == size
    writer.close()
    return head


async def test_what_the_shop_is_asked_bears_no_cookie_of_ours_and_the_target_as_it_came(tmp_path: Path) -> None:
    async with scripted([ok(PAGE, HTML, b"Connection: close")]) as origin:
        async with running_workbench(origin.url, write_site(tmp_path / "site"), tmp_path) as workbench:
            await heard(workbench.port, request("/%7Ea//b?", "Cookie: dv=abc; theirs=1"))
        asked = origin.requests[-1]
    assert asked.startswith(b"GET /%7Ea//b? HTTP/1.1\r\n")
    assert b"theirs=1" in asked
    assert b"dv=" not in asked


async def test_our_own_pages_are_answered_and_never_reach_the_shop(tmp_path: Path) -> None:
    async with scripted([ok(PAGE, HTML, b"Connection: close")]) as origin:
        async with running_workbench(origin.url, write_site(tmp_path / "site"), tmp_path) as workbench:
            before = len(origin.requests)
            style = await heard(workbench.port, request("/.devanture/ribbon.css"))
            nothing = await heard(workbench.port, request("/.devanture/nothing"))
        assert len(origin.requests) == before
    assert (style.status, style.field("Content-Type")) == (200, ["text/css; charset=utf-8"])
    assert nothing.status == 404


async def test_a_download_flows_past_without_being_gathered(tmp_path: Path) -> None:
    size = 300 * MIB
    head = b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: %d\r\n\r\n" % size
    async with (
        scripted([ok(PAGE, HTML, b"Connection: close")], [head, *[b"x" * MIB] * 300]) as origin,
        running_workbench(origin.url, write_site(tmp_path / "site"), tmp_path) as workbench,
    ):
        since = mark(workbench.pid)
        head = await passed(workbench.port, request("/big.zip"), size)
        assert grown(workbench.pid, since) < MOST
    assert head.startswith(b"HTTP/1.1 200 ")


async def test_a_page_that_is_too_large_passes_as_the_shop_sends_it(tmp_path: Path) -> None:
    large = PAGE + b"<p>" * MIB
    async with (
        scripted([ok(PAGE, HTML, b"Connection: close")], [ok(large, HTML, b"Connection: close")]) as origin,
        running_workbench(origin.url, write_site(tmp_path / "site"), tmp_path) as workbench,
    ):
        got = await heard(workbench.port, request("/", "Sec-Fetch-Mode: navigate"))
    assert got.body == large


async def test_what_no_strict_reader_takes_is_refused_with_a_reason(tmp_path: Path) -> None:
    async with (
        scripted([ok(PAGE, HTML, b"Connection: close")]) as origin,
        running_workbench(origin.url, write_site(tmp_path / "site"), tmp_path) as workbench,
    ):
        got = await heard(workbench.port, request("/a\\b", "Host: second.test"))
    assert got.status == 400
