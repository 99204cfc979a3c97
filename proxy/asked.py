"""What a request asks for, in the rules' own terms: path, query, languages, device, and whether a person navigates."""

from functools import lru_cache
from urllib.parse import parse_qsl, unquote_to_bytes, urlsplit

from proxy.kind import kind_of
from proxy.message import Head, every, first
from rules.context import Request
from rules.device import device_of
from scoring.source import is_spam

_DOCUMENTS = frozenset({"document", "iframe", "frame", "embed", "object"})


def navigates(head: Head) -> bool:
    """Tell a navigation from a fetch by a script: Fetch Metadata where the browser sends it, else Accept.

    A program that takes anything (`Accept: */*`) and says nothing of a script is taken for a person's. A service
    worker's own script bears `Service-Worker` (Service Workers, 3.1.2).
    """
    destination = first(head.headers, b"sec-fetch-dest")
    if destination:
        return destination in _DOCUMENTS
    if first(head.headers, b"x-requested-with") or first(head.headers, b"service-worker"):
        return False
    accept = first(head.headers, b"accept")
    return not accept or "text/html" in accept or accept == "*/*"


def prefetches(head: Head) -> bool:
    """Tell a page that is fetched ahead of any click: it counts for nothing until it is looked at."""
    purpose = first(head.headers, b"sec-purpose") or first(head.headers, b"purpose")
    return "prefetch" in purpose or "prerender" in purpose


def asked(head: Head, *, hurried: bool = False) -> Request:
    """`hurried` says that this sender asks faster than anybody reads."""
    path, _, query = head.target.partition("?")
    return Request(
        method=head.method,
        host=first(head.headers, b"host"),
        path=text_of(path),
        query=_query(query),
        languages=_languages(first(head.headers, b"accept-language")),
        device=device_of(first(head.headers, b"user-agent")),
        navigation=navigates(head),
        kind=_kind(head, hurried=hurried),
    )


def _kind(head: Head, *, hurried: bool) -> str:
    if is_spam(referrer_of(head)):
        return "bot"
    kind = kind_of(head)
    return "suspect" if hurried and kind == "human" else kind


def text_of(escaped: str) -> str:
    """Undo percent-encoding: UTF-8, or windows-1252 as legacy shops' forms send it."""
    if "%" not in escaped and escaped.isascii():
        return escaped
    raw = unquote_to_bytes(escaped.encode("latin-1", "replace"))
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def form_of(body: bytes) -> dict[str, str]:
    """Return the fields of an urlencoded form, the first of each name."""
    fields: dict[str, str] = {}
    for name, value in _pairs(body.decode("latin-1")):
        fields.setdefault(name, value)
    return fields


def referrer_of(head: Head) -> str:
    """Return the host of the page that linked here, "" when there is none or it is not a web address."""
    link = first(head.headers, b"referer")
    return _host(link) if link else ""


@lru_cache(1024)
def _host(link: str) -> str:
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme in {"http", "https"} else ""


def _query(text: str) -> dict[str, tuple[str, ...]]:
    query: dict[str, tuple[str, ...]] = {}
    if not text:
        return query
    for name, value in _pairs(text):
        query[name] = (*query.get(name, ()), value)
    return query


def _pairs(text: str) -> list[tuple[str, str]]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, encoding="latin-1", max_num_fields=200)
    except ValueError:
        return []
    return [(_utf8(name), _utf8(value)) for name, value in pairs]


def _utf8(text: str) -> str:
    raw = text.encode("latin-1", "replace")
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


@lru_cache(256)
def _languages(field: str) -> tuple[str, ...]:
    """Return the tags of Accept-Language, best first (RFC 9110, 12.5.4)."""
    ranked: list[tuple[float, str]] = []
    for part in field.split(",")[:20]:
        tag, _, weight = part.partition(";")
        quality = _quality(weight)
        if tag.strip() and quality > 0:
            ranked.append((quality, tag.strip()))
    return tuple(tag for _, tag in sorted(ranked, key=lambda pair: -pair[0]))


def _quality(text: str) -> float:
    name, _, value = text.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(1.0, max(0.0, float(value)))
    except ValueError:
        return 0.0


def origin_of(head: Head) -> tuple[str, ...]:
    """Return the hosts that are the shop itself, as the browser names it."""
    return tuple(host.rpartition(":")[0] or host for host in every(head.headers, b"host"))
