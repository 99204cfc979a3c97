"""HTTP messages as values: what the browser asked and what the shop answered, header bytes as they came."""

from dataclasses import dataclass, replace

Headers = tuple[tuple[bytes, bytes], ...]
"""Field lines in their order, names as sent; repeats stay apart."""

_SPACE = " \t"
"""What may stand around a value (RFC 9110, 5.6.3). Python's own strip takes more: another cookie would become ours."""


@dataclass(frozen=True, slots=True)
class Head:
    """A request without its body.

    `target` is the request target byte for byte; `address` is the client's, found by the trusted hops; `form` is the
    urlencoded body, kept only for requests that site.yaml watches as adding to the basket.
    """

    method: str
    target: str
    headers: Headers
    address: str = ""
    scheme: str = "http"
    form: bytes = b""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer; `body` is None while it streams past unread."""

    status: int
    headers: Headers
    reason: str = ""
    body: bytes | None = None

    def with_headers(self, headers: Headers) -> "Page":
        return replace(self, headers=headers)


def first(headers: Headers, name: bytes) -> str:
    """Return the first value of a field (name in lower case), "" when it is not there; bytes read as latin-1."""
    return next((value.decode("latin-1").strip(_SPACE) for key, value in headers if key.lower() == name), "")


def every(headers: Headers, name: bytes) -> tuple[str, ...]:
    """Return all values of a field (name in lower case), in their order."""
    return tuple(value.decode("latin-1").strip(_SPACE) for key, value in headers if key.lower() == name)


def without(headers: Headers, *names: bytes) -> Headers:
    """Return the field lines but for those names (in lower case)."""
    return tuple(line for line in headers if line[0].lower() not in names)


def cookies(headers: Headers) -> tuple[tuple[str, str], ...]:
    """Return every cookie pair that the browser sent, in its order (RFC 6265, 5.4); a name may come twice."""
    pairs = (part.partition("=") for line in every(headers, b"cookie") for part in line.split(";"))
    read = ((name.strip(_SPACE), value.strip(_SPACE).strip('"')) for name, _, value in pairs)
    return tuple(pair for pair in read if pair[0])
