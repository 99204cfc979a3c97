"""HTTP messages as values: what the browser asked and what the shop answered, header bytes as they came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

Headers = tuple[tuple[bytes, bytes], ...]
"""Field lines in their order, names as sent; repeats stay apart."""

_SPACE = " \t"
"""What may stand around a value (RFC 9110, 5.6.3). Python's own strip takes more: another cookie would become ours."""

_HEADS = 64
"""Heads whose fields are kept by name: a few for each request that is being answered."""

_ASKED: set[int] = set()
"""Where heads stand that were asked once; another one in the same place only gets its index a little early."""

_INDEXES: dict[int, tuple[Headers, Mapping[bytes, tuple[bytes, ...]]]] = {}


@dataclass(frozen=True, slots=True)
class Head:
    """A request without its body.

    `target` is the request target byte for byte; `address` is the client's, found by the trusted hops; `form` is the
    body, kept only for paths of ours and, urlencoded, for requests that site.yaml watches as adding to the basket.
    """

    method: str
    target: str
    headers: Headers
    address: str = ""
    scheme: str = "http"
    form: bytes = b""
    id: str = ""

    def with_headers(self, headers: Headers) -> "Head":
        return Head(self.method, self.target, headers, self.address, self.scheme, self.form, self.id)


@dataclass(frozen=True, slots=True)
class Page:
    """An answer; `body` is None while it streams past unread."""

    status: int
    headers: Headers
    reason: str = ""
    body: bytes | None = None

    def with_headers(self, headers: Headers) -> "Page":
        return Page(self.status, headers, self.reason, self.body)


def first(headers: Headers, name: bytes) -> str:
    """Return the first value of a field (name in lower case), "" when it is not there; bytes read as latin-1."""
    known = _INDEXES.get(id(headers))
    # one request asks some fifty times for fields, so that even a call counts
    values = known[1].get(name) if known is not None and known[0] is headers else _values(headers, name)
    return values[0].decode("latin-1").strip(_SPACE) if values else ""


def every(headers: Headers, name: bytes) -> tuple[str, ...]:
    """Return all values of a field (name in lower case), in their order."""
    values = _values(headers, name)
    return tuple([value.decode("latin-1").strip(_SPACE) for value in values]) if values else ()


def by_name(headers: Headers) -> Mapping[bytes, tuple[bytes, ...]]:
    """Return the values of every field by its name in lower case, and keep them for whoever asks for one."""
    known = _INDEXES.get(id(headers))
    if known is not None and known[0] is headers:
        return known[1]
    index: dict[bytes, tuple[bytes, ...]] = {}
    for key, value in headers:
        name = key.lower()
        index[name] = (*index[name], value) if name in index else (value,)
    if len(_INDEXES) >= _HEADS:
        _INDEXES.clear()
    # the head is kept with its index, so that no other one can come to stand at its address
    _INDEXES[id(headers)] = headers, index
    return index


def without(headers: Headers, *names: bytes) -> Headers:
    """Return the field lines but for those names (in lower case)."""
    dropped = frozenset(names)
    return tuple([line for line in headers if line[0].lower() not in dropped])


def cookies(headers: Headers) -> tuple[tuple[str, str], ...]:
    """Return every cookie pair that the browser sent, in its order (RFC 6265, 5.4); a name may come twice."""
    return _pairs(every(headers, b"cookie"))


def _values(headers: Headers, name: bytes) -> Sequence[bytes]:
    """One request asks some fifty times for fields, most of them of the same two heads, the others once each."""
    known = _INDEXES.get(id(headers))
    if known is not None and known[0] is headers:
        return known[1].get(name, ())
    if id(headers) in _ASKED:
        return by_name(headers).get(name, ())
    if len(_ASKED) >= _HEADS:
        _ASKED.clear()
    _ASKED.add(id(headers))
    return [value for key, value in headers if key.lower() == name]


@lru_cache(_HEADS)
def _pairs(lines: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    pairs = (part.partition("=") for line in lines for part in line.split(";"))
    read = ((name.strip(_SPACE), value.strip(_SPACE).strip('"')) for name, _, value in pairs)
    return tuple(pair for pair in read if pair[0])
