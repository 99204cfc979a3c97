"""Keeps the shop's own version of a page, as scripts and HEAD get it, from standing in a cache for the changed one."""

from proxy.body import readable
from proxy.caching import private
from proxy.headers import without_the_bytes
from proxy.message import Head, Page
from proxy.track import asked_of, names_file
from rules.context import Context
from rules.gates import may_act
from rules.rulebook import Rulebook

_NAVIGATING = (b"Sec-Fetch-Dest", b"document")
"""What makes a navigation of any request. No cache tells one from a fetch by a script, so both are one page to it."""

_NOT_MODIFIED = 304


def aside(head: Head, rulebook: Rulebook, page: Page) -> Page:
    """Return the shop's answer to a request that nobody navigated by, private where a rule may change that page.

    Else the first script that fetches a page would put it into a shared cache for everybody, as no rule has it. What
    answers HEAD says what it would of a GET, and nothing of the shop's own bytes (RFC 9110, 9.3.2).
    """
    if head.method not in ("GET", "HEAD") or names_file(head):
        return page
    if not rulebook.rules and rulebook.site.watching is None:
        return page
    told = page.status == _NOT_MODIFIED or readable(page.status, page.headers)
    if not told or not _may_change(head, rulebook):
        return page
    headers = without_the_bytes(page.headers) if head.method == "HEAD" else page.headers
    return page.with_headers(private(headers))


def _may_change(head: Head, rulebook: Rulebook) -> bool:
    """Tell whether a rule may act on the page that a browser finds here, for anybody, or our script may come in."""
    it = asked_of(Head("GET", head.target, (_NAVIGATING, *head.headers)), rulebook.site)
    if it.is_watched:
        return True
    context = Context(now=0.0, request=it.request, pages=it.names)
    return any(may_act(rule, context) for rule in rulebook.rules)
