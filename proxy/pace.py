"""Tells who asks for pages faster than anybody reads: programs that call themselves browsers, mostly."""

from dataclasses import dataclass, field

WINDOW = 10.0
"""Seconds in which pages are counted together."""

READ = 100
"""Pages in a window that one address and one browser may ask for: an office behind one address, opening many tabs."""

_MOST = 20_000
"""Senders that are counted in a window; who comes after them is not."""


@dataclass(slots=True)
class Pace:
    """Counts of the window that runs, by a number that stands for the sender: no address is kept."""

    _begin: float = 0.0
    _pages: dict[int, int] = field(default_factory=dict)

    def hurries(self, sender: int, now: float) -> bool:
        """Count one more page at a Unix time, and tell whether it is one too many."""
        if not 0 <= now - self._begin < WINDOW:
            self._begin = now
            self._pages.clear()
        pages = self._pages.get(sender, 0) + 1
        if pages > 1 or len(self._pages) < _MOST:
            self._pages[sender] = pages
        return pages > READ
