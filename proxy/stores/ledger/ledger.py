"""Says what every ledger of codes does: it alone knows which codes are given, and to whom."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Given:
    """A code that somebody holds or held, since and until moments in Unix seconds; no end is None."""

    code: str
    at: float
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """Who wants a code of a pool, when, and until when it shall be good."""

    pool: str
    who: str
    now: float
    until: float | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """How many codes of a pool were ever given, and how many of these have run out."""

    given: int = 0
    expired: int = 0


class Ledger(Protocol):
    """Gives each code once, for ever, and each visitor one code of a pool, however many ask at once.

    What is given is given with the answer: whoever asks again after a crash hears the same code.
    Every call may raise StoreError.
    """

    async def claim(self, claim: Claim, candidates: Sequence[str] = ()) -> Given | None:
        """Return the code that this visitor holds, or give the first candidate that nobody ever held.

        None says that all candidates are given.
        """
        ...

    async def count(self, pool: str, now: float) -> Count: ...

    def given(self, pool: str) -> AsyncIterator[Given]:
        """Yield every code of a pool that was ever given, in no order; nothing says to whom."""
        ...

    async def erase(self, who: str) -> None:
        """Forget who this visitor's codes were given to; they stay given."""
        ...

    async def close(self) -> None: ...
