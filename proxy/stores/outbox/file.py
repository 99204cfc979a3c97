"""Keeps letters in a SQLite file that the workers of one machine share, or in memory."""

import sqlite3
from collections.abc import Sequence
from functools import partial

from proxy.stores.outbox.letter import KNOWN, MOST, MOST_DEAD, Dead, Letter, Sizes
from proxy.stores.outbox.sheet import Sheet
from proxy.stores.store import StoreError

_FIELDS = "id, receiver, who, body, at, tries"
_GONE = "UPDATE letter SET state = 'gone', who = '', body = '' WHERE id = ?"


class FileOutbox:
    """An `Outbox`; a letter that has gone leaves its id there for a while, and nothing else."""

    def __init__(self, sheet: Sheet, most: int = MOST) -> None:
        self._sheet = sheet
        self._most = most

    async def add(self, letters: Sequence[Letter]) -> None:
        await self._sheet.run(partial(_add, letters=letters, most=self._most))

    async def take(self, to: str, now: float, until: float, most: int) -> Sequence[Letter]:
        if not self._sheet.is_there:
            return ()
        return await self._sheet.run(partial(_take, to=to, times=(now, until), most=most))

    async def done(self, letter: Letter) -> None:
        await self._sheet.run(lambda connection: connection.execute(_GONE, (letter.id,)))

    async def again(self, letter: Letter, at: float) -> None:
        put = "UPDATE letter SET due = ? WHERE id = ? AND state = 'waiting'"
        await self._sheet.run(lambda connection: connection.execute(put, (at, letter.id)))

    async def bury(self, letter: Letter, why: str) -> None:
        await self._sheet.run(partial(_bury, letter=letter, why=why))

    async def bury_older(self, than: float) -> int:
        if not self._sheet.is_there:
            return 0
        return await self._sheet.run(partial(_bury_older, than=than))

    async def dead(self) -> Sequence[Dead]:
        if not self._sheet.is_there:
            return ()
        return await self._sheet.run(_dead)

    async def forget(self, who: str) -> None:
        gone = "UPDATE letter SET state = 'gone', who = '', body = '' WHERE who = ?"
        if self._sheet.is_there:
            await self._sheet.run(lambda connection: connection.execute(gone, (who,)))

    async def sizes(self) -> Sizes:
        if not self._sheet.is_there:
            return Sizes()
        return await self._sheet.run(
            lambda connection: Sizes(_count(connection, "waiting"), _count(connection, "dead"))
        )


def _add(connection: sqlite3.Connection, letters: Sequence[Letter], most: int) -> None:
    if _count(connection, "waiting") + len(letters) > most:
        raise StoreError(f"{most} letters are waiting already")
    rows = [(letter.id, letter.to, letter.who, letter.body, letter.at, letter.at) for letter in letters]
    connection.executemany("INSERT OR IGNORE INTO letter VALUES (?, ?, ?, ?, ?, ?, 0, 'waiting', '')", rows)
    if letters:
        connection.execute("DELETE FROM letter WHERE state = 'gone' AND at < ?", (letters[-1].at - KNOWN,))


def _take(connection: sqlite3.Connection, to: str, times: tuple[float, float], most: int) -> Sequence[Letter]:
    now, until = times
    rows = connection.execute(
        f"SELECT {_FIELDS} FROM letter WHERE state = 'waiting' AND receiver = ? AND due <= ? ORDER BY due LIMIT ?",  # noqa: S608 # our own words
        (to, now, most),
    ).fetchall()
    taken = [(until, row[0]) for row in rows]
    connection.executemany("UPDATE letter SET due = ?, tries = tries + 1 WHERE id = ?", taken)
    return [_letter((*row[:-1], row[-1] + 1)) for row in rows]


def _bury(connection: sqlite3.Connection, letter: Letter, why: str) -> None:
    put = "UPDATE letter SET state = 'dead', why = ? WHERE id = ? AND state = 'waiting'"
    connection.execute(put, (why, letter.id))
    _bound(connection)


def _bury_older(connection: sqlite3.Connection, than: float) -> int:
    put = "UPDATE letter SET state = 'dead', why = 'nobody took it' WHERE state = 'waiting' AND at < ?"
    count = connection.execute(put, (than,)).rowcount
    _bound(connection)
    return count


def _bound(connection: sqlite3.Connection) -> None:
    newest = "SELECT id FROM letter WHERE state = 'dead' ORDER BY at DESC LIMIT -1 OFFSET ?"
    connection.execute(f"DELETE FROM letter WHERE id IN ({newest})", (MOST_DEAD,))  # noqa: S608 # our own words


def _dead(connection: sqlite3.Connection) -> Sequence[Dead]:
    rows = connection.execute(f"SELECT why, {_FIELDS} FROM letter WHERE state = 'dead' ORDER BY at DESC")  # noqa: S608
    return [Dead(_letter(row[1:]), row[0]) for row in rows.fetchall()]


def _count(connection: sqlite3.Connection, state: str) -> int:
    (count,) = connection.execute("SELECT count(*) FROM letter WHERE state = ?", (state,)).fetchone()
    return int(count)


def _letter(row: Sequence[str | float]) -> Letter:
    id_, to, who, body, at, tries = row
    return Letter(str(id_), str(to), str(who), str(body), float(at), int(tries))
