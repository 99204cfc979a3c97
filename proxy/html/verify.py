"""Proves a rewritten page: parsing it must give the tree that the same edits give on the shop's own tree.

The second opinion comes from another engine, lexbor, which edits a tree where we splice bytes (rewriting.md section 4).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape, unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError
from turbohtml import Element

from proxy.html.attributes import assigned, changed, seen
from proxy.html.content import written
from proxy.html.locate import span
from proxy.html.ordering import ordering
from proxy.html.source import Source, spelled
from rules.decision import Edit, Op, Slices, Style, Text, Tokens

_OPEN, _SHUT, _BEFORE = "\U000f0000", "\U000f0001", "\U000f0002"
"""Private characters around the number of a mark; a page that holds one of them is never verified."""

_MARK = re.compile(f"{_OPEN}(\\d+){_SHUT}")
_TAG_MARKS = re.compile(f"((?:{_BEFORE}\\d+{_SHUT})+)(<[^ />]+)")
_NUMBER = re.compile(r"\d+")
_INSIDE = (Op.PREPEND, Op.FILL, Op.APPEND)
_TURN = {Op.BEFORE: 0, Op.PREPEND: 2, Op.FILL: 1, Op.APPEND: 3, Op.AFTER: 4, Op.REMOVE: 5, Op.REPLACE: 5, Op.SET: 6}
"""The order of the edits of one element; the mark of a new attribute must stand right in front of its tag."""


def faithful(source: Source, edits: Sequence[Edit], html: bytes) -> bool:
    """Tell whether a page is the source after some edits, and nothing else moved."""
    tail = _tail(source, edits)
    short = re.sub(rb"\s+", b"", tail)
    if not html.endswith(tail):
        return False
    got = _parsed(html.removesuffix(tail) + short).html or ""
    tree = _parsed(source.body.removesuffix(tail) + short)
    return _OPEN not in got and _BEFORE not in got and _Oracle(source, tree).after(edits) == got


def lexbor_problem(css: str) -> str | None:
    """Return why the verifier does not understand a selector, None when it does."""
    try:
        LexborHTMLParser("").css(css)
    except SelectolaxError as error:
        return str(error)
    return None


@dataclass(slots=True)
class _Oracle:
    """Edits the tree of a page; contents are marks in it, and come in when the tree is written out."""

    source: Source
    tree: LexborHTMLParser
    marks: list[str] = field(default_factory=list)
    fragments: dict[tuple[str, bytes], str] = field(default_factory=dict)
    samples: dict[str, tuple[str, str]] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)

    def after(self, edits: Sequence[Edit]) -> str | None:
        """Return the page after the edits, None when the two engines do not meet the same elements."""
        steps: list[tuple[float, int, int, Edit, Element, LexborNode]] = []
        for number, edit in enumerate(edits):
            nodes, elements = self._nodes(edit), self.source.select(edit.element.css)
            if nodes is None or len(nodes) != len(elements):
                return None
            turn = _TURN[edit.op]
            steps += [(-_order(self.source, e), turn, number, edit, e, n) for e, n in zip(elements, nodes, strict=True)]
        # From the last element to the first: inner ones before an outer one takes them off the tree.
        for *_, edit, element, node in sorted(steps, key=lambda step: step[:3]):
            if node.mem_id not in self.gone:
                self._edit(edit, element, node)
        return self._written()

    def _nodes(self, edit: Edit) -> list[LexborNode] | None:
        try:
            return self.tree.css(spelled(edit.element.css, self.source.charset))
        except SelectolaxError:
            return None

    def _edit(self, edit: Edit, element: Element, node: LexborNode) -> None:
        if edit.op is Op.SET:
            self._set(edit, node)
        elif isinstance(edit.content, Slices):
            self._order(edit.content, element, node)
        elif edit.op in _INSIDE:
            self._inside(edit, node)
        else:
            self._beside(edit, node)

    def _inside(self, edit: Edit, node: LexborNode) -> None:
        mark = self._content(edit, node)
        if edit.op is Op.FILL:
            self._lose(node)
            node.inner_html = ""
        first = node.first_child
        if edit.op is Op.PREPEND and first is not None:
            first.insert_before(mark)
        else:
            node.insert_child(mark)

    def _beside(self, edit: Edit, node: LexborNode) -> None:
        if edit.op is Op.AFTER:
            node.insert_after(self._content(edit, node.parent))
        elif edit.op is not Op.REMOVE:
            node.insert_before(self._content(edit, node.parent))
        if edit.op in (Op.REMOVE, Op.REPLACE):
            self._lose(node)
            node.decompose()

    def _lose(self, node: LexborNode) -> None:
        """Remember the nodes that lexbor frees: touching one again would read freed memory."""
        self.gone.update(each.mem_id for each in node.traverse())

    def _set(self, edit: Edit, node: LexborNode) -> None:
        name, old = edit.name, node.attributes
        if edit.content is None:
            if name in old:
                del node.attrs[name]
        elif isinstance(edit.content, Text):
            self._assign(node, assigned(name, edit.content.value, self.source.charset).decode("latin-1"), name)
        elif isinstance(edit.content, Tokens | Style):
            was = old.get(name) or ""
            now = changed(was, _decoded(seen(edit.content, self.source.charset)))
            if now != was:
                self._assign(node, f'{name}="{escape(now)}"', name)

    def _assign(self, node: LexborNode, attribute: str, name: str) -> None:
        """Give a node an attribute as the source writes it; a new one comes first in the tag, where the splicer puts it."""
        if attribute not in self.samples:
            made = LexborHTMLParser(f"<a {attribute}></a>", is_fragment=True).css("a")[0]
            self.samples[attribute] = (made.attributes[name] or "", (made.html or "")[2:-5])
        value, text = self.samples[attribute]
        if name in node.attributes:
            node.attrs[name] = value
        else:
            node.insert_before(f"{_BEFORE}{len(self.marks)}{_SHUT}")
            self.marks.append(text)

    def _order(self, slices: Slices, element: Element, node: LexborNode) -> None:
        order = ordering(self.source, element, slices)
        every = list(node.iter())
        items = [every[place] for place in order.places]
        texts = [item.html or "" for item in items]
        for item, turn in zip(items, order.turns, strict=True):
            item.insert_before(self._mark(texts[turn]))
            self._lose(item)
            item.decompose()

    def _content(self, edit: Edit, context: LexborNode | None) -> str:
        tag = (context.tag if context is not None else None) or "div"
        content = written(edit, self.source.charset)
        if (tag, content) not in self.fragments:
            holder = self.tree.create_node(tag)
            holder.inner_html = _characters(content)
            self.fragments[tag, content] = holder.inner_html or ""
        return self._mark(self.fragments[tag, content])

    def _mark(self, text: str) -> str:
        self.marks.append(text)
        return f"{_OPEN}{len(self.marks) - 1}{_SHUT}"

    def _written(self) -> str:
        return _TAG_MARKS.sub(self._tag, self._filled(self.tree.html or ""))

    def _filled(self, html: str) -> str:
        return _MARK.sub(lambda match: self._filled(self.marks[int(match[1])]), html)

    def _tag(self, match: re.Match[str]) -> str:
        return match[2] + "".join(self.marks[int(number)] for number in _NUMBER.findall(match[1]))


def _tail(source: Source, edits: Sequence[Edit]) -> bytes:
    """Return what follows the place where something is added to the body.

    A parser moves the spaces behind `</body>` into whatever is open there (HTML 13.2.6.4.19), so they end up on the
    other side of what is added, where nobody sees them: the tail is compared without them.
    """
    appended = next((edit for edit in edits if edit.op is Op.APPEND and _in_body(source, edit)), None)
    body = span(source, source.select("body")[0]) if appended else None
    return source.body[body.close :] if body else b""


def _in_body(source: Source, edit: Edit) -> bool:
    return any(element.tag == "body" for element in source.select(edit.element.css))


def _order(source: Source, element: Element) -> float:
    """Return where an element stands in the page; one that the parser made up stands around its first child."""
    if element.source_col is not None:
        return element.source_col
    found = span(source, element)
    return found.start - 0.5 if found else -1


def _decoded(change: Tokens | Style) -> Tokens | Style:
    if isinstance(change, Style):
        return change
    return Tokens(tuple(unescape(word) for word in change.add), tuple(unescape(word) for word in change.drop))


def _parsed(html: bytes) -> LexborHTMLParser:
    return LexborHTMLParser(_characters(html), scripting=True)


def _characters(html: bytes) -> str:
    """Return a body as the tree builder gets it: lexbor leaves line ends as they are (HTML 13.2.3.5)."""
    text = html.decode("latin-1").removeprefix("\xef\xbb\xbf")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
