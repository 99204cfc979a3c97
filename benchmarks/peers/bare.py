"""A plain reverse proxy on aiohttp, as written in an hour, or tuned by all that is known to matter."""

import argparse
import asyncio
import uuid
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import uvloop
from aiohttp import web
from isal import igzip
from maxminddb import MODE_MMAP_EXT, Reader, open_database
from multidict import CIMultiDict
from yarl import URL

from benchmarks.peers import edits
from benchmarks.peers.running import HOST
from benchmarks.peers.visitors import Visitors

_unpack: Callable[[bytes], bytes] = igzip.decompress

HOPS = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length", "te", "upgrade"})
_AUTOMATIC = ("Accept", "Accept-Encoding", "User-Agent", "Content-Type")


@dataclass(frozen=True, slots=True)
class Work:
    """What is done to pages: nothing, the edits, or the edits for a visitor whom Redis knows."""

    name: str
    known: Visitors | None = None
    places: Reader | None = None

    async def words(self, cookie: str, headers: Mapping[str, str]) -> str:
        """Return the banner's words for whoever sent this."""
        who = edits.known(cookie)
        if self.known is None or self.places is None or not who:
            return edits.BANNER
        city, country = _place(self.places, headers.get("X-Forwarded-For", ""))
        return edits.words_for(await self.known.visitor(who), (city, country), headers)


def _place(places: Reader, address: str) -> tuple[str, str]:
    found = places.get(address)
    match found:
        case {"city": {"names": {"en": str(city)}}, "country": {"iso_code": str(country)}}:
            return city, country
    return "", ""


Answering = Callable[[web.BaseRequest], Awaitable[web.StreamResponse]]


def naive(origin: str, work: Work, client: aiohttp.ClientSession) -> Answering:
    """The way of the first afternoon: everything by its defaults, the whole body at once."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        headers = {name: value for name, value in request.headers.items() if name.lower() not in HOPS}
        async with client.request(request.method, origin + request.path_qs, headers=headers) as found:
            body = await found.read()
            dropped = HOPS | {"content-encoding"}
            kept = {name: value for name, value in found.headers.items() if name.lower() not in dropped}
            response = web.Response(body=body, status=found.status, headers=kept)
        if work.name != "W0" and "text/html" in kept.get("Content-Type", ""):
            words = await work.words(request.cookies.get("visitor", ""), request.headers)
            response.text = edits.rewritten(body.decode(), words)
            if "visitor" not in request.cookies:
                response.set_cookie("visitor", edits.sealed(uuid.uuid4().hex), httponly=True)
        response.enable_compression()
        return response

    return answer


def tuned(origin: str, work: Work, client: aiohttp.ClientSession) -> Answering:
    """The same with every setting that was found to matter: bytes pass undecoded, nothing is parsed twice."""

    async def answer(request: web.BaseRequest) -> web.StreamResponse:
        sent = CIMultiDict(
            (name.decode("latin-1"), value.decode("latin-1"))
            for name, value in request.raw_headers
            if name.lower().decode("latin-1") not in HOPS
        )
        url = URL(origin + request.path_qs, encoded=True)
        async with client.request(request.method, url, headers=sent, skip_auto_headers=_AUTOMATIC) as found:
            kept = CIMultiDict((name, value) for name, value in found.headers.items() if name.lower() not in HOPS)
            if work.name == "W0" or "text/html" not in kept.get("Content-Type", ""):
                return await _passed(request, found, kept)
            body = await found.read()
        cookie = request.cookies.get("visitor", "")
        packed = kept.get("Content-Encoding") == "gzip"
        html = (_unpack(body) if packed else body).decode()
        changed = edits.rewritten(html, await work.words(cookie, request.headers)).encode()
        if not cookie:
            kept.add("Set-Cookie", f"visitor={edits.sealed(uuid.uuid4().hex)}; Path=/; HttpOnly")
        return web.Response(body=igzip.compress(changed, 1) if packed else changed, status=found.status, headers=kept)

    return answer


async def _passed(
    request: web.BaseRequest, found: aiohttp.ClientResponse, kept: CIMultiDict[str]
) -> web.StreamResponse:
    """Pass the body on as it comes."""
    response = web.StreamResponse(status=found.status, headers=kept)
    response.content_length = found.content_length
    await response.prepare(request)
    async for piece in found.content.iter_any():
        await response.write(piece)
    await response.write_eof()
    return response


async def serve(given: argparse.Namespace) -> None:
    origin = f"http://{HOST}:{given.origin}"
    known = await Visitors.of(given.redis) if given.work == "W2" else None
    places = open_database(given.geo, MODE_MMAP_EXT) if given.work == "W2" else None
    work = Work(given.work, known, places)
    if given.tuned:
        connector = aiohttp.TCPConnector(limit=0)
        jar = aiohttp.DummyCookieJar()
        settings = aiohttp.ClientSession(connector=connector, cookie_jar=jar, auto_decompress=False, read_bufsize=2**18)
        async with settings as client:
            await _served(web.ServerRunner(web.Server(tuned(origin, work, client), access_log=None)), given.port)
    else:
        async with aiohttp.ClientSession() as client:
            application = web.Application()
            application.router.add_route("*", "/{path:.*}", naive(origin, work, client))
            await _served(web.AppRunner(application, access_log=None), given.port)


async def _served(runner: web.BaseRunner, port: int) -> None:
    await runner.setup()
    await web.TCPSite(runner, HOST, port).start()
    await asyncio.Event().wait()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("origin", "port", "redis"):
        parser.add_argument(f"--{name}", type=int, default=0)
    parser.add_argument("--work", choices=("W0", "W1", "W2"), required=True)
    parser.add_argument("--geo", type=Path)
    parser.add_argument("--tuned", action="store_true")
    given = parser.parse_args()
    (uvloop.run if given.tuned else asyncio.run)(serve(given))


if __name__ == "__main__":
    main()
