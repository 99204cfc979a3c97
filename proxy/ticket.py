"""Gives each page with our browser client a sealed ticket, by which we believe what comes from it."""

from dataclasses import dataclass

from proxy.seal import Keys, opened, sealed

LIFE = 6 * 3600
"""Seconds that a page may tell of itself; a visit is over long before."""

AHEAD = 60
"""Seconds by which the clock of the machine that gave a ticket may be ahead of ours."""

LONGEST = 3000
"""Letters of a ticket: 200 characters of a path, at most four bytes each, 800 of a query, and the seal."""

_TIME = 6

QUERY = "\n"
"""What parts the path of a ticket from its query: no text of one line holds it."""


@dataclass(frozen=True, slots=True)
class Given:
    """The page that a ticket was given with, at a Unix time; `query` holds the keys that somebody asks for, encoded."""

    path: str
    at: float
    query: str = ""


def issued(keys: Keys, who: str, target: str, now: float) -> str:
    """Return the ticket of a page that a visitor got at a Unix time; it does not tell who the visitor is.

    `target` is the page's path as text, with its query behind QUERY, if it has one that counts.
    """
    return sealed(keys, _purpose(who), int(now * 1000).to_bytes(_TIME) + target.encode())


def page_of(keys: Keys, who: str, ticket: str, now: float) -> Given | None:
    """Return the page that this visitor got the ticket with, None for any other ticket or an old one."""
    seal = opened(keys, _purpose(who), ticket) if len(ticket) <= LONGEST else None
    if seal is None:
        return None
    at = int.from_bytes(seal.value[:_TIME]) / 1000
    path, _, query = seal.value[_TIME:].decode().partition(QUERY)
    return Given(path, at, query) if -AHEAD <= now - at < LIFE else None


def _purpose(who: str) -> str:
    """Bind a ticket to its visitor by the seal itself, so that nothing of the visitor stands in it."""
    return f"page of {who}"
