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
