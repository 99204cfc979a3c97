"""Checks the markup of a fragment: it closes what it opens, and values stand only where they cannot become markup.

It reads a strict part of HTML in which no two browsers differ, and refuses the rest: what is doubtful here would be
doubtful on the page.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from rules.language.pieces import MASKED, Fault, Piece, Shape, faults_of_address, masked
from rules.language.tags import (
    BESIDE,
    CLOSE_A_PARAGRAPH,
    DEAF,
    ENCLOSE,
    ESCAPABLE,
    FOREIGN,
    NEVER_IN_ITSELF,
    OF_THE_WHOLE_PAGE,
    RAW,
    VOID,
    is_address,
    takes_values,
)
from rules.values import Kind


@dataclass(frozen=True, slots=True)
class _Open:
    name: str
    start: int


# WHATWG HTML, 13.2.5, without every state that begins with "parse error".
_NOTE = re.compile(r"<!--(?!-?>)((?:(?!--).)*)-->", re.DOTALL)
_END = re.compile(r"</([A-Za-z][A-Za-z0-9:-]*)\s*>")
_NAME = re.compile(r"<([A-Za-z][A-Za-z0-9:-]*)")
_ATTRIBUTE = re.compile(r"""\s+([^\s"'<>/=\ufdd0-\ufdd3]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'=<>`\ufdd0-\ufdd3]+))?""")
_CLOSE = re.compile(r"\s*(/?)>")
_RUN = re.compile(r"[^<\ufdd1]+")
_AHEAD = re.compile(r"""[^<>"'\ufdd0-\ufdd3]*([\ufdd0-\ufdd2])""")

_NO_VALUE = "a value may stand between tags or inside the quotes of an attribute, not here"
_COMING = "a code may come after the page: let it stand between tags, such as <strong>{{ code }}</strong>"
_NO_BLOCK = 'put this around the whole tag, or write {{ "a" if place.country else "b" }} inside the quotes'


def faults_of_markup(text: str, pieces: Iterable[Piece]) -> list[Fault]:
    """Return what is wrong with the markup of a fragment whose Jinja is known to be right."""
    pieces = tuple(pieces)
    reader = _Reader(masked(text, pieces), {piece.start: piece for piece in pieces})
    reader.read()
    return reader.faults


@dataclass(slots=True)
class _Reader:
    """Reads a masked fragment once, from the left; `bases` holds how many tags were open when each block began."""

    text: str
    pieces: Mapping[int, Piece]
    at: int = 0
    open: list[_Open] = field(default_factory=list)
    bases: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def read(self) -> None:
        readable = True
        while readable and self.at < len(self.text):
            readable = self._next()
        if readable:
            self._all_closed(0, "the end of the fragment")

    def _next(self) -> bool:
        """Read one thing; return whether what follows can still be read."""
        if run := _RUN.match(self.text, self.at):
            self.at = run.end()
        elif self.text[self.at] == Shape.BLOCK.value:
            self._block(self.pieces[self.at])
        elif note := _NOTE.match(self.text, self.at):
            self._without_pieces(note.start(1), note.end(1), "a comment")
            self.at = note.end()
        elif end := _END.match(self.text, self.at):
            self._ends(end[1].lower(), end)
            self.at = end.end()
        elif name := _NAME.match(self.text, self.at):
            return self._tag(name)
        else:
            return self._stray()
        return True

    def _stray(self) -> bool:
        if self.text.startswith("<!--", self.at):
            self._fault(self.at, 4, "markup", 'this comment is not written as browsers read it: "<!-- words -->"')
        elif MASKED.match(self.text, self.at + 1):
            self._fault(self.at, 1, "value-in-tag", _NO_VALUE)
        else:
            self._fault(self.at, 1, "markup", 'this "<" begins no tag: write "&lt;" for the sign itself')
        return False

    def _block(self, piece: Piece) -> None:
        self.at = piece.end
        if piece.word in {"if", "for"}:
            self.bases.append(len(self.open))
            return
        self._all_closed(self.bases[-1], "{% " + piece.word + " %}")
        if piece.word.startswith("end"):
            self.bases.pop()

    def _all_closed(self, base: int, where: str) -> None:
        for tag in self.open[base:]:
            self._unclosed(tag, where)
        del self.open[base:]

    def _unclosed(self, tag: _Open, where: str) -> None:
        message = f"<{tag.name}> is opened here and never closed: write </{tag.name}> before {where}"
        self._fault(tag.start, len(tag.name) + 1, "unbalanced", message)

    def _ends(self, name: str, tag: re.Match[str]) -> None:
        base = self.bases[-1] if self.bases else 0
        if name in VOID:
            self._fault_at(tag, "unbalanced", f"<{name}> has no end tag: remove this")
        elif name in {other.name for other in self.open[base:]}:
            while (top := self.open.pop()).name != name:
                self._unclosed(top, f"</{name}>")
        elif name in {other.name for other in self.open}:
            message = f"</{name}> closes what was opened outside this block: keep both ends on the same side of it"
            self._fault_at(tag, "unbalanced", message)
        else:
            self._fault_at(tag, "unbalanced", f"</{name}> closes what this fragment did not open")

    def _tag(self, begin: re.Match[str]) -> bool:
        name = begin[1].lower()
        self.at = begin.end()
        while attribute := _ATTRIBUTE.match(self.text, self.at):
            self._attribute(name, attribute)
            self.at = attribute.end()
        close = _CLOSE.match(self.text, self.at)
        if close is None:
            return self._unreadable(begin)
        self.at = close.end()
        self._lands(name, begin)
        if name in VOID or name in OF_THE_WHOLE_PAGE:
            return True
        if close[1]:
            self._ends_itself(name, begin)
            return True
        if name in RAW or name in ESCAPABLE:
            return self._raw(name, begin)
        self.open.append(_Open(name, begin.start()))
        return True

    def _unreadable(self, begin: re.Match[str]) -> bool:
        ahead = _AHEAD.match(self.text, self.at)
        if ahead:
            piece = self.pieces[ahead.start(1)]
            self._fault_of(piece, "value-in-tag", _NO_BLOCK if piece.shape is Shape.BLOCK else _NO_VALUE)
        else:
            message = f'<{begin[1].lower()}> is not written as browsers read it: <name attribute="value">'
            self._fault_at(begin, "markup", message)
        return False

    def _lands(self, name: str, begin: re.Match[str]) -> None:
        """Note a tag that browsers would move, or that would end another one."""
        if name in OF_THE_WHOLE_PAGE:
            self._fault_at(begin, "markup", f"<{name}> belongs to the page; a fragment is a piece inside of it")
            return
        ended = self._ended(name)
        if ended:
            line = self.text.count("\n", 0, ended.start) + 1
            message = f"<{name}> ends the <{ended.name}> of line {line}: browsers do not let it stand in there"
            self._fault_at(begin, "unbalanced", message)

    def _ended(self, name: str) -> _Open | None:
        top = self.open[-1] if self.open else None
        if top and top.name in BESIDE.get(name, ()):
            return top
        enders = {"p"} if name in CLOSE_A_PARAGRAPH else {name} & NEVER_IN_ITSELF
        for tag in reversed(self.open):
            if tag.name in enders:
                return tag
            if tag.name in ENCLOSE:
                return None
        return None

    def _foreign(self) -> bool:
        return any(tag.name in FOREIGN for tag in self.open)

    def _ends_itself(self, name: str, begin: re.Match[str]) -> None:
        if name not in FOREIGN and not self._foreign():
            message = f'browsers overlook the "/" of <{name}/>: write <{name}></{name}>'
            self._fault_at(begin, "unbalanced", message)

    def _raw(self, name: str, begin: re.Match[str]) -> bool:
        """Read an element whose content is no markup."""
        start = self.at
        found = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(self.text, start)
        end = _END.match(self.text, found.start()) if found else None
        if end is None:
            self._unclosed(_Open(name, begin.start()), "the end of the fragment")
            return False
        self.at = end.end()
        if name in RAW:
            self._without_pieces(start, end.start(), f"<{name}>")
        content = self.text[start : end.start()]
        strange = "<" if name in ESCAPABLE or self._foreign() else "<!--"
        if strange in content:
            self._fault(
                start + content.index(strange), len(strange), "markup", f'"{strange}" may not stand in <{name}>'
            )
        elif name in ESCAPABLE:
            self._values_only(start, end.start(), name)
        return True

    def _values_only(self, start: int, end: int, name: str) -> None:
        block = next((piece for piece in self._within(start, end) if piece.shape is Shape.BLOCK), None)
        coming = next((piece for piece in self._within(start, end) if piece.kind is Kind.COMING), None)
        if block:
            self._fault_of(block, "value-in-tag", f"put this around the whole <{name}>")
        elif coming:
            self._fault_of(coming, "value-in-tag", _COMING)

    def _without_pieces(self, start: int, end: int, where: str) -> None:
        for piece in self._within(start, end)[:1]:
            message = f"nothing of a template may stand in {where}: escaping cannot make it safe there"
            self._fault_of(piece, "value-in-script", message)

    def _attribute(self, tag: str, attribute: re.Match[str]) -> None:
        name, start, end = attribute[1].lower(), attribute.start(2), attribute.end(2)
        within = self._within(start, end) if attribute[2] else []
        block = next((piece for piece in within if piece.shape is Shape.BLOCK), None)
        if block:
            self._fault_of(block, "value-in-tag", _NO_BLOCK)
        elif any(piece.kind is Kind.COMING for piece in within):
            self._fault_of(within[0], "value-in-attribute", _COMING)
        elif within and (tag in DEAF or not takes_values(name)):
            self._fault_of(
                within[0], "value-in-attribute", f'a value may not stand in the attribute "{name}" of <{tag}>'
            )
        elif within and is_address(name):
            self.faults += faults_of_address(self.text[start + 1 : end - 1], start + 1, self.pieces)

    def _within(self, start: int, end: int) -> list[Piece]:
        return [self.pieces[at] for at in range(start, end) if at in self.pieces]

    def _fault_of(self, piece: Piece, code: str, message: str) -> None:
        self._fault(piece.start, piece.end - piece.start, code, message)

    def _fault_at(self, tag: re.Match[str], code: str, message: str) -> None:
        self._fault(tag.start(), len(tag[0]), code, message)

    def _fault(self, start: int, length: int, code: str, message: str) -> None:
        self.faults.append(Fault(start, length, code, message))
