"""Keeps letters in Redis, which all replicas share.

| key                      | type       | holds                                                            |
|--------------------------|------------|------------------------------------------------------------------|
| `dv:{outbox}:letters`    | hash       | a letter as JSON by its id                                       |
| `dv:{outbox}:due:NAME`   | sorted set | ids of a receiver's letters by when they are due                 |
| `dv:{outbox}:tries`      | hash       | how often each was taken                                         |
| `dv:{outbox}:written`    | sorted set | ids of all that wait by when they were written                   |
| `dv:{outbox}:known`      | sorted set | ids that were ever there, for a while                            |
| `dv:{outbox}:of:WHO`     | set        | ids of the letters about a visitor                               |
| `dv:{outbox}:dead`       | hash       | dead letters, each behind why it is dead                         |
| `dv:{outbox}:buried`     | sorted set | their ids by when they were written                              |

All lie in one slot of a cluster. Every key has a time to live.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from proxy.stores.outbox.letter import KNOWN, MOST, MOST_DEAD, Dead, Letter, Sizes
from proxy.stores.redis.link import Word
from proxy.stores.redis.routes import Routes
from proxy.stores.store import StoreError

SLOT = "outbox"
_AT = f"dv:{{{SLOT}}}:"

_PRELUDE = f"""
local function key(name) return '{_AT}' .. name end
local function keep(name) redis.call('EXPIRE', key(name), {int(KNOWN)}) end
local function out(id, to)
  redis.call('ZREM', key('due:' .. to), id)
  redis.call('ZREM', key('written'), id)
  redis.call('HDEL', key('letters'), id)
  redis.call('HDEL', key('tries'), id)
end
local function bury(id, why)
  local letter = redis.call('HGET', key('letters'), id)
  if not letter then return 0 end
  local told = cjson.decode(letter)
  out(id, told.to)
  redis.call('HSET', key('dead'), id, cjson.encode({{why, letter}}))
  redis.call('ZADD', key('buried'), told.at, id)
  while redis.call('ZCARD', key('buried')) > {MOST_DEAD} do
    redis.call('HDEL', key('dead'), redis.call('ZPOPMIN', key('buried'))[1])
  end
  keep('dead') keep('buried')
  return 1
end
"""

_ADD = """
if redis.call('HLEN', key('letters')) >= tonumber(ARGV[6]) then return redis.error_reply('FULL letters wait') end
local id, letter, to, who, at = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]
redis.call('ZREMRANGEBYSCORE', key('known'), '-inf', ARGV[7])
if redis.call('ZADD', key('known'), 'NX', at, id) == 0 then return 0 end
redis.call('HSET', key('letters'), id, letter)
redis.call('ZADD', key('due:' .. to), at, id)
redis.call('ZADD', key('written'), at, id)
redis.call('SADD', key('of:' .. who), id)
keep('known') keep('letters') keep('due:' .. to) keep('written') keep('of:' .. who)
return 1
"""

_TAKE = """
local found = {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('due:' .. ARGV[1]), '-inf', ARGV[2], 'LIMIT', 0, ARGV[4])) do
  local letter = redis.call('HGET', key('letters'), id)
  if letter then
    redis.call('ZADD', key('due:' .. ARGV[1]), ARGV[3], id)
    found[#found + 1] = letter
    found[#found + 1] = redis.call('HINCRBY', key('tries'), id, 1)
  else
    redis.call('ZREM', key('due:' .. ARGV[1]), id)
  end
end
keep('tries')
return found
"""

_DONE = """
out(ARGV[1], ARGV[2])
return redis.call('SREM', key('of:' .. ARGV[3]), ARGV[1])
"""

_AGAIN = "return redis.call('ZADD', key('due:' .. ARGV[2]), 'XX', ARGV[3], ARGV[1])"

_BURY = "return bury(ARGV[1], ARGV[2])"

_BURY_OLDER = """
local count = 0
for _, id in ipairs(redis.call('ZRANGEBYSCORE', key('written'), '-inf', '(' .. ARGV[1], 'LIMIT', 0, 500)) do
  count = count + bury(id, 'nobody took it')
end
return count
"""

_FORGET = """
for _, id in ipairs(redis.call('SMEMBERS', key('of:' .. ARGV[1]))) do
  local letter = redis.call('HGET', key('letters'), id)
  if letter then out(id, cjson.decode(letter).to) end
  redis.call('HDEL', key('dead'), id)
  redis.call('ZREM', key('buried'), id)
end
return redis.call('DEL', key('of:' .. ARGV[1]))
"""


class RedisOutbox:
    """An `Outbox`; whatever changes several keys is one script, so that a crash leaves no half of it."""

    def __init__(self, routes: Routes, most: int = MOST) -> None:
        self._routes = routes
        self._most = most

    async def add(self, letters: Sequence[Letter]) -> None:
        for letter in letters:
            told = asdict(letter)
            del told["tries"]
            words = (letter.id, json.dumps(told), letter.to, letter.who, repr(letter.at))
            await self._asked(_ADD, *words, self._most, repr(letter.at - KNOWN))

    async def take(self, to: str, now: float, until: float, most: int) -> Sequence[Letter]:
        answer = await self._asked(_TAKE, to, repr(now), repr(until), most)
        found = answer if isinstance(answer, list) else []
        return [_letter(body, tries) for body, tries in zip(found[::2], found[1::2], strict=True)]

    async def done(self, letter: Letter) -> None:
        await self._asked(_DONE, letter.id, letter.to, letter.who)

    async def again(self, letter: Letter, at: float) -> None:
        await self._asked(_AGAIN, letter.id, letter.to, repr(at))

    async def bury(self, letter: Letter, why: str) -> None:
        await self._asked(_BURY, letter.id, why)

    async def bury_older(self, than: float) -> int:
        answer = await self._asked(_BURY_OLDER, repr(than))
        return answer if isinstance(answer, int) else 0

    async def dead(self) -> Sequence[Dead]:
        answer = await self._routes.send(SLOT, ("HVALS", f"{_AT}dead"))
        pairs = [json.loads(each) for each in answer if isinstance(each, bytes)] if isinstance(answer, list) else []
        found = [Dead(_read(json.loads(letter), 0), str(why)) for why, letter in pairs]
        return sorted(found, key=lambda dead: -dead.letter.at)

    async def forget(self, who: str) -> None:
        await self._asked(_FORGET, who)

    async def sizes(self) -> Sizes:
        waiting = await self._routes.send(SLOT, ("HLEN", f"{_AT}letters"))
        dead = await self._routes.send(SLOT, ("HLEN", f"{_AT}dead"))
        return Sizes(waiting if isinstance(waiting, int) else 0, dead if isinstance(dead, int) else 0)

    async def _asked(self, script: str, *words: Word) -> object:
        return await self._routes.send(SLOT, ("EVAL", _PRELUDE + script, 1, f"{_AT}letters", *words))


def _letter(body: object, tries: object) -> Letter:
    if not isinstance(body, bytes) or not isinstance(tries, int):
        raise StoreError("the answer is none to a take")
    return _read(json.loads(body), tries)


def _read(told: Mapping[str, object], tries: int) -> Letter:
    id_, to, who, body = (str(told[name]) for name in ("id", "to", "who", "body"))
    return Letter(id_, to, who, body, float(str(told["at"])), tries)
