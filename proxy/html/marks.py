"""Marks that stand in a tree for what comes in when the tree is written out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

# Device controls: no text holds them, and they keep the strings of pages with Latin text one byte wide.
_CONTENT, _ATTRIBUTE, _END = "\x11", "\x12", "\x13"


_REFERENCE = re.compile(rb"&#(?:[xX]0*1[12]|0*1[78])(?![0-9a-fA-F])")


@dataclass(slots=True)
class Marks:
    """What to write in place of each mark, by its number, and the tags that stand behind the marks of attributes."""

    texts: list[str] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def content(self, text: str) -> str:
        """Return a mark for markup that comes where the mark stands; it may hold marks that were made before."""
        if text not in self.numbers:
            self.numbers[text] = len(self.texts)
            self.texts.append(text)
        return f"{_CONTENT}{self.numbers[text]}{_END}"

    def attribute(self, text: str, tags: Iterable[str]) -> str:
        """Return a mark for an attribute of the tag right behind it, one of some names, where it comes first."""
        mark = f"{_ATTRIBUTE}{len(self.tags)}{_END}"
        self.tags |= {f"{mark}<{tag}": f"<{tag}{text}" for tag in sorted(tags, key=len)}
        return mark

    def resolved(self, html: str) -> str:
        """Return a tree that was written out with everything that its marks stand for."""
        return self._attributes(self._contents(html))

    def _contents(self, html: str) -> str:
        first, *rest = html.split(_CONTENT)
        parts = [first]
        for part in rest:
            number, _, behind = part.partition(_END)
            parts += (self._contents(self.texts[int(number)]), behind)
        return "".join(parts)

    def _attributes(self, html: str) -> str:
        # Of several marks in a row the last stands right in front of the tag; <abbr is no longer there for <a to meet.
        for form, attributed in reversed(self.tags.items()):
            # A page has hundreds of links, and replace() would go through it twice, to count them first.
            html = attributed.join(html.split(form))
        return html


def marked(html: str) -> bool:
    """Tell whether a page holds the characters of marks, so that marks in it would mean nothing."""
    return _CONTENT in html or _ATTRIBUTE in html


def may_be_marked(body: bytes) -> bool:
    """Tell whether a page could be marked once it is parsed: by such a byte, or by a reference to such a character."""
    return b"\x11" in body or b"\x12" in body or _REFERENCE.search(body) is not None


def is_attribute(text: str) -> bool:
    """Tell whether a text is the mark of an attribute."""
    return text.startswith(_ATTRIBUTE)
