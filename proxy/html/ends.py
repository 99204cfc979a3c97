"""Finds where an element ends from where start tags stand, reading only what follows the last start tag in it.

A parser that notes where every tag stands takes a fifth longer. The tree tells what is open behind the last start tag
in an element; from there on text, comments and end tags are read until the element ends. Where the rules of HTML 13.2.6
could do more than end what is open, that is not plain, and there is no answer.
"""

import re
from operator import attrgetter
from typing import NamedTuple

from turbohtml import Document, Element, Namespace, Node, TreeWalker
from turbohtml.traverse import NodeFilter

from rules.language.tags import CLOSE_A_PARAGRAPH, ESCAPABLE, FOREIGN, RAW, VOID

_ATTRIBUTES = (
    r"""(?:[ \t/]*+[^ \t/>][^ \t/>=]*+"""
    r"""(?:[ \t]*+=[ \t]*+(?:"[^"]*+"|'[^']*+'|[^ \t>"'][^ \t>]*+|(?=>))|(?![ \t]*+=)))*+"""
)
# HTML 13.2.5.6 to 13.2.5.54, in a text whose line ends are spaces.
_START_TAG = re.compile(rf"<([a-zA-Z][^ \t/>]*+){_ATTRIBUTES}([ \t/]*+)>")
_MARKUP = re.compile(
    rf"[^<]*+(?:</(?P<name>[a-zA-Z][^ \t/>]*+)(?:>|{_ATTRIBUTES}[ \t/]*+>)"
    r"|(?P<start><[a-zA-Z])"
    r"|<!--(?:-?>|[^-]*+(?:-(?!-!?>)[^-]*+)*+--!?>)"
    r"|<(?:!(?!--|\[CDATA\[)|\?|/(?=[^a-zA-Z>]))[^>]*+>|</>|<(?![a-zA-Z/!?])|(?P<over>\Z))"
)
_WORDS = re.compile(r"[ \t]*+(?:[^ \t<]|<\Z)")
_AFTER_NAME = frozenset(" \t/>")
_COMMENTS = r"[ \t]*+(?:<!--[^<>-]*+-->[ \t]*+)*+"
_TAIL = re.compile(
    rf"</(?:body[ \t]*+>{_COMMENTS}(?:</html[ \t]*+>)?|html[ \t]*+>){_COMMENTS}",
    re.IGNORECASE,
)
_PAGE = frozenset({"body", "html"})
# A literal beginning lets the engine leap from one end tag to the next, which IGNORECASE does not.
_PAGE_END = re.compile(r"</(?:[bB][oO][dD][yY]|[hH][tT][mM][lL])")
_EARLY = {"form": re.compile(r"</[fF][oO][rR][mM]"), "head": re.compile(r"</[hH][eE][aA][dD]")}
"""Tags whose end tag may stand in front of something that is still put in them (HTML 13.2.6.4.6, 13.2.6.4.7)."""

_FORMATTING = frozenset(
    {"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"}
)
_ODD = frozenset({"html", "template", "plaintext", "frameset", "frame"})
_TEXT_ONLY = RAW | ESCAPABLE | {"noscript"}
_NO_TEXT = frozenset({"head", "colgroup"})
"""Text ends them (HTML 13.2.6.4.4, 13.2.6.4.12)."""

_CAREFUL = frozenset({*_FORMATTING, *_PAGE, *_EARLY, *_ODD, *_TEXT_ONLY, *_NO_TEXT, *VOID})
_NEVER_LEFT_OPEN = _TEXT_ONLY | {"form", "head"}
_INTEGRATION = frozenset({"annotation-xml", "desc", "foreignObject", "mi", "mn", "mo", "ms", "mtext", "title"})
_MARKS = frozenset({"applet", "marquee", "object", "select", *_ODD, *FOREIGN, *_INTEGRATION})
_SCOPE = _MARKS | {"caption", "table", "td", "th"}
_ENCLOSING = ",".join(sorted(_SCOPE - {"foreignObject", "html"}))
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_ROWS = frozenset({"table", "tbody", "tfoot", "thead", "tr"})
_BLOCKS = (CLOSE_A_PARAGRAPH - {"form", "hr", "li", "p", "table", "xmp"} - _HEADINGS) | {"button"}
_BARRIERS: dict[str, frozenset[str]] = {
    **dict.fromkeys(_BLOCKS, _SCOPE),
    **dict.fromkeys(_HEADINGS, _SCOPE | _HEADINGS),
    **dict.fromkeys({"caption", "td", "th"}, _SCOPE),
    **dict.fromkeys(_ROWS, _MARKS | {"table"}),
    "p": _SCOPE | {"button"},
    "li": _SCOPE | {"ol", "ul"},
}
"""Tags whose end tag also ends what is open inside, but for these (HTML 13.2.4.2); other end tags end the innermost."""

_DEPTH = 256
"""Nested deeper, each element of a page would be followed to its depths, in time that grows with the square of them."""

_COLUMN = attrgetter("source_col")


class Bounds(NamedTuple):
    """Where a start tag ends, and where the end tag stands; `closed` is false when the shop left that out."""

    inner: int
    close: int
    end: int
    closed: bool = True


class Ends:
    """Finds ends in one page, whose columns are offsets in `text`, and remembers them, and what misnesting cloned."""

    __slots__ = ("_bounds", "_cloned", "_text", "_tree")

    def __init__(self, text: str, tree: Document) -> None:
        self._text = text
        self._tree = tree
        self._bounds: dict[Element, Bounds | None] = {}
        self._cloned: dict[str, bool] = {}

    def of(self, element: Element) -> Bounds | None:
        """Return where an element begins and ends, None when that is not plain."""
        if element not in self._bounds:
            self._bounds[element] = self._found(element)
        return self._bounds[element]

    def _found(self, element: Element) -> Bounds | None:
        opening = self._opening(element)
        if opening is None:
            return None
        inner = opening.end()
        walker = TreeWalker(element, NodeFilter.SHOW_ELEMENT)
        child = walker.last_child()
        if child is None and opening[2] == "" and (tag := element.tag) not in _CAREFUL:
            match = _MARKUP.match(self._text, inner)
            if match is not None and match["name"] == tag:
                return Bounds(inner, match.start("name") - 2, match.end())
        nodes, names = _opened(element, walker)
        if not nodes or (not _FORMATTING.isdisjoint(names) and self._is_any_cloned(nodes, names)):
            return None
        if child is not None and (opening := self._opening(nodes[-1])) is None:
            return None
        at, name = opening.end(), names[-1]
        if name in VOID or (name[0] == "/" and "/" in opening[2]):
            names.pop()
            if not names:
                return Bounds(inner, inner, inner)
        elif name in _TEXT_ONLY:
            at = _text_end(self._text, name, at)
            if at < 0:
                return None
        return self._read(_Open(nodes, names, inner), at)

    def start_tag(self, element: Element) -> int | None:
        """Return where the start tag of an element ends, None when that is not plain."""
        opening = self._opening(element)
        return opening.end() if opening is not None else None

    def _opening(self, element: Element) -> re.Match[str] | None:
        start = element.source_col
        match = None if start is None else _START_TAG.match(self._text, start)
        return match if match and (match[1] == element.tag or match[1].lower() == element.tag.lower()) else None

    def _is_any_cloned(self, nodes: list[Element], names: list[str]) -> bool:
        """Tell whether the formatting among open elements may be clones; what was begun in one element stays in it."""
        whole: Node = self._tree if names[0] in _FORMATTING or not _ROWS.isdisjoint(names) else nodes[0]
        return any(self._is_cloned(name, whole) for name in _FORMATTING.intersection(names))

    def _is_cloned(self, name: str, whole: Node) -> bool:
        """Tell whether misnesting made several elements of one tag of that name."""
        if not self._cloned.get(name, True):
            return False
        columns = list(map(_COLUMN, whole.select(name)))
        cloned = len(set(columns)) < len(columns)
        if whole is self._tree:
            self._cloned[name] = cloned
        return cloned

    def _read(self, opened: "_Open", at: int) -> Bounds | None:
        """Read text, comments and end tags until the outermost of the open elements ends."""
        text, names = self._text, opened.names
        while (match := _MARKUP.match(text, at)) is not None:
            at, kind = match.end(), match.lastgroup
            if names[-1] in _NO_TEXT and _WORDS.match(match[0]):
                return None
            if kind == "name":
                name, start = match["name"].lower(), match.start("name") - 2
                if name == names[-1] and name not in _CAREFUL:
                    names.pop()
                elif name in _PAGE:
                    return self._last(opened, name, start)
                elif name not in names and "/" + name != names[-1]:
                    return self._unclosed(opened, start) if self._ends_outer(opened, name, start) else None
                elif not self._closed(opened, name, start):
                    return None
                if not names:
                    return Bounds(opened.inner, start, at)
            elif kind is not None:
                return self._unclosed(opened, match.start(kind)) if self._stops(opened, match) else None
        return None

    def _stops(self, opened: "_Open", match: re.Match[str]) -> bool:
        """Tell whether the first element of all that is behind begins at a start tag, or nothing is behind the end."""
        follower = _follower(opened.nodes[0])
        if follower is None or match["start"] is None:
            return follower is None and match["start"] is None
        if follower.source_col != match.start("start"):
            return False
        return follower.tag not in _FORMATTING or not self._is_cloned(follower.tag, self._tree)

    def _closed(self, opened: "_Open", name: str, start: int) -> bool:
        """Take what an end tag ends from what is open, False when that is not plain."""
        names = opened.names
        depth = len(names) - 1
        if names[depth] != "/" + name:
            while names[depth] != name:
                depth -= 1
            if not self._closes(opened.nodes[depth], names[depth + 1 :], start):
                return False
        del names[depth:]
        return True

    def _closes(self, node: Element, between: list[str], start: int) -> bool:
        """Tell whether an end tag of its name ends an element, and what is open in it, and does nothing else."""
        name = node.tag
        if name in _EARLY and _EARLY[name].search(self._text, node.source_col or 0, start):
            return False
        if between:
            barriers = _BARRIERS.get(name)
            return barriers is not None and barriers.isdisjoint(between) and not any(each[0] == "/" for each in between)
        return name not in _FORMATTING or node.select_one(name) is None

    def _ends_outer(self, opened: "_Open", name: str, start: int) -> bool:
        """Tell whether an end tag ends something that the element stands last in."""
        between, node = list(opened.names), opened.nodes[0]
        while isinstance(parent := node.parent, Element) and _is_last(node):
            if parent.tag == name:
                return parent.source_col is not None and self._closes(parent, between, start)
            between.append(parent.tag)
            node = parent
        return False

    def _last(self, opened: "_Open", name: str, start: int) -> Bounds | None:
        """Return the bounds of an element that the last end tags of the page end."""
        element, names = opened.nodes[0], opened.names
        inside = not _SCOPE.isdisjoint(names) or any(each[0] == "/" for each in names)
        if inside or not _TAIL.fullmatch(self._text, start):
            return None
        if element.tag == name:
            return Bounds(opened.inner, start, self._text.index(">", start) + 1)
        if element.tag != "body" and (element.closest(_ENCLOSING) is not None or _follower(element) is not None):
            return None
        return self._unclosed(opened, start)

    def _unclosed(self, opened: "_Open", end: int) -> Bounds | None:
        element, text = opened.nodes[0], self._text
        start, tag = element.source_col or 0, element.tag
        if opened.names[0][0] == "/" or tag in _NEVER_LEFT_OPEN or _PAGE_END.search(text, start, end):
            return None
        if element.closest("form") is not None and _EARLY["form"].search(text, start, end):
            return None
        if element.closest("template") is not None or (tag in _ROWS and _is_fostered(element)):
            return None
        return Bounds(opened.inner, end, end, closed=False)


class _Open(NamedTuple):
    """The last element in an element with all around it, from the outside inwards; a foreign name begins with a /.

    The names are of those alone that are still open.
    """

    nodes: list[Element]
    names: list[str]
    inner: int


def _opened(element: Element, walker: TreeWalker) -> tuple[list[Element], list[str]]:
    """Return an element, its last child, the last child of that and so on; nothing when one stands out of order."""
    nodes: list[Element] = []
    names: list[str] = []
    walker.current_node, before = element, -1
    foreign = element.namespace is not Namespace.HTML
    node: Node | None = element
    while isinstance(node, Element):
        tag, column = node.tag, node.source_col
        if foreign or tag in FOREIGN:
            foreign = node.namespace is not Namespace.HTML
        if tag in _ODD or len(nodes) == _DEPTH or (column is not None and column <= before):
            return [], []
        before = before if column is None else column
        nodes.append(node)
        names.append("/" + tag.lower() if foreign else tag)
        node = walker.last_child()
    # A form that a table does not take is ended as soon as it is begun (HTML 13.2.6.4.9).
    return ([], []) if tag == "form" and not len(nodes[-1]) else (nodes, names)


def _text_end(text: str, name: str, at: int) -> int:
    """Return where the end tag of an element stands that holds no markup, -1 when that is not plain."""
    begin, length = at, len(name) + 2
    while (at := text.find("</", at)) >= 0:
        if text[at + 2 : at + length].lower() == name and text[at + length : at + length + 1] in _AFTER_NAME:
            break
        at += 2
    # A script in a comment in a script hides an end tag (HTML 13.2.5.20 to 13.2.5.31).
    hidden = name == "script" and "<!--" in text[begin:at] and "<script" in text[begin:at].lower()
    return -1 if hidden else at


def _follower(element: Element) -> Element | None:
    """Return the first element behind an element in the tree, but for those that the parser made up."""
    for node in element.following:
        if isinstance(node, Element) and node.source_col is not None:
            return node
    return None


def _is_last(element: Element) -> bool:
    """Tell whether no element stands behind one, as a table does behind what does not belong in it."""
    return not any(isinstance(each, Element) for each in element.next_siblings)


def _is_fostered(element: Element) -> bool:
    """Tell whether something written in the table of a row, or of itself, may stand in front of it instead."""
    table = element.closest("table")
    node = table.previous_sibling if table is not None else None
    while node is not None and not isinstance(node, Element):
        node = node.previous_sibling
    if node is None or table is None:
        return table is None
    before, start = node.source_col, table.source_col
    return before is None or start is None or before > start or node.tag in _FORMATTING
