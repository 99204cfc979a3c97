"""What stands in Redis: the keys of one visitor, their fields, and the scripts that change them.

| key            | type       | holds                                                                             |
|----------------|------------|-----------------------------------------------------------------------------------|
| `dv:{ID}`      | hash       | `v` schema and id; `s` snapshot; `r` how often it was made; `eTOKEN.PLACE` an event |
| `dv:{ID}:done` | sorted set | what arrived before and is no field any more, `erased` among it, by its time      |

Both lie in one slot of a cluster. Every key has a time to live. An event bears a name of its own, so that a
write that comes twice, from a spool or after a failover, is in there once.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from proxy.stores.fold import Entry
from proxy.stores.redis.link import Word
from proxy.stores.store import StoreError
from proxy.stores.write import LATE, Write
from scoring.event import Event
from scoring.profile import event_profile, from_event_profile, from_profile, profile
from scoring.visitor import Visitor

VERSION = 1
"""Goes up when the layout changes. A visitor of another version is neither read nor added to."""

FOLDED = 1000
"""Events that one script folds: Lua's stack holds 8,000 values."""

_EVENTS = 16_384
"""Events that stay read, some 10 MB."""

DAMAGE = (KeyError, TypeError, AttributeError, ValueError, ArithmeticError)
"""What reading a profile raises when its text is not what was written."""

_APPEND = """
local head = redis.call('HGET', KEYS[1], 'v')
if head and head ~= ARGV[1] then return redis.error_reply('SCHEMA ' .. head) end
local at, kept = ARGV[4], {'v', ARGV[1]}
local erased = at ~= '' and redis.call('ZSCORE', KEYS[2], 'erased')
if erased and tonumber(erased) >= tonumber(at) then return ARGV[3] end
for i = 5, #ARGV, 2 do
  if at == '' or not redis.call('ZSCORE', KEYS[2], ARGV[i]) then
    kept[#kept + 1] = 'e' .. ARGV[i]
    kept[#kept + 1] = ARGV[i + 1]
  end
end
if #kept > 2 then
  redis.call('HSET', KEYS[1], unpack(kept))
  redis.call('EXPIRE', KEYS[1], ARGV[2])
end
return ARGV[3]
"""

# DEL is allowed when memory is full, and after it so is the rest.
_ERASE = """
local erased = redis.call('ZSCORE', KEYS[2], 'erased')
if not erased or tonumber(erased) < tonumber(ARGV[1]) then
  redis.call('DEL', KEYS[1], KEYS[2])
  redis.call('ZADD', KEYS[2], ARGV[1], 'erased')
  redis.call('EXPIRE', KEYS[2], ARGV[2])
end
return ARGV[3]
"""

# Whatever changed since it was read, also an erasure, makes it do nothing; somebody will fold it another time.
_FOLD = """
local now = redis.call('HMGET', KEYS[1], 'v', 'r')
if now[1] ~= ARGV[1] or (now[2] or '0') ~= ARGV[2] then return 0 end
for i = 7, #ARGV do
  if redis.call('HEXISTS', KEYS[1], 'e' .. ARGV[i]) == 0 then return 0 end
end
for i = 7, #ARGV do
  redis.call('HDEL', KEYS[1], 'e' .. ARGV[i])
  redis.call('ZADD', KEYS[2], ARGV[4], ARGV[i])
end
redis.call('HSET', KEYS[1], 's', ARGV[3], 'r', ARGV[2] + 1)
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ARGV[5])
redis.call('EXPIRE', KEYS[2], ARGV[6])
return 1
"""


class StrayError(StoreError):
    """An answer that is about another visitor: whoever gave it must not be believed anything more."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What Redis holds of a visitor; an entry's `row` is the place of its name in `names`."""

    snapshot: Visitor = Visitor()
    revision: int = 0
    entries: tuple[Entry, ...] = ()
    names: tuple[str, ...] = ()

    def with_writes(self, writes: Sequence[Write]) -> "Kept":
        """Return it with what waits to be written, in its order."""
        kept = self
        for write in writes:
            kept = Kept() if write.bodies is None else _added(kept, write)
        return kept


def key(who: str) -> str:
    return f"dv:{{{who}}}"


def body_of(event: Event) -> str:
    """Return the text that keeps an event: ASCII, so that half a surrogate pair out of a URL is kept too."""
    return json.dumps(event_profile(event), separators=(",", ":"))


def load(who: str) -> tuple[Word, ...]:
    return "HGETALL", key(who)


def written(write: Write, keep: float, *, again: bool) -> tuple[Word, ...]:
    """Return the command of a write, which answers its token; `again` when it may have arrived before."""
    if write.bodies is None:
        return (*_script(_ERASE, write.who), repr(write.at), int(LATE), write.token)
    at = repr(write.at) if again else ""
    named = [word for pair in write.places() for word in pair]
    return (*_script(_APPEND, write.who), _head(write.who), max(1, int(keep)), write.token, at, *named)


def fold(who: str, kept: Kept, snapshot: Visitor, moment: tuple[float, Sequence[Entry]]) -> tuple[Word, ...]:
    """Return the command that puts a snapshot in the place of the one in `kept` and of entries taken in at a time."""
    now, taken = moment
    body = json.dumps(profile(snapshot), separators=(",", ":"))
    names = [kept.names[entry.row] for entry in taken]
    times = (repr(now), repr(now - LATE), int(LATE))
    return (*_script(_FOLD, who), _head(who), kept.revision, body, *times, *names)


def read(who: str, answer: object) -> Kept:
    """Return what a load answered; raise StoreError for what another program, or for another visitor, has written."""
    fields = _fields(answer)
    if not fields:
        return Kept()
    head = fields.get(b"v", b"").decode("latin-1")
    if head != _head(who):
        raise _stranger(head, who)
    try:
        return _kept(fields)
    except DAMAGE as error:
        raise StoreError(f"what is kept of a visitor is damaged: {error!r}") from error


def _kept(fields: Mapping[bytes, bytes]) -> Kept:
    snapshot = from_profile(json.loads(fields[b"s"])) if b"s" in fields else Visitor()
    names = tuple(name[1:].decode("ascii") for name in fields if name.startswith(b"e"))
    bodies = (fields[b"e" + name.encode("ascii")] for name in names)
    entries = tuple(
        Entry(_event(body), int(name.partition(".")[2]), row)
        for row, (name, body) in enumerate(zip(names, bodies, strict=True))
    )
    return Kept(snapshot, int(fields.get(b"r", b"0")), entries, names)


@lru_cache(_EVENTS)
def _event(body: bytes) -> Event:
    """Read an event: on each page of a visit the same ones are loaded again."""
    return from_event_profile(json.loads(body))


def _added(kept: Kept, write: Write) -> Kept:
    new = [(name, body) for name, body in write.places() if name not in kept.names]
    entries = (Entry(from_event_profile(json.loads(body)), int(name.partition(".")[2])) for name, body in new)
    return Kept(kept.snapshot, kept.revision, (*kept.entries, *entries), (*kept.names, *(name for name, _ in new)))


def _fields(answer: object) -> dict[bytes, bytes]:
    if not isinstance(answer, list) or len(answer) % 2:
        raise StoreError("the answer is none to a load")
    return dict(_pairs(answer))


def _pairs(answer: Sequence[object]) -> Iterator[tuple[bytes, bytes]]:
    for name, value in zip(answer[::2], answer[1::2], strict=True):
        if not isinstance(name, bytes) or not isinstance(value, bytes):
            raise StoreError("the answer is none to a load")
        yield name, value


def _head(who: str) -> str:
    """Every visitor's hash says whose it is: an answer that went astray is never taken for somebody else's past."""
    return f"{VERSION}:{who}"


def _stranger(head: str, who: str) -> StoreError:
    version, colon, owner = head.partition(":")
    if colon and owner != who:
        return StrayError("what was answered is another visitor's")
    if owner == who:
        told = f"has schema {version} and this program knows {VERSION}; see to it that all replicas are of one version"
        return StoreError(f"what is kept of a visitor {told}")
    return StoreError("another program wrote here")


def _script(text: str, who: str) -> tuple[Word, ...]:
    return "EVAL", text, 2, key(who), f"{key(who)}:done"
