"""Proves on the shop's own pages that every element is there as often as site.yaml says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

from proxy.body import Body, decoded
from proxy.commands.fetch import FetchError, address, fetched
from proxy.html.count import counted
from proxy.message import Page, first
from proxy.track import asked_of
from rules.context import Request
from rules.decision import Contract, Element
from rules.language.problem import Problem, Severity
from rules.language.source import Document
from rules.rulebook import Site

LOOKED_AT = 40
"""Pages fetched at most while looking for one of each kind."""

_LIMIT = 16 * 2**20
_HREF = re.compile(r"""<a\s[^>]{0,2000}?href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


@dataclass(slots=True)
class Proven:
    """What was found: a line for each page looked at, a problem for each broken contract."""

    lines: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


async def contracts(site: Site, written: Document, upstream: str) -> Proven:
    """Fetch one page of each kind that site.yaml names, following the shop's own links, and count its elements.

    `written` is site.yaml, where problems have their place. Raise FetchError when the shop does not answer at all.
    """
    address(upstream)
    proven = Proven()
    pages = await _pages(site, upstream, proven)
    for page in site.pages:
        if page.name not in pages and any(page.name in element.found_on for element in site.elements.values()):
            proven.problems.append(_unseen(written, page.name))
    for name, (url, body) in pages.items():
        for element, told in broken(site, name, url, body):
            proven.problems.append(written.problem(("elements", element), "element-contract", told, key=True))
    return proven


async def _pages(site: Site, upstream: str, proven: Proven) -> dict[str, tuple[str, Body]]:
    """Walk the shop from its home page until each kind of page was seen."""
    waiting = [upstream.rstrip("/") + path for path in _certain(site)]
    known, found = set(waiting), dict[str, tuple[str, Body]]()
    for _ in range(LOOKED_AT):
        if not waiting or len(found) == len(site.pages):
            break
        url = next((link for link in waiting if _is_new(site, link, found)), waiting[0])
        waiting.remove(url)
        try:
            head, page = await fetched(url, {})
        except FetchError as error:
            if not proven.lines:
                raise
            proven.lines.append(f"--- {error}")
            continue
        proven.lines.append(f"{page.status} {url}")
        body = decoded(page, _LIMIT)
        links = dict.fromkeys(_links(url, page, body))
        fresh = [link for link in links if link not in known and link.startswith(upstream.rstrip("/") + "/")]
        known.update(fresh)
        waiting += fresh
        if isinstance(body, Body) and page.status == 200:
            for name in asked_of(head, site).names - found.keys():
                found[name] = (url, body)
    return found


def _certain(site: Site) -> list[str]:
    """Return the paths that need no link to be found: the home page, and patterns that hold no wildcard."""
    fixed = [page.path.text for page in site.pages if not set("*{") & set(page.path.text) and not page.query]
    return list(dict.fromkeys(["/", *fixed]))


def _links(url: str, page: Page, body: object) -> Iterator[str]:
    hrefs = [first(page.headers, b"location")] if 300 <= page.status < 400 else []
    if isinstance(body, Body):
        hrefs += [unescape(href) for href in _HREF.findall(body.html.decode("latin-1"))]
    for href in hrefs:
        try:
            yield address(urljoin(url, href)).geturl().partition("#")[0]
        except (FetchError, ValueError):
            continue


def _is_new(site: Site, link: str, found: dict[str, tuple[str, Body]]) -> bool:
    parts = urlsplit(link)
    query = {key: (value,) for key, value in parse_qsl(parts.query)}
    asked = Request(path=parts.path or "/", query=query)
    return any(page.name not in found for page in site.pages_of(asked))


def broken(site: Site, name: str, url: str, body: Body) -> Iterator[tuple[str, str]]:
    """Yield the name of each element that does not keep its contract on a page, and what is wrong."""
    for element in site.elements.values():
        if not element.found_on or name in element.found_on:
            count = counted(body.html, body.charset, element.css)
            if not _keeps(element, count):
                yield element.name, f"{element.css} is on {url} {_times(count)}; it says {element.contract}"


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times" if count else "nowhere"


def _keeps(element: Element, count: int) -> bool:
    if element.contract is Contract.EXACTLY_ONE:
        return count == 1
    return count >= 1 or element.contract is Contract.ANY


def _unseen(written: Document, name: str) -> Problem:
    told = f'no page "{name}" was found by following the shop\'s links, so its elements are unproven'
    return replace(written.problem(("pages", name), "page-unseen", told, key=True), severity=Severity.WARNING)
