"""Keeps an answer that depends on its visitor out of every cache that others share."""

from proxy.message import Headers, every, without

_STRICT = ("no-store", "must-revalidate", "proxy-revalidate", "must-understand", "no-transform")
_SHARED = (b"surrogate-control", b"edge-control", b"x-accel-expires")


def private(headers: Headers) -> Headers:
    """Return an answer's fields for one visitor only: never kept by shared caches, never reused without asking again.

    What the shop forbids stays forbidden; what it allows (max-age, public, stale-while-revalidate) goes, since a
    visitor changes between two pages. It is as due for bytes that no rule changed where another visitor's would be.
    """
    said = [part.strip().lower() for line in every(headers, b"cache-control") for part in line.split(",")]
    policy = ", ".join(("private", "no-cache", *dict.fromkeys(part for part in said if part in _STRICT)))
    kept = [line for line in without(headers, b"cache-control", *_SHARED) if not _is_targeted(line[0])]
    # an invalid date is one in the past (RFC 9111, 5.3): caches that know no Cache-Control are told as well
    closed = tuple((name, b"0" if name.lower() == b"expires" else value) for name, value in kept)
    return (*closed, (b"Cache-Control", policy.encode()))


def varying(headers: Headers, *names: str) -> Headers:
    """Return the fields with more names in Vary; those of the shop stay, and "*" says more than any name."""
    said = [part.strip() for line in every(headers, b"vary") for part in line.split(",") if part.strip()]
    known = {name.lower() for name in said}
    if "*" in known:
        return headers
    added = [name for name in names if name.lower() not in known]
    return (*without(headers, b"vary"), (b"Vary", ", ".join((*said, *added)).encode("latin-1")))


def _is_targeted(name: bytes) -> bool:
    """Tell a field that speaks to one kind of cache above Cache-Control, such as CDN-Cache-Control (RFC 9213)."""
    return name.lower().endswith(b"-cache-control")
