"""A made-up visitor, as `given:` and persona files write it: the same keys in both, and what they leave out is new."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from rules.context import PERSONALISE, Consent, Context, Place, Request
from rules.language.units import Amount, Duration, Money
from rules.rulebook import Site
from scoring.visitor import Event, Kind, Visitor

UNKNOWN = "unknown"


def _several(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _instant(value: object) -> datetime:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError as error:
        raise PydanticCustomError("wrong-value", 'write a moment such as "2026-11-22 18:00"') from error


Several = Annotated[list[str], BeforeValidator(_several)]
Instant = Annotated[datetime, BeforeValidator(_instant)]


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Viewed(_Text):
    """Pages seen before: `times` of them, the last one `ago`."""

    page: str = ""
    category: str = ""
    product: str = ""
    times: Annotated[int, Field(ge=1, le=100)] = 1
    ago: Duration = 600.0


class Came(_Text):
    """One arrival: the landing path with its query, and the site that linked to it."""

    landing: str = "/"
    referrer: str = ""
    ago: Duration = 900.0


class Ordered(_Text):
    count: Annotated[int, Field(ge=0, le=50)] = 1
    value: Amount = Money(Decimal(0))
    ago: Duration = 30 * 86_400.0


class Persona(_Text):
    """A visitor as people describe one; what is not said: new, human, empty basket, all consents, place unknown."""

    name: str = ""
    page: str | None = None
    path: str | None = None
    query: dict[str, str] = {}
    landing: str | None = None
    landed: Duration = 60.0
    referrer: str = ""
    arrivals: list[Came] = []
    country: str = UNKNOWN
    region: str = UNKNOWN
    city: str = UNKNOWN
    continent: str = UNKNOWN
    zone: str = UNKNOWN
    language: Several = []
    device: Literal["desktop", "phone", "tablet", "tv"] = "desktop"
    items: Annotated[int, Field(ge=0)] | None = None
    value: Amount | None = None
    coupon: str | None = None
    orders: int | Ordered = 0
    visits: Annotated[int, Field(ge=1, le=100)] = 1
    viewed: list[Viewed] = []
    searched: Several = []
    interest: Several = []
    consent: list[str] | None = None
    now: Instant | None = None
    seen_days_ago: float | None = None
    past: Literal["known", "unknown"] = "known"

    def at(self, site: Site, default: float) -> float:
        """Return the persona's `now` in Unix seconds; a moment without zone is the site's."""
        if self.now is None:
            return default
        moment = self.now if self.now.tzinfo else self.now.replace(tzinfo=ZoneInfo(site.zone))
        return moment.timestamp()

    def place(self) -> Place:
        parts = (self.continent, self.country, self.region, self.city, self.zone)
        return Place(*(None if part == UNKNOWN else part for part in parts))

    def consents(self, purposes: frozenset[str]) -> Consent:
        return Consent(purposes | {PERSONALISE} if self.consent is None else frozenset(self.consent))

    def visitor(self, now: float) -> Visitor:
        """Return the past that the persona tells, folded as real events are."""
        return Visitor().after_all(sorted(self._events(now), key=lambda event: event.at))

    def _events(self, now: float) -> Iterator[Event]:
        for visit in range(1, self.visits):
            yield Event(Kind.SEEN, "/", now - visit * 86_400)
        for came in self.arrivals:
            yield arrival(came.landing, came.referrer, now - came.ago)
        if self.landing is not None or self.referrer:
            yield arrival(self.landing or "/", self.referrer, now - self.landed)
        for viewed in self.viewed:
            facts = {"page": viewed.page, "category": viewed.category, "product": viewed.product}
            for _ in range(viewed.times):
                yield Event(Kind.SEEN, "/", now - viewed.ago, {name: fact for name, fact in facts.items() if fact})
        for rank, category in enumerate(self.interest):
            for _ in range(2 * (len(self.interest) - rank)):
                yield Event(Kind.SEEN, "/", now - 120, {"category": category})
        for words in self.searched:
            yield Event(Kind.SEARCHED, words, now - 90)
        yield from self._orders(now)
        if not (self.items is None and self.value is None and self.coupon is None):
            yield Event(Kind.BASKET, "", now - 30, self._basket())

    def _basket(self) -> dict[str, str]:
        value = str(self.value.amount) if self.value else "0"
        return {"items": str(self.items or 0), "value": value, "coupon": self.coupon or ""}

    def _orders(self, now: float) -> Iterator[Event]:
        orders = self.orders if isinstance(self.orders, Ordered) else Ordered(count=self.orders)
        for number in range(orders.count):
            value = str(orders.value.amount / orders.count)
            yield Event(Kind.ORDERED, f"given-{number}", now - orders.ago, {"value": value})


def arrival(landing: str, referrer: str, at: float) -> Event:
    """Return an arrival at a landing such as "/basket?utm_medium=coupon" from a site or a whole referring address."""
    parts = urlsplit(landing)
    query = {f"q.{key}": value for key, value in parse_qsl(parts.query, keep_blank_values=True)}
    site = urlsplit(referrer).hostname if "//" in referrer else referrer
    return Event(Kind.ARRIVED, site or "", at, {"path": parts.path or "/", **query})


@dataclass(frozen=True, slots=True)
class Situation:
    """What a persona is put into: the site, the moment, and all purposes that consent may name."""

    site: Site
    now: float
    purposes: frozenset[str] = frozenset()


def context_of(persona: Persona, situation: Situation) -> Context:
    """Return the context of a persona on the page that it names; the page itself is not fetched."""
    site, now = situation.site, persona.at(situation.site, situation.now)
    query = {key: (value,) for key, value in persona.query.items()}
    request = Request(path=persona.path or "/", query=query, languages=tuple(persona.language), device=persona.device)
    pages = frozenset({persona.page}) if persona.page else frozenset(p.name for p in site.pages_of(request))
    entry = arrival(request.path + _joined(persona.query), persona.referrer, now)
    past = persona.visitor(now)
    if persona.landing is None and not persona.referrer:
        past = past.after(entry)
    current = (Event(Kind.SEEN, request.path, now, {"page": min(pages)} if pages else {}),)
    visitor = None if persona.past == UNKNOWN else past.after_all(current)
    return Context(
        now=now,
        request=request,
        pages=pages,
        visitor=visitor,
        place=persona.place(),
        consent=persona.consents(situation.purposes),
        entry=entry,
        current=current,
        arrival=visitor.arrival if visitor else None,
    )


def _joined(query: dict[str, str]) -> str:
    return "?" + "&".join(f"{key}={value}" for key, value in query.items()) if query else ""
