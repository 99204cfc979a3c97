"""A made-up visitor, as `given:` and persona files write it: the same keys in both, and what they leave out is new."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)

from rules.beyond import Beyond
from rules.conditions.geo_country import Country
from rules.conditions.satisfaction import HAPPY, UNHAPPY
from rules.context import PERSONALISE, Consent, Context, Place, Request
from rules.giving import sampled
from rules.language import skies
from rules.language.clock import DayOrMoment, Zone
from rules.language.happened import Happened
from rules.language.measuretext import NeedOrLevel, StageName
from rules.language.names import names_of, unknown
from rules.language.operands import Percent, Text, choice, wrong
from rules.language.supposed import Supposed
from rules.language.units import Amount, Duration, Money
from rules.rows import column
from rules.rulebook import Site
from scoring.event import Event, Kind
from scoring.marks import APART
from scoring.measures import Measures
from scoring.visitor import Visitor

UNKNOWN = "unknown"

MOST = 20
"""Entries of one list: a persona is told, not recorded."""


def _several(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _page(value: object, info: ValidationInfo) -> object:
    """Hold a page to those of site.yaml, where these are at hand: a preview is read without them."""
    known = names_of(info).pages
    if known and value not in ("", *known):
        raise unknown("page", value, known)
    return value


def _elements(value: object, info: ValidationInfo) -> object:
    """Hold elements to those of site.yaml, where these are at hand."""
    known = names_of(info).elements
    for name in value if known and isinstance(value, dict) else ():
        if name not in known:
            raise unknown("element", name, known)
    return value


def _path(value: object) -> object:
    if not isinstance(value, str) or not value.startswith("/"):
        raise wrong("wrong-value", 'a path begins with "/"')
    if "?" in value:
        raise wrong("wrong-value", "write what follows the question mark apart: `query: { utm_medium: coupon }`")
    return value


def _address(value: object) -> object:
    try:
        urlsplit(str(value))
    except ValueError as error:
        raise wrong("wrong-value", f'"{value}" is no address') from error
    return value


def _orders(value: object) -> object:
    """A number of orders is the short form of `{ count: 2 }`."""
    if not isinstance(value, int | dict):
        raise wrong("wrong-value", "write how many orders, or { count: 2, value: 90 EUR, ago: 30 days }")
    return {"count": value} if isinstance(value, int) else value


def _or_unknown(value: object, known: ValidatorFunctionWrapHandler) -> object:
    return value if value == UNKNOWN else known(value)


Times = Annotated[int, Field(ge=1, le=100)]
Signals = Annotated[dict[str, Times], BeforeValidator(_elements), Field(max_length=MOST)]
"""How often the browser told something, by the element's name."""

Several = Annotated[list[str], BeforeValidator(_several), Field(max_length=MOST)]
PageOf = Annotated[str, BeforeValidator(_page)]
Address = Annotated[str, BeforeValidator(_address)]
OrUnknown = WrapValidator(_or_unknown)
"""Lets a value be told as unknown, too."""


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class Viewed(_Text):
    """Pages seen before: `times` of them, the last one `ago`."""

    page: PageOf = ""
    category: str = ""
    product: str = ""
    times: Annotated[int, Field(ge=1, le=100)] = 1
    ago: Duration = 600.0


class Came(_Text):
    """One arrival: the landing path with its query, and the site that linked to it."""

    landing: Address = "/"
    referrer: Address = ""
    ago: Duration = 900.0


class Ordered(_Text):
    """Orders, the last one `ago`, each `every` so long after the one before."""

    count: Annotated[int, Field(ge=0, le=50)] = 1
    value: Amount = Money(Decimal(0))
    ago: Duration = 30 * 86_400.0
    every: Duration = 0.0

    def values(self) -> Iterator[Decimal]:
        """Yield the value of each order, the first one first; together they are `value` to the cent."""
        share = round(self.value.amount / self.count, 2) if self.count else Decimal(0)
        for number in range(self.count):
            yield self.value.amount - share * (self.count - 1) if number == 0 else share


class Persona(_Text):
    """A visitor as people describe one; what is not said: new, human, empty basket, all consents, place unknown."""

    name: str = ""
    page: PageOf | None = None
    path: Annotated[str | None, BeforeValidator(_path)] = None
    query: dict[str, str] = {}
    landing: Address | None = None
    landed: Duration = 60.0
    referrer: Address = ""
    arrivals: Annotated[list[Came], Field(max_length=MOST)] = []
    country: Annotated[Country, OrUnknown] = UNKNOWN
    region: str = UNKNOWN
    city: str = UNKNOWN
    continent: str = UNKNOWN
    zone: Annotated[Zone, OrUnknown] = UNKNOWN
    weather: skies.Given = None
    crm: Annotated[dict[Annotated[str, AfterValidator(column)], Text] | None, Field(max_length=MOST)] = None
    language: Several = []
    device: Literal["desktop", "phone", "tablet", "tv"] = "desktop"
    kind: Literal["human", "bot", "suspect"] = "human"
    items: Annotated[int, Field(ge=0)] | None = None
    value: Amount | None = None
    coupon: str | None = None
    left: Duration = 30.0
    away: bool = False
    orders: Annotated[Ordered, BeforeValidator(_orders)] = Ordered(count=0)
    visits: Annotated[int, Field(ge=1, le=100)] = 1
    viewed: Annotated[list[Viewed], Field(max_length=MOST)] = []
    searched: Several = []
    interest: Several = []
    chose: Annotated[dict[str, str], Field(max_length=MOST)] = {}
    acts: Annotated[dict[str, Annotated[int, Field(ge=1, le=100)]], Field(max_length=MOST)] = {}
    tags: Several = []
    satisfaction: Annotated[str | None, choice("answer", (HAPPY, UNHAPPY))] = None
    email: str | None = None
    hovered: Signals = {}
    clicked: Signals = {}
    ignored: Signals = {}
    leaving: Annotated[int, Field(ge=0, le=100)] = 0
    score: Annotated[float | None, Field(ge=0, le=100)] = None
    stage: StageName | None = None
    conversion: Percent | None = None
    top: Percent | None = None
    need: Annotated[list[NeedOrLevel], BeforeValidator(_several)] = []
    points: Annotated[int | None, Field(ge=0)] = None
    consent: list[str] | None = None
    now: DayOrMoment | None = None
    seen_days_ago: Annotated[float, Field(ge=0, le=36_500)] | None = None
    dismissed_days_ago: Annotated[float, Field(ge=0, le=36_500)] | None = None
    past: Literal["known", "unknown"] = "known"
    event: Happened = {}

    def at(self, site: Site, default: float) -> float:
        """Return the persona's `now` in Unix seconds; a moment without zone is the site's."""
        return default if self.now is None else self.now.begin(ZoneInfo(site.zone))

    @property
    def says_basket(self) -> bool:
        """Whether the persona has a basket of its own, which counts above what a page shows."""
        return not (self.items is None and self.value is None and self.coupon is None)

    def place(self) -> Place:
        parts = (self.continent, self.country, self.region, self.city, self.zone)
        return Place(*(None if part == UNKNOWN else part for part in parts))

    def beyond(self, now: float) -> Beyond:
        return Beyond(self.weather.from_day(now) if self.weather else None, self.crm)

    def consents(self, purposes: frozenset[str]) -> Consent:
        return Consent(purposes | {PERSONALISE} if self.consent is None else frozenset(self.consent))

    def measures(self, usual: Measures) -> Measures:
        """Return the measures of a site, with what the persona says of its own numbers in their place."""
        said = Supposed(self.score, self.stage, self.conversion, self.top, tuple(self.need), self.points)
        return said.over(usual)

    def visitor(self, now: float, rule: str = "") -> Visitor:
        """Return the past that the persona tells, folded as real events are; `rule` is the one of `seen_days_ago`."""
        told = {Kind.SHOWN: self.seen_days_ago, Kind.DISMISSED: self.dismissed_days_ago}
        met = (Event(kind, rule, now - days * 86_400) for kind, days in told.items() if days is not None)
        return Visitor().after_all(sorted((*self._events(now), *met), key=lambda event: event.at))

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
        yield from self._marks(now)
        yield from self._signals(now)
        yield from self._orders(now)
        if self.says_basket:
            yield Event(Kind.BASKET, "", now - self.left, self._basket())

    def _marks(self, now: float) -> Iterator[Event]:
        for name, option in self.chose.items():
            yield Event(Kind.CHOSE, name, now - 80, {"option": option})
        for name, times in self.acts.items():
            yield from (Event(Kind.ACTED, name, now - 60 - APART * time) for time in range(times))
        for tag in self.tags:
            yield Event(Kind.TAGGED, tag, now - 60)
        if self.satisfaction is not None:
            yield Event(Kind.RATED, "given", now - 60, {"answer": self.satisfaction})
        if self.email is not None:
            detail = {"rule": "given", "email": "given@shop.example", "until": str(now + 86_400)}
            yield Event(Kind.CAPTURED, self.email, now - 60, detail)

    def _signals(self, now: float) -> Iterator[Event]:
        """Yield what the browser told of a page seen in this visit, with that page."""
        told = {Kind.HOVERED: self.hovered, Kind.CLICKED: self.clicked, Kind.IGNORED: self.ignored}
        signals = [
            Event(kind, name, now - 40) for kind, names in told.items() for name in names for _ in range(names[name])
        ]
        signals += [Event(Kind.LEAVING, "top", now - 40)] * self.leaving
        if signals:
            yield Event(Kind.SEEN, "/", now - 50)
            yield from signals

    def _basket(self) -> dict[str, str]:
        value = str(self.value.amount) if self.value else "0"
        return {"items": str(self.items or 0), "value": value, "coupon": self.coupon or ""}

    def _orders(self, now: float) -> Iterator[Event]:
        for number, value in enumerate(self.orders.values()):
            earlier = self.orders.every * (self.orders.count - 1 - number)
            yield Event(Kind.ORDERED, f"given-{number}", now - self.orders.ago - earlier, {"value": str(value)})


def arrival(landing: str, referrer: str, at: float) -> Event:
    """Return an arrival at a landing such as "/basket?utm_medium=coupon" from a site or a whole referring address."""
    parts = urlsplit(landing)
    query = {f"q.{key}": value for key, value in parse_qsl(parts.query, keep_blank_values=True)}
    site = urlsplit(referrer).hostname if "//" in referrer else referrer
    return Event(Kind.ARRIVED, site or "", at, {"path": parts.path or "/", **query})


@dataclass(frozen=True, slots=True)
class Situation:
    """What a persona is put into: the site, the moment, all purposes that consent may name, and the rule that asks."""

    site: Site
    now: float
    purposes: frozenset[str] = frozenset()
    rule: str = ""


def context_of(persona: Persona, situation: Situation) -> Context:
    """Return the context of a persona on the page that it names; the page itself is not fetched."""
    site, now = situation.site, persona.at(situation.site, situation.now)
    query = {key: (value,) for key, value in persona.query.items()}
    request = Request(
        path=persona.path or "/",
        query=query,
        languages=tuple(persona.language),
        device=persona.device,
        kind=persona.kind,
    )
    pages = [persona.page] if persona.page else [page.name for page in site.pages_of(request)]
    entry = arrival(f"{request.path}?{urlencode(persona.query)}", persona.referrer, now)
    past = persona.visitor(now, situation.rule)
    if persona.landing is None and not persona.referrer and not persona.away:
        past = past.after(entry)
    looks = Event(Kind.SEEN, request.path, now, {"page": pages[0]} if pages else {})
    current = () if persona.away else (looks,)
    visitor = None if persona.past == UNKNOWN else sampled(past.after_all(current), site.codes, now)
    return Context(
        now=now,
        request=request,
        pages=frozenset(pages),
        visitor=visitor,
        place=persona.place(),
        consent=persona.consents(situation.purposes),
        entry=entry,
        current=current,
        arrival=visitor.arrival if visitor else None,
        measures=persona.measures(site.measures),
        beyond=persona.beyond(now),
        came=persona.event,
    )
