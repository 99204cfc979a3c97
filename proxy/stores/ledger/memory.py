"""Keeps the ledger of codes in the memory of one process: for trying things out, and for tests."""

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field

from proxy.stores.ledger.ledger import Claim, Count, Given
from proxy.stores.store import KEEP


@dataclass(slots=True)
class _Pool:
    given: dict[str, Given] = field(default_factory=dict)
    held: dict[str, Given] = field(default_factory=dict)


class MemoryLedger:
    """A `Ledger` that forgets everything when the process ends."""

    def __init__(self, keep: float = KEEP) -> None:
        self._keep = keep
        self._pools: dict[str, _Pool] = defaultdict(_Pool)

    async def claim(self, claim: Claim, candidates: Sequence[str] = ()) -> Given | None:
        pool = self._pools[claim.pool]
        for who in [who for who, given in pool.held.items() if given.at < claim.now - self._keep]:
            del pool.held[who]
        if claim.who in pool.held:
            return pool.held[claim.who]
        code = next((code for code in candidates if code not in pool.given), None)
        if code is None:
            return None
        given = pool.given[code] = pool.held[claim.who] = Given(code, claim.now, claim.until)
        return given

    async def count(self, pool: str, now: float) -> Count:
        given = self._pools[pool].given.values()
        return Count(len(given), sum(each.until is not None and each.until <= now for each in given))

    async def given(self, pool: str) -> AsyncIterator[Given]:
        for given in list(self._pools[pool].given.values()):
            yield given

    async def erase(self, who: str) -> None:
        for pool in self._pools.values():
            pool.held.pop(who, None)

    async def close(self) -> None:
        self._pools.clear()
