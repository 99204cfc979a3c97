"""Remembers the newest writes that the store took: a failover loses some of them, and then they are written again."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field

from proxy.stores.write import Write

RECENT = 30.0
"""Seconds for which a write is remembered after it was first taken."""

MOST = 10_000
"""Writes that are remembered at most."""


@dataclass(slots=True)
class Recent:
    """Writes by their tokens, each with the time when it was first taken."""

    _taken: OrderedDict[str, tuple[float, Write]] = field(default_factory=OrderedDict)

    def add(self, write: Write, now: float) -> None:
        self._taken.setdefault(write.token, (now, write))
        while len(self._taken) > MOST or next(iter(self._taken.values()))[0] < now - RECENT:
            self._taken.popitem(last=False)

    def since(self, moment: float) -> Sequence[Write]:
        return [write for taken, write in self._taken.values() if taken >= moment]

    def forget(self, who: str) -> None:
        """Forget what was written about a visitor who is to be erased."""
        for token in [token for token, (_, write) in self._taken.items() if write.who == who]:
            del self._taken[token]
