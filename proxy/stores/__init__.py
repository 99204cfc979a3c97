"""Where visitors' events are kept, and the one function that opens a store by its name."""

from pathlib import Path

from proxy import store_url
from proxy.stores.memory import MemoryStore
from proxy.stores.redis.link import Waits
from proxy.stores.redis.store import Means, RedisStore
from proxy.stores.sqlite import SqliteStore
from proxy.stores.steady import Steady
from proxy.stores.store import KEEP, Store, StoreError

__all__ = ["KEEP", "Means", "RedisStore", "Store", "StoreError", "Waits", "open_store"]


def open_store(url: str, keep: float = KEEP, means: Means | None = None) -> Store:
    """Open a store by its name, keeping anything for `keep` seconds; raise StoreError for what is none.

    A SQLite file is made when it is not there, and its folder, but no folder above that. Redis is opened inside a
    running loop and by its `means`; it need not be there yet.
    """
    try:
        named = store_url.checked(url)
    except ValueError as error:
        raise StoreError(f'"{store_url.masked(url)}" is no store: {error}') from error
    if named == "memory:":
        return MemoryStore(keep, clock=Steady())
    if named.startswith("sqlite:"):
        return SqliteStore(_made(Path(named.removeprefix("sqlite:"))), keep, Steady())
    if not named or means is None:
        raise StoreError(f'"{store_url.masked(url)}" is no store to be opened here')
    return RedisStore(store_url.redis_url(named), means, keep, Steady())


def _made(path: Path) -> Path:
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path} cannot be a store: its folder cannot be made: {error}") from error
    return path
