"""Keeps when visitors are to be looked at though they ask for nothing: in the file of the letters, or in Redis."""

import sqlite3
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from proxy.stores.outbox.redis import SLOT
from proxy.stores.outbox.sheet import Sheet
from proxy.stores.redis.routes import Routes
from proxy.stores.store import StoreError

KEY = f"dv:{{{SLOT}}}:agenda"
"""A sorted set of visitors by when they are due."""

_TAKE = """
local found = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, who in ipairs(found) do redis.call('ZADD', KEYS[1], ARGV[2], who) end
return found
"""

_MOVE = """
local due = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not due or tonumber(due) ~= tonumber(ARGV[2]) then return 0 end
if ARGV[3] == '' then return redis.call('ZREM', KEYS[1], ARGV[1]) end
return redis.call('ZADD', KEYS[1], ARGV[3], ARGV[1])
"""

_MOVED = "UPDATE agenda SET due = ? WHERE who = ? AND due = ?"
_DROPPED = "DELETE FROM agenda WHERE who = ? AND due = ?"


@dataclass(frozen=True, slots=True)
class Due:
    """A visitor who is being looked at, by us alone until `until`."""

    who: str
    until: float


class Agenda(Protocol):
    """One moment for each visitor; every call may raise StoreError. Times are Unix times in seconds."""

    async def note(self, who: str, at: float | None) -> None:
        """Look at this visitor then, whatever was noted before; never, for None."""
        ...

    async def take(self, now: float, until: float, most: int) -> Sequence[Due]:
        """Return who is due; nobody else gets them before `until`, not even after a crash."""
        ...

    async def move(self, due: Due, at: float | None) -> None:
        """Look at this visitor again then, unless something else has been noted meanwhile."""
        ...


class FileAgenda:
    """An `Agenda` of the workers of one machine."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet

    async def note(self, who: str, at: float | None) -> None:
        if at is not None:
            put = "INSERT INTO agenda VALUES (?, ?) ON CONFLICT (who) DO UPDATE SET due = excluded.due"
            await self._sheet.run(lambda connection: connection.execute(put, (who, at)))
        elif self._sheet.is_there:
            await self._sheet.run(lambda connection: connection.execute("DELETE FROM agenda WHERE who = ?", (who,)))

    async def take(self, now: float, until: float, most: int) -> Sequence[Due]:
        if not self._sheet.is_there:
            return ()
        return await self._sheet.run(partial(_take, now=now, until=until, most=most))

    async def move(self, due: Due, at: float | None) -> None:
        if at is None:
            await self._sheet.run(lambda connection: connection.execute(_DROPPED, (due.who, due.until)))
        else:
            await self._sheet.run(lambda connection: connection.execute(_MOVED, (at, due.who, due.until)))


class RedisAgenda:
    """An `Agenda` of all replicas."""

    def __init__(self, routes: Routes) -> None:
        self._routes = routes

    async def note(self, who: str, at: float | None) -> None:
        words = ("ZREM", KEY, who) if at is None else ("ZADD", KEY, repr(at), who)
        await self._routes.send(SLOT, words)

    async def take(self, now: float, until: float, most: int) -> Sequence[Due]:
        answer = await self._routes.send(SLOT, ("EVAL", _TAKE, 1, KEY, repr(now), repr(until), most))
        found = answer if isinstance(answer, list) else []
        return [Due(who.decode("ascii"), until) for who in found if isinstance(who, bytes)]

    async def move(self, due: Due, at: float | None) -> None:
        words = (due.who, repr(due.until), "" if at is None else repr(at))
        await self._routes.send(SLOT, ("EVAL", _MOVE, 1, KEY, *words))


class EitherAgenda:
    """Two agendas as one: while the shared one is away, a visitor is noted in that of this machine."""

    def __init__(self, shared: Agenda, own: Agenda) -> None:
        self._shared = shared
        self._own = own
        self._taken: dict[Due, Agenda] = {}

    async def note(self, who: str, at: float | None) -> None:
        try:
            await self._shared.note(who, at)
        except StoreError:
            await self._own.note(who, at)

    async def take(self, now: float, until: float, most: int) -> Sequence[Due]:
        found: list[Due] = []
        for agenda in (self._own, self._shared):
            with suppress(StoreError):
                due = await agenda.take(now, until, most - len(found))
                self._taken |= dict.fromkeys(due, agenda)
                found += due
        return found

    async def move(self, due: Due, at: float | None) -> None:
        await self._taken.pop(due, self._shared).move(due, at)


def _take(connection: sqlite3.Connection, now: float, until: float, most: int) -> Sequence[Due]:
    found = connection.execute("SELECT who FROM agenda WHERE due <= ? ORDER BY due LIMIT ?", (now, most)).fetchall()
    connection.executemany("UPDATE agenda SET due = ? WHERE who = ?", [(until, who) for (who,) in found])
    return [Due(who, until) for (who,) in found]
