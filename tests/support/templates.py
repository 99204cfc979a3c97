"""Speaks of pages that come with other values each time; `{}` is where one stands."""

from proxy.html.align import differing
from proxy.html.source import Source
from proxy.html.template import Template, learned
from tests.support.pages import UTF8


def template(page: str, *rows: tuple[str, ...]) -> Template:
    """Return what is learned from a page with two rows of values."""
    found = attempt(page, *rows)
    assert found is not None, "nothing was learned"
    return found


def attempt(page: str, *rows: tuple[str, ...]) -> Template | None:
    one, other = (page.format(*row).encode() for row in rows)
    source = Source.of(one, UTF8)
    pair = next(differing(source, [other]), None)
    found = learned(source, pair[1]) if pair else None
    return found[0] if found else None
