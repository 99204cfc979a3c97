"""Marks that stand in a tree for what comes in when the tree is written out."""

import re
from dataclasses import dataclass, field

# Noncharacters (Unicode 23.7): no icon font uses them, as private characters are used.
_CONTENT, _ATTRIBUTE, _END = "\ufdd0", "\ufdd1", "\ufdd2"
_TAG = re.compile(r"<[^ />]+")


@dataclass(slots=True)
class Marks:
    """The texts that marks stand for, by their numbers."""

    texts: list[str] = field(default_factory=list)

    def content(self, text: str) -> str:
        """Return a mark for markup that comes where the mark stands; it may hold marks itself."""
        return self._mark(_CONTENT, text)

    def attribute(self, text: str) -> str:
        """Return a mark for an attribute of the tag right behind it, where it comes first."""
        return self._mark(_ATTRIBUTE, text)

    def resolved(self, html: str) -> str:
        """Return a tree that was written out with everything that its marks stand for."""
        return self._attributes(self._contents(html))

    def _mark(self, kind: str, text: str) -> str:
        self.texts.append(text)
        return f"{kind}{len(self.texts) - 1}{_END}"

    def _contents(self, html: str) -> str:
        first, *rest = html.split(_CONTENT)
        parts = [first]
        for part in rest:
            number, _, behind = part.partition(_END)
            parts += (self._contents(self.texts[int(number)]), behind)
        return "".join(parts)

    def _attributes(self, html: str) -> str:
        first, *rest = html.split(_ATTRIBUTE)
        parts = [first]
        waiting = ""
        for part in rest:
            number, _, behind = part.partition(_END)
            waiting += self.texts[int(number)]
            tag = _TAG.match(behind)
            if tag is not None:
                parts += (tag[0], waiting, behind[tag.end() :])
                waiting = ""
        return "".join([*parts, waiting])


def marked(html: str) -> bool:
    """Tell whether a page holds the characters of marks, so that marks in it would mean nothing."""
    return _CONTENT in html or _ATTRIBUTE in html


def is_attribute(text: str) -> bool:
    """Tell whether a text is the mark of an attribute."""
    return text.startswith(_ATTRIBUTE)
