"""The SQLite file: its schema, and each thing that is done to it as one function of an open connection."""

import json
import sqlite3
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from proxy.stores.fold import Entry, folded, split
from proxy.stores.store import StoreError
from scoring.event import Event
from scoring.forget import ends, forget, oldest
from scoring.marks import mail_until
from scoring.profile import event_profile, from_event_profile, from_profile, profile
from scoring.visitor import Visitor

APPLICATION = 0x44565452
"""The four letters DVTR, by which the file knows that it is ours (SQLite file format, 1.3.17)."""

VERSION = 1
"""Goes up when SCHEMA changes."""

SCHEMA = (
    """CREATE TABLE event (
        row INTEGER PRIMARY KEY, id TEXT NOT NULL, place INTEGER NOT NULL, body TEXT NOT NULL, expires REAL NOT NULL
    )""",
    "CREATE INDEX event_id ON event (id)",
    "CREATE INDEX event_expires ON event (expires)",
    "CREATE TABLE snapshot (id TEXT PRIMARY KEY, body TEXT NOT NULL, expires REAL NOT NULL) WITHOUT ROWID",
    "CREATE INDEX snapshot_expires ON snapshot (expires)",
    f"PRAGMA application_id = {APPLICATION}",
    f"PRAGMA user_version = {VERSION}",
)

BUSY = 5.0
"""Seconds that one process waits for another's transaction; ours last milliseconds."""

SWEPT = 200
"""Expired rows that go with one transaction, so that no write waits long for the sweeping."""

DAMAGE = (KeyError, TypeError, AttributeError, ValueError, ArithmeticError)
"""What reading a profile raises when its text is not what was written."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The moment of an operation, and the seconds that anything is kept."""

    now: float
    keep: float

    def left(self, visitor: Visitor) -> Visitor:
        """Return what may still be kept of a visitor."""
        return forget(visitor, self.now - self.keep, self.now)


def file_at(path: Path) -> tuple[int, int] | None:
    """Return what tells the file at this path from any other that stood there, None when there is none."""
    try:
        told = path.stat()
    except OSError:
        return None
    return told.st_dev, told.st_ino


def log_of(path: Path) -> Path:
    """Return where SQLite keeps what is not in the file yet (sqlite.org/wal.html)."""
    return path.with_name(f"{path.name}-wal")


def opened(path: Path) -> sqlite3.Connection:
    """Open the file, made when it is not there; raise StoreError when it cannot be a store."""
    try:
        return connected(path, _prepare)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(f"{path} cannot be opened as a store: {error}; name another file, or move this one") from error


def connected(path: Path, prepare: Callable[[sqlite3.Connection, Path], None]) -> sqlite3.Connection:
    """Open a file, made for us alone when it is not there; whatever raises leaves nothing open."""
    path.touch(mode=0o600)
    connection = sqlite3.connect(path, timeout=BUSY, isolation_level=None, check_same_thread=False)
    with ExitStack() as unless_ready:
        unless_ready.callback(connection.close)
        prepare(connection, path)
        unless_ready.pop_all()
    return connection


def reread(path: Path, who: str) -> None:
    """Read that visitor as a newcomer would, who has nothing of the file in memory; raise when that cannot be."""
    with closing(opened(path)) as connection:
        for table in ("event", "snapshot"):
            connection.execute(f"SELECT body FROM {table} WHERE id = ?", (who,)).fetchall()  # noqa: S608 # our own names


def append(connection: sqlite3.Connection, who: str, rows: Sequence[tuple[int, str, float]]) -> None:
    """Add rows of (place, body, time of expiry) to the events of that visitor."""
    connection.executemany(
        "INSERT INTO event (id, place, body, expires) VALUES (?, ?, ?, ?)", [(who, *row) for row in rows]
    )


def erase(connection: sqlite3.Connection, who: str) -> None:
    connection.execute("DELETE FROM event WHERE id = ?", (who,))
    connection.execute("DELETE FROM snapshot WHERE id = ?", (who,))


def read(connection: sqlite3.Connection, who: str) -> tuple[Visitor, tuple[Entry, ...]]:
    """Return the snapshot and the events since; raise StoreError when they are damaged."""
    kept = connection.execute("SELECT body FROM snapshot WHERE id = ?", (who,)).fetchone()
    rows = connection.execute("SELECT body, place, row FROM event WHERE id = ?", (who,)).fetchall()
    try:
        snapshot = from_profile(json.loads(kept[0])) if kept else Visitor()
        return snapshot, tuple(Entry(_event(body), place, row) for body, place, row in rows)
    except DAMAGE as error:
        raise StoreError(f"what is kept of a visitor is damaged: {error!r}") from error


def compact(connection: sqlite3.Connection, who: str, limits: Limits) -> None:
    """Fold the settled events of that visitor into the snapshot."""
    snapshot, unfolded = read(connection, who)
    ready, _ = split(unfolded, limits.now)
    _keep(connection, who, limits.left(folded(snapshot, ready)), limits.keep)
    connection.executemany("DELETE FROM event WHERE row = ?", [(entry.row,) for entry in ready])


def sweep(connection: sqlite3.Connection, limits: Limits) -> None:
    """Remove what has expired: events whole, and from snapshots what they still tell of such times."""
    connection.execute(
        "DELETE FROM event WHERE row IN (SELECT row FROM event WHERE expires <= ? LIMIT ?)", (limits.now, SWEPT)
    )
    due = connection.execute("SELECT id, body FROM snapshot WHERE expires <= ? LIMIT ?", (limits.now, SWEPT // 10))
    for who, body in due.fetchall():
        try:
            visitor = from_profile(json.loads(body))
        except DAMAGE:
            visitor = Visitor()
        _keep(connection, who, limits.left(visitor), limits.keep)


def scrubbed(connection: sqlite3.Connection) -> bool:
    """Take what was erased out of the write-ahead log too; False while a reader still needs the log."""
    busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    return not busy


def expiry(event: Event, keep: float) -> float:
    """Return when an event has to be gone: a mail address goes at its own time."""
    return min(event.at + keep, mail_until(event))


def body_of(event: Event) -> str:
    """Return the text that keeps an event: ASCII, so that half a surrogate pair out of a URL is kept too."""
    return json.dumps(event_profile(event), separators=(",", ":"))


def _event(body: str) -> Event:
    return from_event_profile(json.loads(body))


def _keep(connection: sqlite3.Connection, who: str, snapshot: Visitor, keep: float) -> None:
    first = oldest(snapshot)
    if first is None:
        connection.execute("DELETE FROM snapshot WHERE id = ?", (who,))
        return
    body = json.dumps(profile(snapshot), separators=(",", ":"))
    connection.execute(
        "INSERT INTO snapshot (id, body, expires) VALUES (?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET body = excluded.body, expires = excluded.expires",
        (who, body, min(first + keep, ends(snapshot))),
    )


def _is_new(connection: sqlite3.Connection, path: Path) -> bool:
    """Tell an empty file from one of ours; raise StoreError for anything else."""
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if not tables and not application:
        return True
    if application != APPLICATION:
        raise StoreError(f"{path} is a database of another program; name another file")
    if version != VERSION:
        raise StoreError(f"{path} has schema {version} and this program knows {VERSION}; name another file")
    return False


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    if _is_new(connection, path):
        _create(connection, path)
    # NORMAL outlives a killed process; only a power failure may cost the newest commits (sqlite.org/pragma.html).
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA secure_delete = ON")


def _create(connection: sqlite3.Connection, path: Path) -> None:
    log_ahead(connection)
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        if _is_new(connection, path):
            for statement in SCHEMA:
                connection.execute(statement)


def log_ahead(connection: sqlite3.Connection) -> None:
    """Switch to WAL, patiently: when two workers do it at once, SQLite refuses one without waiting for `BUSY`."""
    until = time.monotonic() + BUSY
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.01)
        else:
            return
