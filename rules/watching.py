"""What a site wants to be told by the browser: on which pages, and of which named elements."""

from dataclasses import dataclass

from rules.decision import Element


@dataclass(frozen=True, slots=True)
class Watching:
    """`elements` are watched by name, beside the page as a whole; `on` names pages, empty for every page."""

    elements: tuple[Element, ...] = ()
    on: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        return frozenset(element.name for element in self.elements)

    def covers(self, pages: frozenset[str]) -> bool:
        return not self.on or not self.on.isdisjoint(pages)

    def on_pages(self, pages: frozenset[str]) -> tuple[Element, ...]:
        """Return the elements that are found on a page of these names."""
        return tuple(each for each in self.elements if not each.found_on or not each.found_on.isdisjoint(pages))
