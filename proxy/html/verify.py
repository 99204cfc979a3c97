"""Proves a rewritten page: parsing it must give the tree that the same edits give on the shop's own tree.

The second opinion is another engine's: lexbor edits a tree where we splice bytes (rewriting.md section 4).
"""

import re
from collections.abc import Sequence

from selectolax.lexbor import LexborDocumentOptions, LexborHTMLParser

from proxy.html.locate import span
from proxy.html.marks import marked, may_be_marked
from proxy.html.oracle import Oracle
from proxy.html.source import Source
from rules.decision import Edit, Op


def faithful(source: Source, edits: Sequence[Edit], html: bytes) -> bool:
    """Tell whether a page is the source after some edits, and nothing else moved."""
    tail = _tail(source, edits)
    if not html.endswith(tail):
        return False
    short = re.sub(rb"\s+", b"", tail)
    got = _parsed(html.removesuffix(tail) + short).html or ""
    # The page may end in an open tag, which swallows what it is given: each side is looked at by itself.
    if marked(got) or may_be_marked(source.body):
        return False
    tree = _parsed(source.body.removesuffix(tail) + short)
    return Oracle(source, tree).after(edits) == got


def _tail(source: Source, edits: Sequence[Edit]) -> bytes:
    """Return what follows the place where something is added to the body.

    A parser moves the spaces behind `</body>` into whatever is open there (HTML 13.2.6.4.19), so they end up on the
    other side of what is added, where nobody sees them: the tail is compared without them.
    """
    added = any(edit.op is Op.APPEND and _meets_body(source, edit) for edit in edits)
    body = span(source, source.select("body")[0]) if added else None
    return source.body[body.close :] if body else b""


def _meets_body(source: Source, edit: Edit) -> bool:
    return any(element.tag == "body" for element in source.select(edit.element.css))


def _parsed(html: bytes) -> LexborHTMLParser:
    """Parse a body; lexbor leaves line ends as they are, where HTML 13.2.3.5 makes them one character."""
    text = html.decode("latin-1").removeprefix("\xef\xbb\xbf")
    text = text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
    return LexborHTMLParser(text, scripting=True, options=LexborDocumentOptions.WO_EVENTS)
