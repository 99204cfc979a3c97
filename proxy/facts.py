"""What was known of a visitor when the shop had answered: the result of the lookups, and the context it gives."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from proxy.track import Asked, arrives, entry, landing
from rules.beyond import NOTHING_BEYOND, Beyond
from rules.context import Consent, Context, Place, Request
from rules.language.persona import Persona
from scoring.event import Event, Kind
from scoring.measures import Measures
from scoring.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Facts:
    """One visitor as looked up.

    `who` is the id that the store knows, "" when nothing of this visitor may be read or kept; `visitor` is the past,
    None when it is unknown. `cookies` are the Set-Cookie lines that we owe; `forget` is an id whose consent was
    withdrawn. With a `persona`, a preview stands in for the visitor and nothing is counted. With a `ticket`, the page
    may tell what is done on it.
    """

    now: float
    consent: Consent = Consent()
    place: Place = Place()
    visitor: Visitor | None = Visitor()
    who: str = ""
    cookies: tuple[bytes, ...] = ()
    forget: str = ""
    persona: Persona | None = None
    ticket: str = ""
    beyond: Beyond = NOTHING_BEYOND


@dataclass(frozen=True, slots=True)
class Told:
    """What this one request adds: the facts of its page, and the events it made, an arrival among them."""

    facts: Mapping[str, str]
    entry: Event
    happened: tuple[Event, ...]


def told(it: Asked, facts: Facts, read: Mapping[str, str], happened: tuple[Event, ...]) -> Told:
    """Return what a request adds to what was known, its arrival first when it is one."""
    first = entry(it, facts.now)
    if facts.persona is not None and facts.persona.says_basket:
        happened = tuple(event for event in happened if event.kind is not Kind.BASKET)
    if facts.persona is not None and (facts.persona.landing is not None or facts.persona.referrer):
        return Told(read, first, happened)
    if it.request.navigation and arrives(first, facts.visitor):
        return Told(read, first, (landing(it, facts.now) if _begins(first, facts) else first, *happened))
    return Told(read, first, happened)


def _begins(first: Event, facts: Facts) -> bool:
    """Tell the first page of somebody who may be known from now on, when it names no campaign itself."""
    return bool(facts.who) and facts.visitor == Visitor() and not _names_campaign(first)


def context(it: Asked, facts: Facts, told: Told) -> Context:
    """Return what the rules may look at; a past that is unknown stays so, whatever this request adds."""
    visitor = facts.visitor.after_all(told.happened) if facts.visitor is not None else None
    arrived = next((event for event in told.happened if event.kind is Kind.ARRIVED), None)
    return Context(
        now=facts.now,
        request=_asked_as(it, facts.persona),
        pages=it.names,
        visitor=visitor,
        place=facts.place,
        consent=facts.consent,
        entry=told.entry,
        current=tuple(event for event in told.happened if event.kind is not Kind.ARRIVED),
        arrival=visitor.arrival if visitor is not None else _known(arrived),
        facts=told.facts,
        measures=_measures(it, facts.persona),
        beyond=facts.beyond,
        came=facts.persona.event if facts.persona is not None else {},
    )


def _known(arrived: Event | None) -> Event | None:
    """With the past unknown, an arrival that names where it came from is still known."""
    return arrived if arrived and (arrived.subject or _names_campaign(arrived)) else None


def _names_campaign(arrival: Event) -> bool:
    return any(key.startswith("q.") for key in arrival.detail)


def _measures(it: Asked, persona: Persona | None) -> Measures:
    usual = it.site.measures
    return usual if persona is None else persona.measures(usual)


def _asked_as(it: Asked, persona: Persona | None) -> Request:
    if persona is None:
        return it.request
    languages = tuple(persona.language) or it.request.languages
    return replace(it.request, languages=languages, device=persona.device, kind=persona.kind)
