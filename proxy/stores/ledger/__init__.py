"""Which codes are given and to whom, and the one function that opens a ledger by the name of its store."""

from pathlib import Path

from proxy import store_url
from proxy.stores.ledger.ledger import Claim, Count, Given, Ledger
from proxy.stores.ledger.memory import MemoryLedger
from proxy.stores.ledger.redis import RedisLedger
from proxy.stores.ledger.sqlite import SqliteLedger
from proxy.stores.redis.store import Means
from proxy.stores.store import KEEP

__all__ = ["Claim", "Count", "Given", "Ledger", "open_ledger"]


def open_ledger(url: str, means: Means, keep: float = KEEP) -> Ledger:
    """Open the ledger that belongs to a store, knowing visitors for `keep` seconds; raise StoreError when it cannot be.

    Beside a SQLite file, and for one that holds visitors in memory alone, it is a file or a memory of its own; Redis
    is opened inside a running loop.
    """
    named = store_url.checked(url)
    if named == "memory:":
        return MemoryLedger(keep)
    if named.startswith("sqlite:"):
        return SqliteLedger(Path(named.removeprefix("sqlite:")).with_name("codes.sqlite"), keep)
    return RedisLedger(store_url.redis_url(named), means, keep)
