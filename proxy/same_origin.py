"""Tells a request that a page of this very shop made from one that another site's page did."""

from proxy.message import Head, every, first

_HERE = ((), ("same-origin",))


def comes_from_here(head: Head) -> bool:
    """Tell by Fetch Metadata and Origin, as far as a browser sends them: each that is there has to agree."""
    if every(head.headers, b"sec-fetch-site") not in _HERE:
        return False
    origins = every(head.headers, b"origin")
    return not origins or (len(origins) == 1 and _is_own(origins[0], first(head.headers, b"host")))


def _is_own(origin: str, host: str) -> bool:
    scheme, _, name = origin.partition("://")
    return scheme in ("http", "https") and bool(name) and name.lower() == host.lower()
