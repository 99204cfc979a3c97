"""Everything that a rule may look at, as frozen values: the visitor, this request, and the facts looked up for it."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TypeVar, cast

from rules.beyond import NOTHING_BEYOND, Beyond
from rules.coming import Coming
from scoring.event import NOTHING, Event
from scoring.measures import USUAL, Measures
from scoring.visitor import Visitor

T = TypeVar("T")


Came = Mapping[str, str | float | None]
"""Events in the browser by name, each with the element or the amount that was told with it, None for neither."""


class Truth(Enum):
    """Kleene's three values: unknown is not no, and never matches (rule-language.md, principle 4)."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, value: bool | None) -> "Truth":
        if value is None:
            return cls.UNKNOWN
        return cls.YES if value else cls.NO


@dataclass(frozen=True, slots=True)
class Request:
    """What the browser asked for; `path` and `query` are percent-decoded, `languages` best first.

    `kind` is what asks, as the request itself tells: human, bot or suspect.
    """

    method: str = "GET"
    host: str = ""
    path: str = "/"
    query: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    languages: tuple[str, ...] = ()
    device: str = "desktop"
    navigation: bool = True
    kind: str = "human"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the visitor is, each part None where it is not known; codes are ISO 3166, zone an IANA name."""

    continent: str | None = None
    country: str | None = None
    region: str | None = None
    city: str | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Consent:
    """The purposes the visitor agreed to, as the shop's own consent cookie says on this request.

    `refused` tells a no that stands above every cookie of the shop: by the browser's signal, or on our own page.
    """

    granted: frozenset[str] = frozenset()
    refused: bool = False

    def covers(self, purposes: frozenset[str]) -> bool:
        return purposes <= self.granted


PERSONALISE = "personalise"
"""The purpose that a rule needs to look at the past when it names no other."""


@dataclass(frozen=True, slots=True)
class Context:
    """One request as the rules see it: replaying a Context replays the decision.

    `visitor` holds the past and this request's own events; it is None when the past is unknown (the store is down).
    `entry` is how this request looks as a first arrival; `current` are the events of this request alone.
    `arrival` is the arrival that the words of path speak about, None when it is unknown.
    `came` are events in the browser, on this very page: only a made-up visitor tells them beforehand.
    `measures` say how this site makes numbers of a visitor; `beyond` is what others were asked.
    `code` is what the rule that is asked gives to this visitor, None for all other rules.
    """

    now: float
    request: Request = Request()
    pages: frozenset[str] = frozenset()
    visitor: Visitor | None = Visitor()
    place: Place = Place()
    consent: Consent = Consent()
    entry: Event | None = None
    current: tuple[Event, ...] = ()
    arrival: Event | None = None
    facts: Mapping[str, str] = field(default_factory=lambda: NOTHING, hash=False)
    measures: Measures = USUAL
    beyond: Beyond = NOTHING_BEYOND
    code: Coming | None = None
    came: Came = field(default_factory=dict, hash=False)
    _made: dict[Hashable, object] = field(default_factory=dict, init=False, repr=False, compare=False)

    def at(self, arrival: Event) -> "Context":
        """Return this context with the words of path speaking about another arrival."""
        return replace(self, arrival=arrival)

    def first_request(self) -> "Context":
        """Return this context as if the request were the visitor's first: nothing of the past is read."""
        return self.once("first request", self._first_request)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what `make` gives, made once for this context: rules ask the same things of one visitor."""
        if key not in self._made:
            self._made[key] = make()
        return cast(T, self._made[key])

    def _first_request(self) -> "Context":
        events = (self.entry, *self.current) if self.entry else self.current
        alone = Visitor().after_all(events)
        return replace(self, visitor=alone, arrival=self.entry, beyond=Beyond(weather=self.beyond.weather))
