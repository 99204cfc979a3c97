"""Where visitors' events are kept, and the one function that opens a store by its name."""

from pathlib import Path

from proxy.stores.memory import MemoryStore
from proxy.stores.sqlite import SqliteStore
from proxy.stores.steady import Steady
from proxy.stores.store import KEEP, Store, StoreError

__all__ = ["KEEP", "Store", "StoreError", "open_store"]


def open_store(url: str, keep: float = KEEP) -> Store:
    """Open `memory:` or `sqlite:PATH`, keeping anything for `keep` seconds; raise StoreError for all else.

    The file is made when it is not there, and its folder, but no folder above that.
    """
    scheme, colon, path = url.partition(":")
    if url == "memory:":
        return MemoryStore(keep, clock=Steady())
    if scheme == "sqlite" and colon and path:
        return SqliteStore(_made(Path(path)), keep, Steady())
    raise StoreError(f'"{url}" is no store; allowed are "memory:" and "sqlite:PATH", such as sqlite:data/visitors.db')


def _made(path: Path) -> Path:
    try:
        path.parent.mkdir(exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path} cannot be a store: its folder cannot be made: {error}") from error
    return path
