"""Gives each page with our browser client a sealed ticket, by which we believe what comes from it."""

from proxy.seal import Keys, opened, sealed

LIFE = 6 * 3600
"""Seconds that a page may tell of itself; a visit is over long before."""

AHEAD = 60
"""Seconds by which the clock of the machine that gave a ticket may be ahead of ours."""

LONGEST = 2000
"""Letters of a ticket: 200 characters of a path, at most four bytes each, and the seal."""

_TIME = 5


def issued(keys: Keys, who: str, path: str, now: float) -> str:
    """Return the ticket of a page that a visitor got at a Unix time; it does not tell who the visitor is."""
    return sealed(keys, _purpose(who), int(now).to_bytes(_TIME) + path.encode())


def page_of(keys: Keys, who: str, ticket: str, now: float) -> str | None:
    """Return the path of the page that this visitor got the ticket with, None for any other ticket or an old one."""
    seal = opened(keys, _purpose(who), ticket) if len(ticket) <= LONGEST else None
    if seal is None:
        return None
    age = now - int.from_bytes(seal.value[:_TIME])
    return seal.value[_TIME:].decode() if -AHEAD <= age < LIFE else None


def _purpose(who: str) -> str:
    """Bind a ticket to its visitor by the seal itself, so that nothing of the visitor stands in it."""
    return f"page of {who}"
