"""One body as the HTML engine sees it: parsed once, with every character standing at its byte's offset."""

import codecs
from dataclasses import dataclass, field

from turbohtml import Document, Element, SourceLocation, parse

from proxy.charset import Charset
from proxy.html.ends import Ends

LONG = 64_000
"""Bytes from which on it is cheaper to look for an end when one is asked for than to note where every tag stands."""


@dataclass(frozen=True, slots=True)
class Source:
    """A body, the charset it is written in, and the tree found in it.

    `text` holds one latin-1 character per byte, so an offset in it is an offset in `body`. Line ends are spaces: the
    page is then one line, and a column is an offset (rewriting.md section 2).
    """

    body: bytes
    charset: Charset
    text: str
    tree: Document
    ends: Ends | None = None
    found: dict[str, list[Element]] = field(default_factory=dict, compare=False)
    templates: set[Element] = field(default_factory=set, compare=False)
    order: list[int] = field(default_factory=list, compare=False)
    twins: dict[Element, Element] = field(default_factory=dict, compare=False)

    @classmethod
    def of(cls, body: bytes, charset: Charset) -> "Source":
        text = _flat(body).decode("latin-1")
        if len(text) < LONG:
            return cls(body, charset, text, _noted(text))
        tree = parse(text, positions=True, scripting=True)
        return cls(body, charset, text, tree, Ends(text, tree))

    def select(self, css: str) -> list[Element]:
        """Return the elements that a selector meets, in the page's order; what a template holds is no part of it."""
        if css not in self.found:
            self.found[css] = self._select(css)
        return self.found[css]

    def starts(self) -> list[int]:
        """Return where each start tag of the page stands, in source order."""
        if not self.order:
            self.order.extend(sorted(e.source_col for e in self.tree.iter_elements() if e.source_col is not None))
        return self.order

    def location(self, element: Element) -> SourceLocation | None:
        """Return where the tags of an element stand, None when it has none of its own; a long page is parsed again."""
        if self.ends is None or element.source_col is None:
            return element.source_location
        if not self.twins:
            self.twins.update(zip(self.tree.iter_elements(), _noted(self.text).iter_elements(), strict=True))
        return self.twins[element].source_location if element in self.twins else None

    def read(self, text: str) -> str:
        """Return characters of `text` as the page's readers see them."""
        return text if text.isascii() else self.charset.decode(text.encode("latin-1", "replace"))

    def _select(self, css: str) -> list[Element]:
        found = self.tree.select(spelled(css, self.charset))
        if not self.found:
            # The engine looks into templates; a browser and lexbor do not (HTML 4.12.3).
            self.templates.update(self.tree.select("template *") if self.tree.select_one("template") else ())
        return [element for element in found if element not in self.templates] if self.templates else found


def spelled(css: str, charset: Charset) -> str:
    """Write a selector as it meets a body read as latin-1: each byte of a non-ASCII character becomes a CSS escape."""
    if css.isascii():
        return css
    # Undeclared or not, the page holds bytes; a character that they cannot say becomes a reference that meets nothing.
    written = Charset(charset.name).encode
    return "".join(
        character if character.isascii() else "".join(f"\\{byte:x} " for byte in written(character))
        for character in css
    )


def having(css: str, name: str) -> str:
    """Return a selector for the elements of another one that have an attribute."""
    name = name.replace(":", "\\:").replace(".", "\\.")
    # Without a list to go through the engine is four times as fast.
    return f":is({css})[{name}]" if "," in css else f"{css.strip()}[{name}]"


def _noted(text: str) -> Document:
    return parse(text, positions=False, source_locations=True, scripting=True)


def _flat(body: bytes) -> bytes:
    flat = body.replace(b"\n", b" ")
    for space in (b"\r", b"\f"):
        if space in flat:
            flat = flat.replace(space, b" ")
    return b"   " + flat[3:] if flat.startswith(codecs.BOM_UTF8) else flat
