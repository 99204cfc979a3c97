"""The demo shop on a free port, and a shopper in it, for as long as a test needs them."""

import shutil
import sys
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp import web

from examples.shop.server import make_app
from tests.support.process import Program, Running, free_port
from tests.support.tree import ROOT

SITE = ROOT / "rules" / "campaigns"
"""The demo shop's own site: its pages by name, and the marketers' rules."""


def copied_site(folder: Path) -> Path:
    """Copy the demo's site into a folder, to write in it; what a running demo keeps stays behind."""
    shutil.copytree(SITE, folder, ignore=shutil.ignore_patterns("data"))
    return folder


@contextmanager
def opened_shop(folder: Path) -> Iterator[str]:
    """Yield the address of the shop as a program of its own; `folder` holds what it says."""
    port = free_port()
    words = [sys.executable, "-m", "examples.shop", "--port", str(port)]
    url = f"http://127.0.0.1:{port}"
    with Running(Program(words, f"{url}/delivery", folder / "shop.log", {})):
        yield url


@asynccontextmanager
async def running_shop(public_url: str = "", port: int = 0) -> AsyncIterator[str]:
    """Its address, such as `http://127.0.0.1:40123`; baskets and orders end with the block."""
    runner = web.AppRunner(make_app(public_url), access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


@dataclass(frozen=True, slots=True)
class Shopper:
    """A browser without scripts: it keeps cookies and follows no redirect unasked."""

    url: str
    client: aiohttp.ClientSession

    async def get(self, path: str, headers: Mapping[str, str] | None = None) -> aiohttp.ClientResponse:
        return await self.ask("GET", path, headers)

    async def post(
        self, path: str, fields: Mapping[str, str], headers: Mapping[str, str] | None = None
    ) -> aiohttp.ClientResponse:
        answer = await self.client.post(self.url + path, data=fields, headers=headers, allow_redirects=False)
        await answer.read()
        return answer

    async def ask(self, method: str, path: str, headers: Mapping[str, str] | None = None) -> aiohttp.ClientResponse:
        answer = await self.client.request(method, self.url + path, headers=headers, allow_redirects=False)
        await answer.read()
        return answer

    async def sees(self, path: str) -> str:
        return await (await self.get(path)).text()


@asynccontextmanager
async def shopper_in(url: str) -> AsyncIterator[Shopper]:
    """Somebody new, with an empty cookie jar."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as client:
        yield Shopper(url, client)
