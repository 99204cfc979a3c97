"""Takes the journal out of its stream into day files: at least once, in order, across restarts."""

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from proxy.journal import Note, read
from proxy.stores.journal.days import Days, day_of
from proxy.stores.journal.stream import KEY, NAME
from proxy.stores.redis.link import RefusedError, Word
from proxy.stores.redis.routes import Routes
from proxy.stores.store import StoreError

GROUP = "drain"
"""The group, and the one reader in it: what a reader that died had taken is its own again when it returns."""

COUNT = 500
"""Entries of one round."""

WAIT = 1000
"""Milliseconds that a round waits for the first entry."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the stream: `line` is None for an erasure, and `who` "" for one that is gone."""

    id: bytes
    who: str = ""
    line: bytes | None = None


@dataclass(slots=True)
class Drain:
    """Empties the stream into `days`; `keep` is how many seconds anything is kept."""

    routes: Routes
    days: Days
    keep: float
    clock: Callable[[], float] = time.time
    _returning: bool = field(default=True, init=False)

    async def begin(self) -> None:
        """Make what the stream needs to be read; raise StoreError when it cannot be reached."""
        await self.routes.tried()
        self._returning = True
        with suppress(RefusedError):
            # it says BUSYGROUP where it was made before
            await self._ask("XGROUP", "CREATE", KEY, GROUP, 0, "MKSTREAM")
        await self._ask("EXPIRE", KEY, int(self.keep))

    async def round(self) -> int:
        """Take some entries over and return how many; first of all those that a crash left half done."""
        entries = await self._taken()
        if not entries:
            returning, self._returning = self._returning, False
            return await self.round() if returning else 0
        await asyncio.to_thread(self._written, entries)
        ids = [entry.id for entry in entries]
        await self._ask("XACK", KEY, GROUP, *ids)
        await self._ask("XDEL", KEY, *ids)
        return len(entries)

    async def trim(self) -> None:
        """Remove what is over its time, here and there."""
        before = self.clock() - self.keep
        await asyncio.to_thread(self.days.trim, before)
        await self._ask("XTRIM", KEY, "MINID", "~", max(0, int(before * 1000)))

    async def _taken(self) -> Sequence[Entry]:
        place = "0" if self._returning else ">"
        words = ("XREADGROUP", "GROUP", GROUP, GROUP, "COUNT", COUNT, "BLOCK", WAIT, "STREAMS", KEY, place)
        return entries_of(await self._ask(*words))

    def _written(self, entries: Sequence[Entry]) -> None:
        """Write lines and carry out erasures in the order in which they were said."""
        lines: dict[str, list[bytes]] = {}
        for entry in entries:
            if entry.line is not None:
                note = read(entry.line)
                if note is not None and not (self._returning and self._is_known(note)):
                    lines.setdefault(day_of(note.at), []).append(entry.line + b"\n")
            elif entry.who:
                self.days.append(lines)
                lines.clear()
                self.days.erase([entry.who])
        self.days.append(lines)

    def _is_known(self, note: Note) -> bool:
        day = day_of(note.at)
        return day in self.days.names() and any(note.id == known.id for known in self.days.notes(day))

    async def _ask(self, *words: Word) -> object:
        return await self.routes.send(NAME, words)


def entries_of(answer: object) -> Sequence[Entry]:
    """Return the entries that an XREADGROUP answered; raise StoreError for what is no such answer."""
    if answer is None:
        return ()
    match answer:
        case [[bytes(), list(found)]]:
            return list(_entries(found))
    raise StoreError("the answer is none to a read of a stream")


def _entries(found: Sequence[object]) -> Iterator[Entry]:
    for one in found:
        match one:
            case [bytes(id_), [b"w", bytes(who), b"l", bytes(line)]]:
                yield Entry(id_, who.decode("latin-1"), line)
            case [bytes(id_), [b"w", bytes(who), b"e", bytes()]]:
                yield Entry(id_, who.decode("latin-1"))
            case [bytes(id_), _]:
                yield Entry(id_)
            case _:
                raise StoreError("the answer is none to a read of a stream")
