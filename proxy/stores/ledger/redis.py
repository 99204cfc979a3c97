"""Keeps the ledger of codes in Redis, which several machines share: each claim is one script on one slot.

| key                     | type       | holds                                                     |
|-------------------------|------------|-----------------------------------------------------------|
| `dv:{code.POOL}:given`  | sorted set | every code ever given, by when it runs out, `inf` for never |
| `dv:{code.POOL}:at`     | hash       | when each was given                                       |
| `dv:{code.POOL}:who`    | hash       | the code of each visitor                                  |
| `dv:{code.POOL}:since`  | sorted set | visitors, by when they got it                             |
| `dv:{codes}:pools`      | set        | the names of all pools                                    |

None of them has a time to live, for a code must never be given again; visitors go with their time, or erased.
"""

import asyncio
import math
from collections.abc import AsyncIterator, Sequence

from proxy.store_url import RedisUrl
from proxy.stores.journal.stream import routes_of
from proxy.stores.ledger.ledger import Claim, Count, Given
from proxy.stores.redis.link import AwayError, RefusedError, Waits, Word
from proxy.stores.redis.store import LOOK, Means
from proxy.stores.store import KEEP, StoreError

_WAITS = Waits(1.0, 5.0)
"""Nobody's page waits for a claim."""

_COPIED = 500
"""Milliseconds for one replica to have a claim, too."""

_POOLS = "codes"

_CLAIM = """
for _, old in ipairs(redis.call('ZRANGEBYSCORE', KEYS[4], '-inf', '(' .. ARGV[4], 'LIMIT', 0, 100)) do
  redis.call('HDEL', KEYS[3], old)
  redis.call('ZREM', KEYS[4], old)
end
local code = redis.call('HGET', KEYS[3], ARGV[1])
for i = 5, #ARGV do
  if code then break end
  if not redis.call('ZSCORE', KEYS[1], ARGV[i]) then
    code = ARGV[i]
    redis.call('ZADD', KEYS[1], ARGV[3], code)
    redis.call('HSET', KEYS[2], code, ARGV[2])
    redis.call('ZADD', KEYS[4], ARGV[2], ARGV[1])
  end
end
if not code then return false end
redis.call('HSET', KEYS[3], ARGV[1], code)
return {code, redis.call('HGET', KEYS[2], code), redis.call('ZSCORE', KEYS[1], code)}
"""

_COUNT = "return {redis.call('ZCARD', KEYS[1]), redis.call('ZCOUNT', KEYS[1], '-inf', ARGV[1])}"

_PAGE = """
local found = redis.call('HSCAN', KEYS[2], ARGV[1], 'COUNT', 500)
local pairs, rows = found[2], {}
for i = 1, #pairs, 2 do
  rows[#rows + 1] = {pairs[i], pairs[i + 1], redis.call('ZSCORE', KEYS[1], pairs[i])}
end
return {found[1], rows}
"""

_ERASE = """
redis.call('HDEL', KEYS[3], ARGV[1])
return redis.call('ZREM', KEYS[4], ARGV[1])
"""


class RedisLedger:
    """A `Ledger` in Redis; while it is away nobody gets a code.

    Where the server has replicas, a code is told only after one of them knows of it: after a failover the claim is
    asked again, and hears the same code.
    """

    def __init__(self, url: RedisUrl, means: Means, keep: float = KEEP) -> None:
        """Begin to reach the servers, inside a running loop."""
        self._keep = keep
        self._routes = routes_of(url, _WAITS)
        self._named: set[str] = set()
        means.tasks.every(LOOK, self._routes.run, "reach the ledger")

    async def claim(self, claim: Claim, candidates: Sequence[str] = ()) -> Given | None:
        await self._name(claim.pool)
        until = "+inf" if claim.until is None else repr(claim.until)
        told = (claim.who, repr(claim.now), until, repr(claim.now - self._keep), *candidates)
        answer = await self._ask(claim.pool, _script(_CLAIM, claim.pool, told))
        if answer is None:
            return None
        await self._copied(claim.pool)
        return _given(answer)

    async def count(self, pool: str, now: float) -> Count:
        match await self._ask(pool, _script(_COUNT, pool, (repr(now),))):
            case [int(given), int(expired)]:
                return Count(given, expired)
        raise _strange()

    async def given(self, pool: str) -> AsyncIterator[Given]:
        cursor, seen = b"0", set[str]()
        while True:
            match await self._ask(pool, _script(_PAGE, pool, (cursor,))):
                case [bytes(cursor), list(rows)]:
                    # a scan may tell one field twice (redis.io, SCAN)
                    found = {given.code: given for given in map(_given, rows) if given.code not in seen}
                case _:
                    raise _strange()
            for given in found.values():
                yield given
            seen |= found.keys()
            if cursor == b"0":
                return

    async def erase(self, who: str) -> None:
        pools = await self._ask(_POOLS, ("SMEMBERS", _KEY_OF_POOLS))
        for pool in pools if isinstance(pools, list) else []:
            name = pool.decode("ascii")
            await self._ask(name, _script(_ERASE, name, (who,)))

    async def close(self) -> None:
        self._routes.close()

    async def _name(self, pool: str) -> None:
        """Note the pool before anybody holds a code of it, so that an erasure finds all of them."""
        if pool not in self._named:
            await self._ask(_POOLS, ("SADD", _KEY_OF_POOLS, pool))
            self._named.add(pool)

    async def _copied(self, pool: str) -> None:
        """Return once a replica has what was written, where there is one; raise AwayError when none has it in time."""
        try:
            role = await self._ask(pool, ("ROLE",))
        except RefusedError:
            return
        match role:
            case [b"master", _, [_, *_]]:
                if not await self._ask(pool, ("WAIT", 1, _COPIED)):
                    raise AwayError("no replica knows of the claim yet")

    async def _ask(self, pool: str, words: tuple[Word, ...]) -> object:
        await self._routes.tried()
        tag = pool if pool == _POOLS else _tag(pool)
        # whoever gives up the wait does not take back what was asked
        return await asyncio.shield(asyncio.ensure_future(self._routes.send(tag, words)))


def _tag(pool: str) -> str:
    return f"code.{pool}"


_KEY_OF_POOLS = f"dv:{{{_POOLS}}}:pools"


def _script(text: str, pool: str, told: Sequence[Word]) -> tuple[Word, ...]:
    keys = (f"dv:{{{_tag(pool)}}}:{name}" for name in ("given", "at", "who", "since"))
    return "EVAL", text, 4, *keys, *told


def _given(row: object) -> Given:
    match row:
        case [bytes(code), bytes(at), bytes(until)]:
            end = float(until)
            return Given(code.decode(), float(at), None if math.isinf(end) else end)
    raise _strange()


def _strange() -> StoreError:
    return StoreError("the answer is none of a ledger")
