"""Which codes are given and to whom, and the one function that opens a ledger by the name of its store."""

from dataclasses import dataclass
from pathlib import Path

from proxy import store_url
from proxy.stores.ledger.ledger import Claim, Count, Given, Ledger
from proxy.stores.ledger.memory import MemoryLedger
from proxy.stores.ledger.redis import RedisLedger
from proxy.stores.ledger.sqlite import SqliteLedger
from proxy.stores.redis.store import Means
from proxy.stores.store import KEEP

__all__ = ["Claim", "Count", "Given", "Ledger", "LedgerAt", "open_ledger"]


@dataclass(frozen=True, slots=True)
class LedgerAt:
    """Where the ledger of a store is, which is opened when somebody first asks it."""

    url: str
    means: Means
    keep: float = KEEP

    def opened(self) -> Ledger:
        return open_ledger(self.url, self.means, self.keep)

    def exists(self) -> bool:
        """Tell that there may be a ledger, though nobody here has opened it."""
        named = store_url.checked(self.url)
        return _file(named).exists() if named.startswith("sqlite:") else named != "memory:"


def open_ledger(url: str, means: Means, keep: float = KEEP) -> Ledger:
    """Open the ledger that belongs to a store, knowing visitors for `keep` seconds; raise StoreError when it cannot be.

    Beside a SQLite file, and for one that holds visitors in memory alone, it is a file or a memory of its own; Redis
    is opened inside a running loop.
    """
    named = store_url.checked(url)
    if named == "memory:":
        return MemoryLedger(keep)
    if named.startswith("sqlite:"):
        return SqliteLedger(_file(named), keep)
    return RedisLedger(store_url.redis_url(named), means, keep)


def _file(named: str) -> Path:
    return Path(named.removeprefix("sqlite:")).with_name("codes.sqlite")
