"""Tells by the tree alone where a change could reach further than its element: the cheap look at what nobody proves."""

from operator import attrgetter

from turbohtml import Element

from proxy.html.content import PARSED
from proxy.html.locate import Span, closed_before, last_child, neighbour, span, still_open
from proxy.html.source import Source
from rules.decision import Edit, Op, Slices

_ENDED_BY_OTHERS = frozenset(
    ["p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot", "body", "html"]
)
"""Elements of which shops leave out the end tag, and the start tag behind tells where they end (HTML 13.1.2.4)."""

_START = attrgetter("source_col")
_NEED_THE_END = (Op.FILL, Op.APPEND, Op.AFTER, Op.REMOVE, Op.REPLACE)


def doubtful(source: Source, edit: Edit) -> bool:
    """Tell whether an edit wants a proof on this page, however often it was proved on others of its kind.

    Clones, foster parents, implied tags and a paragraph that the element itself ends are what splicing bytes cannot see
    (rewriting.md, section 4).
    """
    elements = source.select(edit.element.css)
    starts = set(map(_START, elements))
    if edit.op is Op.SET:
        return edit.name.lower() in PARSED or None in starts
    if isinstance(edit.content, Slices) or len(starts) < len(elements):
        return True
    return any(_odd(source, edit.op, element) for element in elements)


def surroundings(source: Source, edit: Edit) -> frozenset[tuple[str, str]]:
    """Return the tags that an edit meets, each with the tag around it: where its content must find room."""
    if edit.op is Op.SET:
        return frozenset()
    return frozenset((element.tag, _parent(element)) for element in source.select(edit.element.css))


def _odd(source: Source, op: Op, element: Element) -> bool:
    found = span(source, element)
    if found is None or found.implied or (op in _NEED_THE_END and not _ends(found)):
        return True
    return _open_beside(source, op, found) or not _in_turn(element, found)


def _ends(found: Span) -> bool:
    return found.closed or found.element.tag in _ENDED_BY_OTHERS


def _open_beside(source: Source, op: Op, found: Span) -> bool:
    """Tell whether something without an end tag ends where the content comes, or would go on without the element."""
    if op is Op.AFTER:
        return not found.closed
    if op is Op.APPEND:
        return _open(source, last_child(found.element), found.close)
    return op in (Op.BEFORE, Op.REMOVE, Op.REPLACE) and _open(source, neighbour(found.element), found.start)


def _open(source: Source, front: Element | None, at: int) -> bool:
    return not closed_before(source, at) and still_open(source, front, at) != b""


def _in_turn(element: Element, found: Span) -> bool:
    """Tell that an element stands where the source has it: in its parent, behind what is in front of it."""
    parent, front = element.parent, neighbour(element)
    around = parent.source_col if isinstance(parent, Element) and parent.tag not in ("html", "body") else -1
    before = front.source_col if front is not None else -1
    if around is None or before is None or max(around, before) >= found.start:
        return False
    return all(_led(each) for each in (element, *element.ancestors) if isinstance(each, Element))


def _led(element: Element) -> bool:
    """Tell that the next element is behind: what a table has no room for is moved in front of it."""
    start, node = element.source_col, element.next_sibling
    while node is not None and not isinstance(node, Element):
        node = node.next_sibling
    return node is None or start is None or (node.source_col is not None and start < node.source_col)


def _parent(element: Element) -> str:
    return element.parent.tag if isinstance(element.parent, Element) else ""
