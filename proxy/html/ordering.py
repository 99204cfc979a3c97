"""Puts the children of an element in another order by their keys, as places to exchange."""

from dataclasses import dataclass

from turbohtml import Element

from proxy.html.source import Source, spelled
from proxy.html.text import attribute_of, children, text_of
from rules.decision import Slices


@dataclass(frozen=True, slots=True)
class Ordering:
    """The children to move, their places among all children, and which of them comes where: `turns[0]` comes first."""

    items: tuple[Element, ...] = ()
    places: tuple[int, ...] = ()
    turns: tuple[int, ...] = ()

    @property
    def changes(self) -> bool:
        return self.turns != tuple(range(len(self.turns)))


def ordering(source: Source, element: Element, slices: Slices) -> Ordering:
    found = children(source, element, slices.item)
    ranks = {key.casefold(): rank for rank, key in reversed(list(enumerate(slices.ranking)))}
    keys = [key_of(source, slices, child).casefold() for _, child in found]
    turns = sorted(range(len(found)), key=lambda index: ranks.get(keys[index], len(ranks)))
    return Ordering(tuple(child for _, child in found), tuple(place for place, _ in found), tuple(turns))


def key_of(source: Source, slices: Slices, item: Element) -> str:
    """Return what a child is ranked by, "" when it has no such thing."""
    if slices.attribute:
        return attribute_of(source, item, slices.attribute).strip()
    first = item.select_one(spelled(slices.key, source.charset))
    return text_of(source, first).strip() if first is not None else ""
