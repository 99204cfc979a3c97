"""What a page seen, or an element clicked, means at this shop: an act, an option chosen, a tag."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from scoring.event import NOTHING, Event, Kind


@dataclass(frozen=True, slots=True)
class Meaning:
    """The event that is meant: its kind, subject and detail."""

    kind: Kind
    subject: str
    detail: Mapping[str, str] = field(default_factory=lambda: NOTHING, hash=False)


@dataclass(frozen=True, slots=True)
class Offer:
    """Several options of which one is chosen, and what choosing each means."""

    name: str
    options: Mapping[str, tuple[Meaning, ...]] = field(default_factory=dict, hash=False)

    def chosen(self, option: str, at: float) -> tuple[Event, ...]:
        """Return what choosing an option leaves; it has to be one of them."""
        return tuple(Event(meant.kind, meant.subject, at, meant.detail) for meant in self.options[option])

    def ignored(self, option: str, at: float) -> Event:
        """Return the sign that an option was seen and left alone; what it speaks for loses by it."""
        category = next(filter(None, (meant.detail.get("category") for meant in self.options[option])), "")
        return Event(Kind.IGNORED, ignoring(self.name, option), at, {"category": category} if category else NOTHING)


def ignoring(choice: str, option: str) -> str:
    """Return the name under which it counts that an option was seen and left alone, as an element's name does."""
    return f"{choice}:{option}"


@dataclass(frozen=True, slots=True)
class Meanings:
    """Meanings by the name of the page that is seen, and by the name of the element that is clicked."""

    seen: Mapping[str, tuple[Meaning, ...]] = field(default_factory=dict, hash=False)
    clicked: Mapping[str, tuple[Meaning, ...]] = field(default_factory=dict, hash=False)

    def of(self, events: Iterable[Event]) -> tuple[Event, ...]:
        """Return the events that these events mean, at the same moments, none for most."""
        return tuple(
            Event(meant.kind, meant.subject, event.at, meant.detail) for event in events for meant in self._meant(event)
        )

    def _meant(self, event: Event) -> Iterator[Meaning]:
        match event.kind:
            case Kind.SEEN:
                yield from self.seen.get(event.detail.get("page", ""), ())
            case Kind.CLICKED:
                yield from self.clicked.get(event.subject, ())
