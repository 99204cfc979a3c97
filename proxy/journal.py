"""What the journal holds: a note of each page, with all that decided it, and of whatever else a visitor did."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from proxy.facts import Facts
from proxy.sparing import masked
from proxy.stores.fold import SETTLE
from rules.beyond import NOTHING_BEYOND, Beyond
from rules.context import Consent, Context, Place, Request
from rules.decision import Decision, Reason
from rules.rulebook import Rulebook
from scoring.behaviour import Behaviour
from scoring.event import NOTHING, Event, Kind
from scoring.marks import without_mail

VERSION = 1
"""Goes up when a note changes so that older programs would read it wrongly."""

FOR_EVERYBODY = frozenset({Reason.OTHER_PAGE, Reason.DRAFT, Reason.PAUSED})
"""Reasons that the rulebook and the page tell by themselves: a note names no rule for them."""

UNLISTED = "*"
"""The one key in the place of all keys of a query that neither the rules nor site.yaml name."""


@dataclass(frozen=True, slots=True)
class Past:
    """What the store told of the visitor, as far as the visitor's older notes do not tell it.

    `since` is the first moment that it knew of, `recent` are the moments of what it knew of the last SETTLE seconds:
    two tabs at once do not know of each other. `behaviour` sums up what the browser had told.
    """

    since: float | None = None
    recent: tuple[float, ...] = ()
    behaviour: Behaviour = Behaviour()


@dataclass(frozen=True, slots=True)
class Decided:
    """A page as it was decided: a Context without what the visitor's events and the site tell, and what came of it.

    `entry` is None where it was the arrival among the note's events, `arrival` where a past was known, `current` where
    all that happened was kept. `verdicts` names rules by what became of them; `past` is None when it was unknown;
    `unread` is why nobody looked into the page.
    """

    rulebook: str
    request: Request = Request()
    pages: frozenset[str] = frozenset()
    place: Place = Place()
    consent: Consent = Consent()
    facts: Mapping[str, str] = field(default_factory=lambda: NOTHING, hash=False)
    verdicts: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    past: Past | None = None
    beyond: Beyond = NOTHING_BEYOND
    entry: Event | None = None
    arrival: Event | None = None
    current: tuple[Event, ...] | None = None
    unread: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """One line: `who` is the store's id of the visitor, `v` the VERSION, `id` a name of its own (a request's id).

    `events` are what is kept of the visitor, in the order of happening.
    """

    who: str
    v: int
    id: str
    at: float
    events: tuple[Event, ...] = ()
    page: Decided | None = None


@dataclass(frozen=True, slots=True)
class Served:
    """A page that was answered, as it was; `note_of` makes the note of it, behind the answer."""

    id: str
    facts: Facts
    rulebook: Rulebook
    context: Context
    decision: Decision
    events: tuple[Event, ...] = ()
    unread: Reason | None = None


class Journal(Protocol):
    """Keeps notes for reports, training and replay; nothing here holds up a page or fails it."""

    def keep(self, happened: Served | Note) -> None:
        """Take it at once, and write it within a second."""
        ...

    async def erase(self, who: str) -> None:
        """Remove everything about that visitor."""
        ...

    async def close(self) -> None:
        """Write what is left and let go of the files."""
        ...


def note_of(served: Served) -> Note:
    facts, context = served.facts, served.context
    kept = tuple(event for event in served.events if event.kind not in _OTHERS)
    page = Decided(
        rulebook=served.rulebook.digest,
        request=_cut(context.request, served.rulebook.site.noted_query),
        pages=context.pages,
        place=context.place,
        beyond=context.beyond,
        consent=context.consent,
        facts={name: masked(fact) for name, fact in context.facts.items()},
        verdicts={} if served.unread else by_reason(served.decision),
        past=_past(facts),
        entry=None if arrived(served.events) == context.entry else context.entry,
        arrival=context.arrival if context.visitor is None else None,
        current=None if context.current == kept else context.current,
        unread=served.unread or "",
    )
    return Note(facts.who, VERSION, served.id, facts.now, served.events, page)


def told_of(who: str, events: tuple[Event, ...]) -> Note:
    """Return the note of what happened between two pages; one visitor does nothing twice in one moment."""
    at = events[0].at
    return Note(who, VERSION, f"{who[:16]}-{at!r}", at, tuple(map(without_mail, events)))


def arrived(events: tuple[Event, ...]) -> Event | None:
    """Return the arrival among the events of a page."""
    return next((event for event in events if event.kind is Kind.ARRIVED), None)


def by_reason(decision: Decision) -> Mapping[str, tuple[str, ...]]:
    """Return the rules by what became of them, but for those that do not depend on who asks."""
    rules: dict[str, tuple[str, ...]] = {}
    for verdict in decision.verdicts:
        if verdict.reason not in FOR_EVERYBODY:
            rules[verdict.reason.value] = (*rules.get(verdict.reason.value, ()), verdict.rule)
    return rules


def written(note: Note) -> bytes:
    """Return its line, with the end of the line."""
    try:
        text = _NOTE.dump_json(note, exclude_defaults=True)
    except PydanticSerializationError:
        # half a surrogate pair, out of a page's JSON-LD; such a text is told by an escape
        plain = _NOTE.dump_python(note, mode="json", exclude_defaults=True)
        text = json.dumps(plain, separators=(",", ":")).encode()
    return text + b"\n"


def read(line: bytes) -> Note | None:
    """Return the note of a line, None for what is none or what a later version wrote."""
    try:
        note = _NOTE.validate_python(json.loads(line))
    except (ValidationError, ValueError, RecursionError):
        return None
    return note if note.v == VERSION else None


def _past(facts: Facts) -> Past | None:
    past = facts.visitor
    if past is None:
        return None
    moments = dict.fromkeys(event.at for event in past.events if event.at > facts.now - SETTLE)
    return Past(past.since, tuple(moments), past.behaviour)


def _cut(request: Request, kept: frozenset[str]) -> Request:
    """Return it without what may name a person; of a query the keys that somebody named, and that there were others."""
    path, query = masked(request.path), request.query
    if not query:
        return request if path == request.path else replace(request, path=path)
    listed = {key: tuple(map(masked, values)) for key, values in query.items() if key in kept}
    others = {} if len(listed) == len(query) else {UNLISTED: ("",)}
    return replace(request, path=path, query={**listed, **others})


_NOTE = TypeAdapter(Note)
_OTHERS = (Kind.ARRIVED, Kind.SHOWN)
"""Kinds that are not among the current events of a Context."""
