"""Opens a page for rewriting, or tells why it must be left alone, and closes it for the client."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from proxy.accept import best
from proxy.charset import Charset, charset_of
from proxy.coding import names, undoable, undone
from proxy.message import Headers, Page, every, first
from proxy.press import Press
from rules.decision import Reason

Undoing = Callable[[bytes, tuple[str, ...], int], bytes | Reason]
"""How codings are undone, see `undone`."""

_SHOWN = frozenset({200, 201, 202, 203, *range(400, 500)})


@dataclass(frozen=True, slots=True)
class Body:
    """The shop's bytes without their content coding; `coding` is what they came in, "" for none."""

    html: bytes
    charset: Charset
    coding: str = ""


@lru_cache(64)
def refusal(status: int, headers: Headers) -> Reason | None:
    """Return why an answer may not be rewritten, by its head alone; None when it may.

    What the browser does not show (redirects, 204, 304) or asked a part of (206) is left alone, and the shop's own
    faults (5xx) reach the visitor as they are (architecture.md, "Words for errors").
    """
    if status not in _SHOWN or _is_part_or_file(headers) or "no-transform" in _directives(headers):
        return Reason.NOT_HTML
    if {value.partition(";")[0].strip().lower() for value in every(headers, b"content-type")} != {"text/html"}:
        # XHTML is parsed by other rules, and two types leave in doubt which one the browser takes
        return Reason.NOT_HTML
    return None if undoable(names(every(headers, b"content-encoding"))) else Reason.UNSUPPORTED_CODING


def readable(status: int, headers: Headers) -> bool:
    return refusal(status, headers) is None


def decoded(page: Page, limit: int) -> Body | Reason:
    """Return the page's own bytes, at most `limit` of them, and the encoding of its text; else why it is left alone."""
    return refusal(page.status, page.headers) or opened(page, limit)


def opened(page: Page, limit: int, undo: Undoing = undone) -> Body | Reason:
    """Return the same of a page that its head allows to be rewritten."""
    html = uncoded(page, limit, undo)
    if isinstance(html, Reason):
        return html
    if not html or _is_json(html):
        return Reason.NOT_HTML
    charset = charset_of(first(page.headers, b"content-type"), html)
    return Body(html, charset, first(page.headers, b"content-encoding")) if charset else Reason.UNSUPPORTED_CODING


def uncoded(page: Page, limit: int, undo: Undoing = undone) -> bytes | Reason:
    """Return the bytes of any answer, JSON too, without their content coding, at most `limit` of them."""
    return undo(page.body, names(every(page.headers, b"content-encoding")), limit) if page.body else b""


def encoded(parts: Sequence[bytes], accept: str, press: Press) -> tuple[bytes, str]:
    """Return the bytes as a client with this Accept-Encoding likes them best, and the coding's name, "" for none."""
    name = best(accept)
    return press.coded(parts, name), name


def _is_part_or_file(headers: Headers) -> bool:
    # an unknown disposition is to be taken as an attachment (RFC 6266, 4.2)
    disposition = first(headers, b"content-disposition").partition(";")[0].strip().lower()
    return bool(first(headers, b"content-range")) or disposition not in ("", "inline")


def _directives(headers: Headers) -> frozenset[str]:
    listed = (part for value in every(headers, b"cache-control") for part in value.split(","))
    return frozenset(part.strip().lower() for part in listed)


def _is_json(html: bytes) -> bool:
    # legacy shops answer XHR with JSON under PHP's default type, text/html
    text = html.removeprefix(b"\xef\xbb\xbf").strip()
    return text[:1] + text[-1:] in (b"{}", b"[]")
