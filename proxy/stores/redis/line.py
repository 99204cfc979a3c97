"""Keeps one link to one server: finds it, says who we are, and does so again and again when it is lost."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

from proxy.notation import Endpoint
from proxy.store_url import Login, RedisUrl, Tls
from proxy.stores.redis.link import AwayError, Link, RefusedError, Waits
from proxy.stores.store import StoreError

CONNECT = 1.0
"""Seconds for a connection and its first answers. A server that hangs is tried again as often."""

PAUSE = 0.25
"""Seconds between two tries."""

IDLE = 5.0
"""Seconds after which an idle server is asked for a sign of life: what sits between forgets idle connections."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How servers are spoken to."""

    url: RedisUrl
    waits: Waits
    tls: ssl.SSLContext | None = None


@dataclass(slots=True)
class Line:
    """A server by whatever way `find` finds it; `parted` hears of each link that ends."""

    find: Callable[[], Awaitable[Endpoint]]
    terms: Terms
    parted: Callable[[], None]
    primary: bool = False
    trouble: str = "it was not reached yet"
    _link: Link | None = None
    _tried: asyncio.Event = field(default_factory=asyncio.Event)
    _closed: bool = False

    @property
    def link(self) -> Link:
        """Return a link that can be asked; raise AwayError at once when there is none."""
        if self._link is None:
            raise AwayError(self.trouble)
        if self._link.late:
            raise AwayError("it does not answer in time")
        return self._link

    @property
    def lost(self) -> bool:
        """Tell a server that was tried to reach and could not be."""
        return self._tried.is_set() and self._link is None

    async def tried(self) -> None:
        """Wait until it was tried to reach the server, with or without success."""
        if not self._tried.is_set():
            await self._tried.wait()

    async def run(self) -> None:
        """Keep a link until `close`."""
        while not self._closed:
            await self._once()
            await asyncio.sleep(PAUSE)

    async def doubt(self) -> None:
        """Let go of a server that takes no writes as soon as a primary can be reached in its place."""
        if self._link and await self._finds_a_primary():
            self._link.close("it is no primary any more")

    def close(self) -> None:
        self._closed = True
        self.drop("the store is closed")

    def drop(self, reason: str) -> None:
        if self._link:
            self._link.close(reason)

    async def _once(self) -> None:
        """Reach the server, and return when it is lost or was not reached."""
        try:
            link = await self._reached()
        except (OSError, StoreError, TimeoutError) as error:
            self._lost(str(error) or f"no answer within {CONNECT:g} s")
            return
        self._found(link)
        while not link.ended.done():
            await asyncio.wait([link.ended], timeout=IDLE)
            link.knock()
        self._lost(link.ended.result())
        self.parted()

    async def _reached(self) -> Link:
        async with asyncio.timeout(CONNECT):
            where = await self.find()
            link = await connected(where, self.terms)
            with ExitStack() as unless_greeted:
                unless_greeted.callback(link.close, "not greeted")
                role = await greeted(link, self.terms.url.login, self.terms.url.database)
                if self.primary and role != b"master":
                    raise AwayError(f"{where} is no primary")
                if self._closed:
                    raise AwayError("the store is closed")
                unless_greeted.pop_all()
        return link

    async def _finds_a_primary(self) -> bool:
        with suppress(OSError, StoreError, TimeoutError):
            async with asyncio.timeout(CONNECT):
                link = await connected(await self.find(), self.terms)
                try:
                    return await greeted(link, self.terms.url.login, 0) == b"master"
                finally:
                    link.close("only looked at")
        return False

    def _found(self, link: Link) -> None:
        self.drop("another one took its place")
        self._link, self.trouble = link, ""
        self._tried.set()

    def _lost(self, reason: str) -> None:
        self._link, self.trouble = None, reason
        self._tried.set()


async def connected(where: Endpoint, terms: Terms) -> Link:
    loop = asyncio.get_running_loop()
    name = where.host if terms.tls else None
    _, link = await loop.create_connection(
        lambda: Link(terms.waits), where.host, where.port, ssl=terms.tls, server_hostname=name
    )
    return link


async def greeted(link: Link, login: Login, database: int) -> object:
    """Say who we are; return the server's role, None where it does not tell. RefusedError when kept out."""
    asked = []
    if login.password:
        asked.append(link.ask("AUTH", *([login.user] if login.user else []), login.password))
    if database:
        asked.append(link.ask("SELECT", database))
    name, role = link.ask("CLIENT", "SETNAME", "devanture"), link.ask("ROLE")
    answers = await asyncio.gather(*asked, name, role, return_exceptions=True)
    for answer in answers[: len(asked)]:
        if isinstance(answer, StoreError):
            raise answer
    told = answers[-1]
    # a user who may not ask for the role may still be let in
    if isinstance(told, AwayError) or (isinstance(told, RefusedError) and told.code == "NOAUTH"):
        raise told
    return told[0] if isinstance(told, list) and told else None


def context_of(tls: Tls | None) -> ssl.SSLContext | None:
    """Raise StoreError when a file of it cannot be used."""
    if tls is None:
        return None
    try:
        context = ssl.create_default_context(cafile=tls.authority or None)
        if tls.certificate:
            context.load_cert_chain(tls.certificate, tls.key or None)
    except (ssl.SSLError, OSError) as error:
        raise StoreError(f"the certificates of the store cannot be used: {error}") from error
    context.check_hostname = tls.check_name
    return context
