"""Tells the ids of all whom a store knows, some at a time: nobody holds them all in memory."""

import re
from collections.abc import AsyncIterator, Iterator
from contextlib import closing
from pathlib import Path

from proxy.stores.redis.routes import Routes
from proxy.stores.store import StoreError
from proxy.stores.tables import opened

AT_ONCE = 500

_KEY = re.compile(rb"dv:\{([^}]+)\}")
"""The key of a visitor; other keys go on behind the brace (redis/layout.py)."""


def in_file(path: Path) -> Iterator[str]:
    """Yield the ids in a SQLite file, in their order."""
    with closing(opened(path)) as connection:
        after = ""
        while True:
            found: set[str] = set()
            for table in ("event", "snapshot"):
                ask = f"SELECT DISTINCT id FROM {table} WHERE id > ? ORDER BY id LIMIT ?"  # noqa: S608 # our own names
                found.update(id_ for (id_,) in connection.execute(ask, (after, AT_ONCE)))
            if not found:
                return
            page = sorted(found)[:AT_ONCE]
            yield from page
            after = page[-1]


async def in_redis(routes: Routes) -> AsyncIterator[str]:
    """Yield the ids in Redis, of a cluster server by server; one that is written to meanwhile may come twice."""
    await routes.tried()
    for door in routes.doors():
        cursor = b"0"
        while True:
            answer = await routes.send(door, ("SCAN", cursor.decode(), "MATCH", "dv:{*}", "COUNT", AT_ONCE))
            match answer:
                case [bytes() as cursor, list() as keys]:
                    for key in keys:
                        known = _KEY.fullmatch(key) if isinstance(key, bytes) else None
                        if known:
                            yield known[1].decode("ascii")
                case _:
                    raise StoreError("Redis does not tell its keys")
            if cursor == b"0":
                break
