"""From a request and the shop's own page to the events that happened: what was seen, searched, added, ordered."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from urllib.parse import urlencode, urlsplit

from proxy.asked import asked, form_of, navigates, origin_of, referrer_of, text_of
from proxy.body import readable, uncoded
from proxy.message import Head, Page, first, without
from proxy.sparing import masked
from proxy.ticket import QUERY
from rules.context import Request
from rules.decision import Reason
from rules.pages import PageName
from rules.reading import AddRequest, Reading, Source, Topic
from rules.rulebook import Site
from scoring.event import Event, Kind
from scoring.source import CLICK_KEYS, is_spam
from scoring.visitor import Visitor

MAX_TEXT = 200
"""Characters of any one fact that are kept; a store is not a place for essays."""

MAX_QUERY = 800
"""Letters of a query, encoded, by which a page is known again; a longer one is none."""

MAX_ANSWER = 2**20
"""Bytes of a JSON answer that are looked at."""

_TOLD = re.compile(r"(?i)application/([\w.-]+\+)?json|text/")
"""Types under which shops send JSON; many leave PHP's default, text/html."""

_NOT_PAGES = (
    ".css", ".js", ".mjs", ".map", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".ico", ".woff", ".woff2",
    ".ttf", ".eot", ".mp4", ".webm", ".mp3", ".pdf", ".zip", ".gz", ".xml", ".txt", ".wasm",
)  # fmt: skip

_ON_PAGE = frozenset({Source.CSS, Source.JSON_LD})


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with the pages that it is, and the add-to-basket entry that it meets."""

    head: Head
    site: Site
    request: Request
    pages: tuple[PageName, ...] = ()
    adding: AddRequest | None = None

    @property
    def names(self) -> frozenset[str]:
        return frozenset(page.name for page in self.pages)

    @property
    def is_watched(self) -> bool:
        """Whether the site wants to be told by the browser what is done on this page."""
        watching = self.site.watching
        return watching is not None and self.request.navigation and watching.covers(self.names)


def asked_of(head: Head, site: Site, *, hurried: bool = False) -> Asked:
    request = asked(head, hurried=hurried)
    return Asked(head, site, request, site.pages_of(request), adding(head, site))


def target(request: Request, site: Site) -> str:
    """Return by what a ticket knows this page: its path, and of its query what rules or names of pages ask for."""
    path, query = impersonal(request.path), request.query
    if not query:
        return path
    named = site.noted_query.union(*(page.query for page in site.pages))
    kept = [(key, impersonal(value)) for key, values in query.items() if key in named for value in values]
    encoded = urlencode(kept)
    return path + QUERY + encoded if 0 < len(encoded) <= MAX_QUERY else path


def follows(head: Head, site: Site) -> bool:
    """Tell what is worth following: navigations to pages, pieces of HTML that site.yaml asks for, and basket adds."""
    if head.method == "GET" and not names_file(head):
        return navigates(head) or any(page.fragment for page in site.pages)
    return head.method != "HEAD" and (adding(head, site) is not None or (head.method == "POST" and navigates(head)))


def names_file(head: Head) -> bool:
    """Tell by the end of its path a request for what is no page, whatever the shop answers."""
    return head.target.partition("?")[0].lower().endswith(_NOT_PAGES)


def adding(head: Head, site: Site) -> AddRequest | None:
    """Return the entry of `read: add` that this request meets."""
    target, _, query = head.target.partition("?")
    path = text_of(target)
    for add in site.readings.add:
        if add.method == head.method and add.path.captures(path) is not None and _has(query, add):
            return add
    return None


def _has(query: str, add: AddRequest) -> bool:
    fields = form_of(query.encode("latin-1", "replace"))
    return all(pattern.captures(fields.get(key, "")) is not None for key, pattern in add.query.items())


def wants(head: Head, page: Page, site: Site) -> bool:
    """Tell by its head alone whether an answer's body is needed: HTML, or JSON that says if a basket grew."""
    add = adding(head, site)
    if add is not None and add.refused is not None and _TOLD.match(first(page.headers, b"content-type")):
        return True
    return readable(page.status, page.headers) and (navigates(head) or any(named.fragment for named in site.pages))


def on_page(it: Asked) -> Mapping[str, Reading]:
    """Return what to read from the HTML of this page: readings by "topic.fact"."""
    return {name: reading for name, reading in _readings(it) if reading.source in _ON_PAGE}


def in_request(it: Asked) -> Mapping[str, str]:
    """Return the facts that the request itself tells, by "topic.fact"."""
    facts: dict[str, str] = {}
    for name, reading in _readings(it):
        fact = _fact(reading, it)
        if fact:
            facts.setdefault(name, fact)
    return facts


def _readings(it: Asked) -> Iterator[tuple[str, Reading]]:
    for name, topics in _topics(it.site):
        for topic in topics:
            if _is_on(topic, it):
                yield from ((f"{name}.{fact}", reading) for fact, reading in topic.facts.items())
    if it.site.customers is not None and _is_on(it.site.customers.login, it):
        yield from it.site.customers.login.facts.items()
    if it.adding is not None:
        yield from ((f"add.{fact}", reading) for fact, reading in it.adding.facts.items())


def _is_on(topic: Topic, it: Asked) -> bool:
    return not topic.pages or not topic.pages.isdisjoint(it.names)


def _topics(site: Site) -> tuple[tuple[str, tuple[Topic, ...]], ...]:
    read = site.readings
    return (("product", read.product), ("basket", read.basket), ("order", read.order), ("search", read.search))


def _fact(reading: Reading, it: Asked) -> str:
    if reading.source is Source.QUERY:
        return it.request.query.get(reading.key, ("",))[0]
    if reading.source is Source.FORM:
        return form_of(it.head.form).get(reading.key, "")
    if reading.source is Source.PATH:
        patterns = [page.path for page in it.pages] + ([it.adding.path] if it.adding else [])
        return next((found for p in patterns if (found := (p.captures(it.request.path) or {}).get(reading.key))), "")
    return ""


def entry(it: Asked, now: float) -> Event:
    """Return this request as an arrival: who linked, the landing path, and the few query keys that are kept."""
    kept = {
        f"q.{key}": "" if key in CLICK_KEYS else impersonal(values[0])
        for key, values in it.request.query.items()
        if key in it.site.kept_query or key in CLICK_KEYS
    }
    detail = {"path": impersonal(it.request.path), **kept}
    return Event(Kind.ARRIVED, cut(_stranger(it.head, it.site)), now, detail)


def landing(it: Asked, now: float) -> Event:
    """Return the arrival of somebody who is known from this request on.

    Who agrees on the page where they land is first known on the next one. A page of the shop's own that linked here is
    then where they came in, with its campaign: within a site browsers name the whole address.
    """
    if referrer_of(it.head) not in origin_of(it.head):
        return entry(it, now)
    before = urlsplit(first(it.head.headers, b"referer"))
    target = (before.path or "/") + (f"?{before.query}" if before.query else "")
    there = replace(it.head, target=target, headers=without(it.head.headers, b"referer"))
    return entry(asked_of(there, it.site), now)


def arrives(event: Event, past: Visitor | None) -> bool:
    """Tell an arrival from one more page: another site linked, a campaign is named, or a visit begins."""
    campaign = any(key.startswith("q.") for key in event.detail)
    return bool(event.subject) or campaign or past is None or not past.visit(event.at)


def _stranger(head: Head, site: Site) -> str:
    """Return the referring host unless it is the shop's own, or one that programs name to be looked up."""
    host = referrer_of(head)
    if not host or host in origin_of(head) or host == urlsplit(site.public_url).hostname or is_spam(host):
        return ""
    return host


def events(it: Asked, page: Page, facts: Mapping[str, str], now: float) -> tuple[Event, ...]:
    """Return what happened, in the order it did, as told by a request and the facts of its page."""
    if page.status >= 400:
        return ()
    told = {name: cut(fact) for name, fact in facts.items()}
    happened = tuple(_events(it, page, _with_category(told, it.site), now))
    return (*happened, *it.site.meanings.of(happened)) if it.site.meanings.seen else happened


def _with_category(facts: Mapping[str, str], site: Site) -> Mapping[str, str]:
    """Where the page does not tell a product's category, the feed does."""
    found = dict(facts)
    for topic, key in (("product", "product.id"), ("add", "add.product")):
        product = site.catalogue.find(facts.get(key, ""))
        if product is not None and product.category:
            found.setdefault(f"{topic}.category", product.category)
    return found


def _events(it: Asked, page: Page, facts: Mapping[str, str], now: float) -> Iterator[Event]:
    if it.adding is not None and _taken(it.adding, page):
        yield Event(Kind.ADDED, facts.get("add.product", ""), now, _some(facts, "add", ("category",)))
    if not (it.request.navigation and it.head.method == "GET" and 200 <= page.status < 300):
        return
    name = {"page": it.pages[0].name} if it.pages else {}
    detail = {**name, **_some(facts, "product", ("category", "title"))}
    if "product.id" in facts:
        detail["product"] = facts["product.id"]
    yield Event(Kind.SEEN, impersonal(it.request.path), now, detail)
    if facts.get("search.words"):
        yield Event(Kind.SEARCHED, impersonal(facts["search.words"]), now)
    if facts.get("order.number"):
        yield Event(Kind.ORDERED, facts["order.number"], now, _some(facts, "order", ("value", "items")))
    if any(name.startswith("basket.") for name in facts) or _is_basket(it):
        basket = {"items": "0", "value": "0", "coupon": ""} | _some(facts, "basket", ("items", "value", "coupon"))
        yield Event(Kind.BASKET, "", now, basket)


def _is_basket(it: Asked) -> bool:
    """A page that is said to show the basket and shows none of it shows an empty one."""
    return any(topic.pages & it.names for topic in it.site.readings.basket)


def _some(facts: Mapping[str, str], topic: str, names: tuple[str, ...]) -> dict[str, str]:
    return {name: facts[f"{topic}.{name}"] for name in names if f"{topic}.{name}" in facts}


def _taken(add: AddRequest, page: Page) -> bool:
    """A shop may answer 200 and say in JSON that it did not add (shops/README.md)."""
    body = uncoded(page, MAX_ANSWER) if add.refused is not None else b""
    if add.refused is None or not body or isinstance(body, Reason):
        return True
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        return True
    key, refusal = add.refused
    said = answer.get(key) if isinstance(answer, dict) else None
    return (str(said).lower() if isinstance(said, bool) else str(said)) != refusal


def news(happened: tuple[Event, ...], past: Visitor | None) -> tuple[Event, ...]:
    """Return the events worth keeping: a basket that reads as it did before is none."""
    return tuple(event for event in happened if event.kind is not Kind.BASKET or not _same_basket(event, past))


def _same_basket(event: Event, past: Visitor | None) -> bool:
    if past is None:
        return False
    try:
        value = Decimal(event.detail["value"])
    except InvalidOperation:
        return False
    basket = past.basket
    return (str(basket.items), basket.value, basket.coupon) == (event.detail["items"], value, event.detail["coupon"])


def cut(text: str) -> str:
    """Return a fact as it is kept: on one line, and no longer than MAX_TEXT."""
    return " ".join(text.split())[:MAX_TEXT]


def impersonal(text: str) -> str:
    """Return what a person or a link wrote as it is kept: without what names a person."""
    return cut(masked(text))
