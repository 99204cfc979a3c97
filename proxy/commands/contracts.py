"""Proves on the shop's own pages that every element is there as often as site.yaml says."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import parse_qsl, urljoin, urlsplit

from proxy.body import Body, decoded
from proxy.commands.fetch import FetchError, fetched
from proxy.html.count import counted
from proxy.message import Page, first
from proxy.track import asked_of
from rules.context import Request
from rules.decision import Contract, Element
from rules.language.problem import Mark, Problem, Severity
from rules.rulebook import Site

LOOKED_AT = 40
"""Pages fetched at most while looking for one of each kind."""

_LIMIT = 16 * 2**20
_HREF = re.compile(r"""<a\s[^>]*?href\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)


@dataclass(slots=True)
class Proven:
    """What was found: a line for each page looked at, a problem for each broken contract."""

    lines: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


async def contracts(site: Site, upstream: str) -> Proven:
    """Fetch one page of each kind that site.yaml names, following the shop's own links, and count its elements."""
    proven = Proven()
    try:
        pages = await _pages(site, upstream, proven)
    except FetchError as error:
        proven.problems.append(Problem(Mark("site.yaml"), "no-answer", str(error)))
        return proven
    for page in site.pages:
        if page.name not in pages and any(page.name in element.found_on for element in site.elements.values()):
            proven.problems.append(_unseen(page.name))
    for name, (url, body) in pages.items():
        proven.problems += _broken(site, name, url, body)
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
        head, page = await fetched(url, {})
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
    if 300 <= page.status < 400:
        yield urljoin(url, first(page.headers, b"location"))
    if isinstance(body, Body):
        for href in _HREF.findall(body.html.decode("latin-1")):
            yield urljoin(url, unescape(href)).partition("#")[0]


def _is_new(site: Site, link: str, found: dict[str, tuple[str, Body]]) -> bool:
    parts = urlsplit(link)
    query = {key: (value,) for key, value in parse_qsl(parts.query)}
    asked = Request(path=parts.path or "/", query=query)
    return any(page.name not in found for page in site.pages_of(asked))


def _broken(site: Site, name: str, url: str, body: Body) -> Iterator[Problem]:
    for element in site.elements.values():
        if not element.found_on or name in element.found_on:
            count = counted(body.html, body.charset, element.css)
            if not _keeps(element, count):
                told = f'"{element.name}" ({element.css}) is on {url} {count} times; it says {element.contract}'
                yield Problem(Mark("site.yaml"), "element-contract", told)


def _keeps(element: Element, count: int) -> bool:
    if element.contract is Contract.EXACTLY_ONE:
        return count == 1
    return count >= 1 or element.contract is Contract.ANY


def _unseen(name: str) -> Problem:
    told = f'no page "{name}" was found by following the shop\'s links, so its elements are unproven'
    return Problem(Mark("site.yaml"), "page-unseen", told, Severity.WARNING)
