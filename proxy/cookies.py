"""Names and writes our three cookies, and keeps them from the shop."""

from dataclasses import dataclass

from proxy.message import Headers

_PREFIX = "__Host-"


@dataclass(frozen=True, slots=True)
class Cookie:
    """One of our cookies; over HTTPS `__Host-` keeps other hosts of the domain from setting it (6265bis, 4.1.3.2)."""

    base: str

    def name(self, *, secure: bool) -> str:
        return _PREFIX + self.base if secure else self.base

    def line(self, value: str, *, secure: bool, seconds: int) -> bytes:
        """Return the value of a Set-Cookie field; with 0 `seconds` the browser forgets the cookie."""
        parts = [f"{self.name(secure=secure)}={value}", "Path=/", f"Max-Age={seconds}", "HttpOnly", "SameSite=Lax"]
        return "; ".join([*parts, "Secure"] if secure else parts).encode("ascii")


VISITOR = Cookie("dv")
PREVIEW = Cookie("dv-preview")
STOPPED = Cookie("dv-stop")
"""What a visitor who wants none of this asked for on our page; it says nothing else of anybody."""

_OURS = frozenset(
    cookie.name(secure=secure).encode() for cookie in (VISITOR, PREVIEW, STOPPED) for secure in (True, False)
)


def for_shop(headers: Headers) -> Headers:
    """Return the request's fields with one Cookie line (RFC 9113, 8.2.3) without ours, all other bytes as they came."""
    lines = [value for name, value in headers if name.lower() == b"cookie"]
    if not lines or (len(lines) == 1 and not any(name in lines[0] for name in _OURS)):
        return headers
    kept = [part for part in b"; ".join(lines).split(b";") if part.partition(b"=")[0].strip(b" \t") not in _OURS]
    joined = b";".join(kept).strip(b" \t")
    place = next(index for index, (name, _) in enumerate(headers) if name.lower() == b"cookie")
    line: Headers = ((headers[place][0], joined),) if joined else ()
    return headers[:place] + line + tuple(pair for pair in headers[place:] if pair[0].lower() != b"cookie")
