"""The compiled rules and the compiled site: immutable values that a reload swaps whole."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Protocol

from rules.attention import Attention
from rules.catalogue import Catalogue
from rules.codes import Pool
from rules.context import Context, Request
from rules.customers import CustomerFile
from rules.decision import Edit, Element, Reason, Wait
from rules.logic import All, Condition
from rules.meaning import Meanings
from rules.pages import PageName
from rules.privacy import ConsentCookie, ConsentString, Privacy
from rules.reading import Readings
from rules.watching import Watching
from rules.webhook import Webhook
from scoring.event import Event, Kind
from scoring.measures import USUAL, Measures


class Status(StrEnum):
    DRAFT = "draft"
    LIVE = "live"
    PAUSED = "paused"


class Action(Protocol):
    """A word of `do`: gives edits or marks, and names what it does in the words of `expect`.

    `keeps` says that it leaves something with the visitor, `attention` which class of attention it asks for. One that
    may be answered on the page is a `Hearing` as well (hearing.py); one whose texts may change while the page is open
    is a `Living` (living.py).
    """

    @property
    def keeps(self) -> bool: ...

    @property
    def attention(self) -> str: ...

    def marks(self, context: Context) -> tuple[Event, ...]:
        """Return the events that leave a mark with this visitor, none when they would change nothing."""
        ...

    def edits(self, context: Context) -> tuple[Edit, ...]:
        """Return the edits for this visitor, none when what they need is not known, or it touches no page."""
        ...

    def outcome(self) -> tuple[str, str]:
        """Return the word of `expect` and its subject, such as ("shown", "promo_field")."""
        ...

    def touches(self) -> tuple[Element, ...]:
        """Return the elements that have to be on the page."""
        ...

    def claims(self) -> frozenset[str]:
        """Return the parts of the page that no second rule may change, such as "promo_field" (see claims.py)."""
        ...

    def remembers(self) -> bool:
        """Tell whether what it does depends on what the visitor did before this request."""
        ...


@dataclass(frozen=True, slots=True)
class Schedule:
    """Unix times in seconds between which a rule may act, None for an open side; `zone` is where people read them."""

    begin: float | None = None
    end: float | None = None
    zone: str = "UTC"


@dataclass(frozen=True, slots=True)
class Limit:
    """How often one visitor may meet a rule: `times` within `seconds`, `per_visit` in one visit.

    `stop_after` holds event kinds after which it acts no more; `attention` names the class that site.yaml bounds.
    """

    times: int | None = None
    seconds: float = 0.0
    per_visit: int | None = None
    stop_after: frozenset[Kind] = frozenset()
    attention: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it runs; `digest` names its canonical form, `file` and `line` where a marketer wrote it.

    `pages` are the only named pages on which `where` can say yes, None when it does not bind itself to any;
    `by_page_alone` tells that it says yes on each of them, `touches` that it changes pages or waits for a
    moment on them, `when` what it waits for there, `gives` that it gives codes,
    `posts` that it tells other systems.
    """

    id: str
    name: str
    file: str
    line: int
    digest: str
    status: Status = Status.LIVE
    schedule: Schedule = Schedule()
    pages: frozenset[str] | None = None
    by_page_alone: bool = False
    touches: bool = True
    posts: bool = False
    gives: bool = False
    where: Condition = All(())
    purposes: frozenset[str] = frozenset()
    request_only: bool = False
    who: Condition = All(())
    when: Wait = ()
    do: tuple[Action, ...] = ()
    otherwise: tuple[Action, ...] = ()
    limit: Limit | None = None
    attention: tuple[Attention, ...] = ()
    priority: int = 50
    why: str = ""
    learn: str = ""


class Mode(StrEnum):
    """What may be kept: nothing before consent, counts only, or everything."""

    CONSENT = "consent"
    MEASURE = "measure"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Site:
    """What a developer named once: pages, elements, consent, and what the shop's own pages tell.

    `asks` are the words that live rules ask, by which lookups are spared. Of a query, an arrival keeps the keys in
    `kept_query`; the journal notes those in `noted_query`, which rules also ask of the page itself.
    """

    public_url: str = ""
    currency: str = "EUR"
    zone: str = "UTC"
    pages: tuple[PageName, ...] = ()
    elements: Mapping[str, Element] = field(default_factory=dict, hash=False)
    mode: Mode = Mode.CONSENT
    cookies: tuple[ConsentCookie, ...] = ()
    tcf: ConsentString | None = None
    privacy: Privacy = Privacy()
    readings: Readings = Readings()
    catalogue: Catalogue = Catalogue()
    kept_query: frozenset[str] = frozenset()
    noted_query: frozenset[str] = frozenset()
    asks: frozenset[str] = frozenset()
    customers: CustomerFile | None = None
    watching: Watching | None = None
    measures: Measures = USUAL
    meanings: Meanings = Meanings()
    segments: Mapping[str, Condition] = field(default_factory=dict, hash=False)
    codes: Mapping[str, Pool] = field(default_factory=dict, hash=False)
    attention: Mapping[str, Attention] = field(default_factory=dict, hash=False)
    webhooks: Mapping[str, Webhook] = field(default_factory=dict, hash=False)

    @property
    def purposes(self) -> frozenset[str]:
        """Return every purpose that a consent of this shop speaks of."""
        strings = self.tcf.purposes if self.tcf else ()
        return frozenset(strings).union(*(cookie.purposes for cookie in self.cookies))

    def pages_of(self, request: Request) -> tuple[PageName, ...]:
        return tuple(page for page in self.pages if page.meets(request))


@dataclass(frozen=True, slots=True)
class Rulebook:
    """The rules in the order they are decided, best priority first, with the site they speak of.

    `out` names rules that nobody asks for now, whatever they say, each with its reason and the rest of it in words.
    """

    site: Site = Site()
    rules: tuple[Rule, ...] = ()
    digest: str = ""
    out: Mapping[str, tuple[Reason, str]] = field(default_factory=dict, hash=False)

    def without(self, out: Mapping[str, tuple[Reason, str]]) -> "Rulebook":
        """Return this rulebook with more rules out."""
        return replace(self, out={**self.out, **out})

    def rule(self, id_: str) -> Rule | None:
        return next((rule for rule in self.rules if rule.id == id_), None)
