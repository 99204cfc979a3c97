"""Answers the paths of the public port that are ours; none of them ever reaches the shop."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from proxy.message import Head, Page
from proxy.ribbon import CSS, STYLES

BODY_LIMIT = 16 * 2**10
"""Bytes that a visitor may send to a path of ours."""

Own = Callable[[Head], Awaitable[Page]]
"""What answers one of our paths: from a request's head, with its whole body as `form`, to a page with its body."""


@dataclass(frozen=True, slots=True)
class OwnPages:
    """Our pages by their path under `prefix`; what the table does not name is a 404 of ours.

    `elsewhere` are pages that a standard puts at a path of its own.
    """

    prefix: str
    table: Mapping[str, Own]
    elsewhere: Mapping[str, Own] = field(default_factory=dict)

    def owns(self, head: Head) -> bool:
        target = head.target
        if target.startswith(self.prefix) or target in self.elsewhere:
            return True
        return target.partition("?")[0] + "/" == self.prefix

    async def answer(self, head: Head) -> Page:
        found = self.elsewhere.get(head.target)
        if found is None:
            found = self.table.get(head.target.partition("?")[0].removeprefix(self.prefix), _missing)
        return await found(head)


async def styles(head: Head) -> Page:
    """The style sheet of the ribbon; the same for everybody."""
    if head.method not in ("GET", "HEAD"):
        return text(405, "only GET is answered here")
    fields = ((b"Content-Type", b"text/css; charset=utf-8"), (b"Cache-Control", b"public, max-age=3600"))
    return Page(200, (*fields, (b"X-Content-Type-Options", b"nosniff")), "OK", CSS.encode())


STATIC: Mapping[str, Own] = {STYLES: styles}


def text(status: int, words: str) -> Page:
    """Return a small page that is kept nowhere."""
    fields = (
        (b"Content-Type", b"text/plain; charset=utf-8"),
        (b"Cache-Control", b"no-store"),
        (b"X-Content-Type-Options", b"nosniff"),
    )
    return Page(status, fields, HTTPStatus(status).phrase, f"{words}\n".encode())


async def _missing(_head: Head) -> Page:
    return text(404, "nothing is here")
