"""Looks through the stream for the notes of one visitor."""

from proxy.journal import Note, read
from proxy.stores.journal.stream import KEY, NAME
from proxy.stores.redis.routes import Routes
from proxy.stores.store import StoreError

LOOKED = 1000
"""Entries that are asked for at once."""


async def notes_in(routes: Routes, who: str) -> tuple[Note, ...]:
    """Return the visitor's notes that nobody drained yet; raise StoreError when the stream cannot tell."""
    found: list[Note] = []
    after = "-"
    while True:
        entries = await routes.send(NAME, ("XRANGE", KEY, after, "+", "COUNT", LOOKED))
        if not isinstance(entries, list):
            raise StoreError("the stream of the journal is none")
        found += (note for entry in entries if (note := _note(entry, who)) is not None)
        if len(entries) < LOOKED:
            return tuple(found)
        after = f"({entries[-1][0].decode()}"


def _note(entry: object, who: str) -> Note | None:
    """Return the note of an entry as Redis gives it: its id, and `w`, a visitor, `l`, a line."""
    match entry:
        case [_, [_, bytes() as whose, b"l", bytes() as line]] if whose == who.encode():
            return read(line)
        case _:
            return None
