"""Proves where the gaps of a template stand, by where a parser puts the words that stand in them."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from turbohtml import Comment, Element, Namespace, Text

from proxy.html.content import PARSED, RAW
from proxy.html.gaps import Gap, Kind, may_stand
from proxy.html.source import Source

_COMMENT, _TEXT, _RAW = "comment", "text", "raw"


class _Place(NamedTuple):
    """Where a word is in a tree: in an attribute of some name or in a kind of node, and whether it is all of that."""

    where: str
    name: str
    whole: bool


def proved(model: Source, nonce: str, kinds: Sequence[Kind]) -> tuple[Gap, ...] | None:
    """Return the gaps of a model whose words begin with a nonce, None when one of them is not where its kind says.

    What is in front of a gap decides in which state the tokenizer reaches it. The tree tells which one that is, for the
    model; a value that cannot leave that state makes no difference to what follows.
    """
    word = re.compile(rf"{nonce}(\d{{4}})v")
    places: dict[int, set[_Place]] = defaultdict(set)
    for text, at in _places(model, nonce):
        for match in word.finditer(text):
            whole = text.strip(" \t\n\f\r") == match[0] if at.where else text == match[0]
            places[int(match[1])].add(at._replace(whole=whole))
    spans = [match.span() for match in word.finditer(model.text)]
    if len(spans) != len(kinds):
        return None
    gaps: list[Gap] = []
    for number, (span, kind) in enumerate(zip(spans, kinds, strict=True)):
        found = list(places[number])
        if len(found) != 1 or not _right(found[0], kind) or not may_stand(model.body, *span, kind):
            return None
        gaps.append(Gap(kind, found[0].name))
    return tuple(gaps)


def _places(model: Source, nonce: str) -> Iterator[tuple[str, _Place]]:
    """Yield the values and texts of the tree that hold words."""
    for element in _elements(model, f"//*[@*[contains(., '{nonce}')]]"):
        for name in element.attrs:
            value = element.attr(name) or ""
            if nonce in value:
                yield value, _Place("", name, whole=False)
    for element in _elements(model, f"//*[text()[contains(., '{nonce}')]]"):
        raw = element.namespace is Namespace.HTML and element.tag in RAW
        for child in element.children:
            if isinstance(child, Text) and nonce in child.data:
                yield child.data, _Place(_RAW if raw else _TEXT, "", whole=False)
    for node in model.tree.xpath_iter(f"//comment()[contains(., '{nonce}')]"):
        if isinstance(node, Comment):
            yield node.data, _Place(_COMMENT, "", whole=False)


def _elements(model: Source, path: str) -> Iterator[Element]:
    return (found for found in model.tree.xpath_iter(path) if isinstance(found, Element))


def _right(place: _Place, kind: Kind) -> bool:
    if kind.of_attribute:
        known = place.name.isascii() and place.name not in PARSED
        return not place.where and bool(place.name) and known and place.whole
    if kind is Kind.TEXT:
        return place.where == _TEXT and place.whole
    if kind is Kind.RAW:
        return place.where == _RAW and place.whole
    return place.where in (_RAW, _COMMENT)
