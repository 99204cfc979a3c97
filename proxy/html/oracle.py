"""Edits the tree of a page with lexbor, as a browser's script would: what a rewritten page must be like."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape, unescape

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError
from turbohtml import Element

from proxy.html.attributes import assigned, changed, seen
from proxy.html.content import written
from proxy.html.locate import span
from proxy.html.marks import Marks, is_attribute, marked
from proxy.html.ordering import ordering
from proxy.html.source import Source, having, spelled
from rules.decision import Edit, Op, Slices, Style, Text, Tokens

_REMEMBERED = 256
"""Contents whose second reading is kept, a few for each rule that may act."""

_INSIDE = (Op.PREPEND, Op.FILL, Op.APPEND)
_TURN = {Op.BEFORE: 0, Op.FILL: 1, Op.PREPEND: 2, Op.APPEND: 3, Op.AFTER: 4, Op.REMOVE: 5, Op.REPLACE: 5}


@dataclass(slots=True)
class _Worded:
    """An attribute that is a list of words or styles while edits change it."""

    node: LexborNode
    was: str
    now: str


@dataclass(slots=True)
class Oracle:
    """One tree; contents are marks in it until it is written out, so that they cannot change what is around them."""

    source: Source
    tree: LexborHTMLParser
    marks: Marks = field(default_factory=Marks)
    children: dict[int, list[LexborNode]] = field(default_factory=dict)
    certain: bool = True
    gone: set[int] = field(default_factory=set)
    set_before: dict[str, set[int]] = field(default_factory=dict)
    worded: dict[tuple[int, str], _Worded] = field(default_factory=dict)

    def after(self, edits: Sequence[Edit]) -> str | None:
        """Return the page after the edits, None when that is not certain.

        The two engines may meet other elements, and a content may hold what marks are made of.
        """
        met = {css: self._met(css) for css in {edit.element.css for edit in edits}}
        if None in met.values():
            return None
        pairs = [(edit, met[edit.element.css] or []) for edit in edits]
        ordered = [pair for pair in pairs if isinstance(pair[0].content, Slices)]
        self.children = {node.mem_id: list(node.iter()) for _, nodes in ordered for node in nodes}
        self._each([pair for pair in pairs if pair[0].op is not Op.SET and not isinstance(pair[0].content, Slices)])
        # A new attribute's mark must stand right in front of the tag, and move with it.
        for edit, nodes in pairs:
            if edit.op is Op.SET:
                self._set(edit, [node for node in nodes if node.mem_id not in self.gone])
        self._word()
        self._each(ordered)
        return self.marks.resolved(self.tree.html or "") if self.certain else None

    def _each(self, pairs: Sequence[tuple[Edit, list[LexborNode]]]) -> None:
        """Edit from the last element to the first: inner ones before an outer one takes them off the tree."""
        steps = [
            (-_order(self.source, element), _TURN[edit.op], number, edit, element, node)
            for number, (edit, nodes) in enumerate(pairs)
            for element, node in zip(self.source.select(edit.element.css), nodes, strict=True)
        ]
        for *_, edit, element, node in sorted(steps, key=lambda step: step[:3]):
            if node.mem_id not in self.gone:
                self._edit(edit, element, node)

    def _met(self, css: str) -> list[LexborNode] | None:
        try:
            nodes = self.tree.css(spelled(css, self.source.charset))
        except SelectolaxError:
            return None
        return nodes if len(nodes) == len(self.source.select(css)) else None

    def _edit(self, edit: Edit, element: Element, node: LexborNode) -> None:
        if isinstance(edit.content, Slices):
            self._turn(edit.content, element, node)
        elif edit.op in _INSIDE:
            self._inside(edit, node)
        else:
            self._beside(edit, node)

    def _inside(self, edit: Edit, node: LexborNode) -> None:
        mark = self._content(edit, node)
        if edit.op is Op.FILL:
            self._lose(node)
            self.gone.discard(node.mem_id)
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

    def _turn(self, slices: Slices, element: Element, node: LexborNode) -> None:
        order = ordering(self.source, element, slices)
        every = self.children[node.mem_id]
        items = [every[place] for place in order.places if place < len(every)]
        if not order.changes:
            return
        if len(items) < len(order.places) or any(item.mem_id in self.gone for item in items):
            self.certain = False
            return
        texts = [_front(item) + (item.html or "") for item in items]
        for item, turn in zip(items, order.turns, strict=True):
            item.insert_before(self.marks.content(texts[turn]))
            self._lose(item)
            item.decompose()

    def _lose(self, node: LexborNode) -> None:
        """Remember the nodes that lexbor frees: touching one again would read freed memory."""
        self.gone.update(each.mem_id for each in node.traverse())

    def _set(self, edit: Edit, nodes: list[LexborNode]) -> None:
        name, content = edit.name, edit.content
        if isinstance(content, Text):
            attribute = assigned(name, content.value, self.source.charset).decode("latin-1")
            self._assign(name, attribute, nodes)
        elif content is None:
            for node in nodes:
                if name in node.attributes:
                    del node.attrs[name]
        elif isinstance(content, Tokens | Style):
            change = _decoded(seen(content, self.source.charset))
            for node in nodes:
                was = node.attributes.get(name) or ""
                worded = self.worded.setdefault((node.mem_id, name), _Worded(node, was, was))
                worded.now = changed(worded.now, change)

    def _word(self) -> None:
        for (_, name), worded in self.worded.items():
            if worded.now != worded.was:
                self._assign(name, f'{name}="{escape(worded.now)}"', [worded.node])

    def _assign(self, name: str, attribute: str, nodes: list[LexborNode]) -> None:
        """Give nodes an attribute as the source writes it; the first edit that sets it wins, as in the plan."""
        text, value = _sample(name, attribute)
        self._trust(text)
        mark = self.marks.attribute(text, {node.tag or "" for node in nodes})
        before = self.set_before.setdefault(name, set())
        present = {node.mem_id for node in self.tree.css(having("", name))}
        for node in nodes:
            at = node.mem_id
            if at in present:
                node.attrs[name] = value
            elif at not in before:
                node.insert_before(mark)
                before.add(at)

    def _content(self, edit: Edit, context: LexborNode | None) -> str:
        tag = (context.tag if context is not None else None) or "div"
        fragment = _fragment(tag, written(edit, self.source.charset))
        self._trust(fragment)
        return self.marks.content(fragment)

    def _trust(self, text: str) -> None:
        self.certain = self.certain and not marked(text)


@lru_cache(_REMEMBERED)
def _sample(name: str, attribute: str) -> tuple[str, str]:
    """Return how an attribute is written out behind the name of a tag, and its value."""
    sample = LexborHTMLParser(f"<a {attribute}></a>", is_fragment=True).css("a")[0]
    return (sample.html or "")[2:-5], sample.attributes[name] or ""


@lru_cache(_REMEMBERED)
def _fragment(tag: str, content: bytes) -> str:
    """Return a content as it is written out when it stands in a tag: rules say the same on every page."""
    holder = LexborHTMLParser("").create_node(tag)
    holder.inner_html = content.decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")
    return holder.inner_html or ""


def _front(node: LexborNode) -> str:
    """Take the marks of new attributes from in front of a node."""
    front = ""
    while node.prev is not None and node.prev.is_text_node and is_attribute(node.prev.text_content or ""):
        front = (node.prev.text_content or "") + front
        node.prev.decompose()
    return front


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
