"""Gives visitors their unique codes: what the ledger says they hold, or else a new one out of the pool."""

import asyncio
import logging
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from proxy.metrics import Metrics
from proxy.providers.codefile import BLOCK, CodeFile, CodeFileError, CodeFiles
from proxy.providers.codeservice import asked
from proxy.providers.web import AnswerError, Web
from proxy.seldom import Seldom
from proxy.stores.ledger import Claim, Given, Ledger, LedgerAt
from proxy.stores.store import StoreError
from rules.codes import Pool, Wish
from scoring.event import Event, Kind

_log = logging.getLogger(__name__)

PAUSE = 60.0
"""Seconds until a service that had no code left is asked again."""


@dataclass(slots=True)
class Codes:
    """The codes of one site; `clock` gives Unix seconds, `passed` seconds that never leap."""

    place: LedgerAt
    files: CodeFiles
    web: Web
    metrics: Metrics
    clock: Callable[[], float]
    passed: Callable[[], float]
    token: str = ""
    _opened: Ledger | None = field(default=None, init=False)
    _seen: dict[Pool, CodeFile] = field(default_factory=dict, init=False)
    _begins: dict[Pool, int] = field(default_factory=dict, init=False)
    _empty: dict[str, float] = field(default_factory=dict, init=False)
    _low: set[str] = field(default_factory=set, init=False)
    _seldom: Seldom = field(init=False)

    def __post_init__(self) -> None:
        self._seldom = Seldom(self.passed, PAUSE)

    @property
    def ledger(self) -> Ledger:
        """The ledger, opened when it is first needed; raise StoreError when that cannot be."""
        if self._opened is None:
            self._opened = self.place.opened()
        return self._opened

    def empty(self) -> frozenset[str]:
        """Return the pools that are known to have no code left."""
        now = self.passed()
        return frozenset(name for name, until in self._empty.items() if now < until) if self._empty else frozenset()

    async def code(self, wish: Wish, who: str, pools: Mapping[str, Pool]) -> Given | None:
        """Return the code of this visitor, None where there is none to be had now; that is counted and told."""
        pool = pools.get(wish.pool)
        if pool is None:
            return None
        now = self.clock()
        claim = Claim(wish.pool, who, now, None if wish.span is None else now + wish.span)
        try:
            given, outcome = await self._claimed(pool, claim, wish)
        except (StoreError, AnswerError, CodeFileError) as error:
            self.metrics.code_claims.labels("failed").inc()
            if self._seldom.allows(pool.name):
                _log.warning("no code of the pool %s can be given: %s", pool.name, error)
            return None
        self.metrics.code_claims.labels(outcome).inc()
        return given

    async def given(self, who: str, wishes: Iterable[Wish], pools: Mapping[str, Pool]) -> tuple[Event, ...]:
        """Return the events of the codes that this visitor gets."""
        asked = [(wish, await self.code(wish, who, pools)) for wish in wishes]
        return tuple(self._event(wish.pool, code) for wish, code in asked if code is not None)

    async def erase(self, who: str) -> None:
        """Forget which codes a visitor holds; raise StoreError when that cannot be."""
        if self._opened is not None or await asyncio.to_thread(self.place.exists):
            await self.ledger.erase(who)

    async def look(self, pools: Mapping[str, Pool]) -> None:
        """Look through files that have changed, and tell how many codes are left."""
        for pool in pools.values():
            try:
                await self._count(pool)
            except (StoreError, CodeFileError) as error:
                if self._seldom.allows(pool.name):
                    _log.warning("codes of the pool %s cannot be counted: %s", pool.name, error)

    async def close(self) -> None:
        await self.web.close()
        if self._opened is not None:
            await self._opened.close()

    def _event(self, pool: str, code: Given) -> Event:
        until = "" if code.until is None else str(code.until)
        return Event(Kind.GIVEN, pool, self.clock(), {"code": code.code, "until": until})

    async def _claimed(self, pool: Pool, claim: Claim, wish: Wish) -> tuple[Given | None, str]:
        """Return the code, and how it was come by: held, given, or empty for none."""
        held = await self.ledger.claim(claim)
        if held is not None:
            return held, "held"
        if pool.name in self.empty():
            return None, "empty"
        given = await (self._from_file(pool, claim) if pool.file else self._from_shop(pool, claim, wish))
        return given, "given" if given else "empty"

    async def _from_file(self, pool: Pool, claim: Claim) -> Given | None:
        file = await self._file(pool)
        begin = self._begins.get(pool)
        if begin is None:
            begin = (await self.ledger.count(pool.name, claim.now)).given // BLOCK
        for step in range(file.blocks):
            number = (begin + step) % file.blocks
            given = await self.ledger.claim(claim, await asyncio.to_thread(file.block, number))
            if given is not None:
                self._begins[pool] = number
                return given
        self._empty[pool.name] = float("inf")
        return None

    async def _from_shop(self, pool: Pool, claim: Claim, wish: Wish) -> Given | None:
        code = await asked(self.web, self.token, pool, (wish, claim.who))
        if code is None:
            self._empty[pool.name] = self.passed() + PAUSE
            return None
        given = await self.ledger.claim(claim, (code,))
        if given is None:
            raise AnswerError("the service gave a code that somebody else has")
        return given

    async def _file(self, pool: Pool) -> CodeFile:
        """Return the file; where it has changed, codes may be left again."""
        file = await self.files.found(pool)
        if self._seen.get(pool) is not file:
            self._seen[pool] = file
            self._begins.pop(pool, None)
            self._empty.pop(pool.name, None)
        return file

    async def _count(self, pool: Pool) -> None:
        told = self.metrics.codes
        count = await self.ledger.count(pool.name, self.clock())
        told.labels(pool.name, "given").set(count.given)
        told.labels(pool.name, "expired").set(count.expired)
        if pool.file:
            left = max(0, (await self._file(pool)).codes - count.given)
            told.labels(pool.name, "left").set(left)
            self._warn(pool, left)

    def _warn(self, pool: Pool, left: int) -> None:
        """Tell once that a pool runs low, and again when it has been filled up and does so anew."""
        if left >= pool.low:
            self._low.discard(pool.name)
        elif pool.name not in self._low:
            self._low.add(pool.name)
            _log.warning("the pool %s runs low: %d codes are left", pool.name, left)
