"""Writes the record of processing out of the running configuration: what is kept, why, how long, and who gets it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from proxy.beyond import columns
from proxy.chapters import Chapter
from proxy.cookies import PREVIEW, STOPPED, VISITOR
from proxy.identify import LIFE
from proxy.plainly import looks
from proxy.visitor_page import PAGE
from rules.capture import Capture
from rules.privacy import Grain, Saying
from rules.rulebook import Mode, Rule, Rulebook, Site, Status

TITLE = "Record of processing activities"

DAY = 86_400

_BASIS = {
    Mode.CONSENT: "consent (GDPR art. 6(1)(a); ePrivacy art. 5(3)), as the shop's own cookie says on each request",
    Mode.MEASURE: "none needed: nothing about persons is set, read or kept (audience measurement that is exempt)",
    Mode.FULL: "the operator's own, outside of what we can know: mode `full` asks nobody",
}


@dataclass(frozen=True, slots=True)
class Running:
    """How this process runs, as far as it concerns persons; texts are as an operator may read them, "" for none."""

    origin: str
    store: str
    days: int
    prefix: str
    address_bits: int = 24
    access_log: str = ""
    history: int = 0
    journal: str = ""
    spool: str = ""
    traces: str = ""
    geo: str = ""
    weather: str = ""


def record(running: Running, rulebook: Rulebook) -> tuple[Chapter, ...]:
    site = rulebook.site
    return (
        Chapter("Who, and on what ground", tuple(_ground(site))),
        Chapter("What is kept", head=("what", "why", "how long", "where"), rows=tuple(_all_kept(running, rulebook))),
        Chapter("Who gets it", head=("who", "what"), rows=tuple(_recipients(running, site))),
        Chapter("How consent is read", tuple(_consents(site))),
        Chapter(
            "Rules that look at persons",
            ("Each changes parts of the shop's pages.",),
            ("rule", "why", "needs consent for", "looks at"),
            tuple(_looking(rulebook.rules)),
        ),
        Chapter("Rights and safeguards", tuple(_safeguards(running, site))),
    )


def _ground(site: Site) -> Iterator[str]:
    shop = site.public_url or "its public address is not in site.yaml"
    yield f"The shop: {shop}. Its name and contact are the operator's to add."
    yield f"Mode `{site.mode.value}`. Legal ground: {_BASIS[site.mode]}."
    yield "Persons concerned: visitors of the shop. No special categories are meant to be kept."
    if site.privacy.banned:
        yield f"Groups of visitors may not be named {', '.join(site.privacy.banned)}."
    price = "may" if site.privacy.price_by_profile else "may not"
    yield f"Rules {price} change a price by who looks."


def _all_kept(running: Running, rulebook: Rulebook) -> Iterator[tuple[str, ...]]:
    yield from _kept(running, rulebook.site)
    yield from _captured(running, rulebook.rules)


def _kept(running: Running, site: Site) -> Iterator[tuple[str, ...]]:
    months = f"{LIFE // DAY} days from its first setting, never prolonged"
    yield f"cookie `{STOPPED.base}`", "to remember that a visitor told us to stop", months, "the visitor's browser"
    yield f"cookie `{PREVIEW.base}`", "to show staff a page as somebody else", "as the link says", "staff's browsers"
    if site.mode is not Mode.MEASURE:
        yield f"cookie `{VISITOR.base}`", "to know a visitor again", months, "the visitor's browser"
        kept = f"{running.days} days at most, each event by itself"
        why = "so that rules can fit pages to a visitor"
        yield from ((what, why, kept, running.store) for what in _events(site))
        if running.spool:
            yield (
                "the same events, while the store is away",
                "to lose none",
                "until the store takes them",
                running.spool,
            )
        if running.journal:
            why = "reports, training of the scores, replay of decisions"
            yield "a note of each page and event, by the same pseudonym", why, f"{running.days} days", running.journal
    place = (
        "not kept with the visitor" if site.mode is Mode.MEASURE else "kept with a note of the journal, if there is one"
    )
    if running.geo and site.privacy.place is not Grain.NONE:
        yield (
            f"the place, to the {site.privacy.place.value}",
            "for rules that ask where somebody is",
            place,
            running.geo,
        )
    if site.customers is not None:
        yield (
            f"of the shop's own records of customers: {', '.join(sorted(columns(site.asks))) or 'nothing'}",
            "for rules that ask for it, of visitors who agreed",
            f"{site.customers.remember / 60:g} minutes; and with the journal's notes",
            f"memory of each process, out of {site.customers.file or urlsplit(site.customers.url).netloc}",
        )
    if site.codes:
        yield (
            "which of the shop's unique codes a visitor was given",
            "so that nobody gets a second one, or another's",
            f"{running.days} days; then, or after an erasure, the code alone is known as given",
            f"{running.store}, and its ledger of codes",
        )
    if running.access_log:
        cut = f"a line for each request: path without query, network of the address (/{running.address_bits}, IPv6 /48)"
        yield cut, "to run the shop safely", "as the operator rotates it", running.access_log
    if running.history:
        yield (
            f"the last {running.history} requests",
            "to explain a page",
            "until newer ones come",
            "memory of each process",
        )
    yield (
        "counts of rules, requests and faults, of nobody in particular",
        "to run it",
        "as the operator keeps them",
        "metrics",
    )


def _captured(running: Running, rules: Sequence[Rule]) -> Iterator[tuple[str, ...]]:
    """Yield what rules ask visitors to type: addresses have an end of their own, all else is only handed on."""
    for rule in rules:
        for action in rule.do if rule.status is Status.LIVE else ():
            if isinstance(action, Capture):
                what = f"a mail address, typed into a form of “{rule.name or rule.id}”"
                yield what, action.purpose, f"{action.keep / DAY:g} days, then it goes by itself", running.store


def _events(site: Site) -> Iterator[str]:
    read = site.readings
    yield "pages looked at, with product and category; what rules changed for the visitor; visits and their times"
    yield f"how the visitor came: referring site, landing path, and of its query {', '.join(sorted(site.kept_query))}"
    if read.search:
        yield "words searched for in the shop (mail addresses and card numbers masked)"
    if read.basket or read.add:
        yield "the basket's count, value and code; products put into it"
    if read.order:
        yield "numbers, values and times of orders"
    if site.watching is not None:
        yield "what the browser tells of a visit: hovers and clicks on named elements, scrolling, time, leaving"
    yield "what follows of these: interests, scores, stages, tags, choices, points; what was answered when a rule asked"


def _recipients(running: Running, site: Site) -> Iterator[tuple[str, ...]]:
    yield f"the shop itself, {running.origin}", "each request, as the browser sent it, without our cookies"
    yield running.store, "what is kept of visitors, by pseudonyms"
    for pool in site.codes.values():
        if pool.url:
            told = "that somebody wants a code, and a key that is the same when the same visitor's is asked for again"
            yield f"the service of codes, {urlsplit(pool.url).netloc}", told
    if running.traces:
        yield (
            "the operator's collector of traces",
            "times and steps of requests, without cookies, queries and whole addresses",
        )
    if running.weather and "weather" in site.asks:
        yield (
            running.weather,
            "latitude and longitude of regions, to half a degree; nothing of visitors",
        )
    of = site.customers
    if of is not None and of.url:
        who = f"the service of customers' records, {urlsplit(of.url).netloc}"
        yield who, f"the shop's own login ids of visitors who agreed to `{of.purpose}`"
    for webhook in site.webhooks.values():
        told = "what rules tell it of visitors who agreed, and a name for them that it alone knows"
        yield f"the webhook {webhook.name}, {urlsplit(webhook.url).netloc}", told
    yield "nobody else", "no third party is connected to"


def _consents(site: Site) -> Iterator[str]:
    if site.mode is not Mode.CONSENT:
        yield f"Not at all: mode `{site.mode.value}`."
    for cookie in site.cookies:
        for purpose, saying in cookie.purposes.items():
            yield f"`{purpose}`: the cookie `{cookie.name}` {_said(saying)}."
    if site.tcf is not None:
        vendor = f", and vendor {site.tcf.vendor}" if site.tcf.vendor else ""
        for purpose, needed in site.tcf.purposes.items():
            numbers = ", ".join(map(str, sorted(needed)))
            yield f"`{purpose}`: the TC string in `{site.tcf.name}` consents to purposes {numbers}{vendor}."
    signals = "`Sec-GPC: 1` and `DNT: 1` are" if site.privacy.do_not_track else "`Sec-GPC: 1` is"
    yield f"{signals} a no to all of it, and so is a visitor's word on our own page."


def _said(saying: Saying) -> str:
    at = f" at `{saying.at}`" if saying.at else ""
    if saying.equals is not None:
        return f"is `{saying.equals}`{at}"
    if saying.has:
        return f"holds `{saying.has}`{at}"
    return f"says yes{at}" if saying.at else "is there"


def _looking(rules: Sequence[Rule]) -> Iterator[tuple[str, ...]]:
    for rule in rules:
        found = looks(rule)
        if found and rule.status is Status.LIVE:
            yield rule.name or rule.id, rule.why, ", ".join(sorted(rule.purposes)) or "nothing", "; ".join(found)


def _safeguards(running: Running, site: Site) -> Iterator[str]:
    yield f"Access, a copy, removal and stopping: by the visitor at `{running.prefix}{PAGE}`."
    yield "The same by the operator: `devanture visitor show`, `export` and `erase`, or on the admin port."
    yield "Withdrawing consent removes the cookie and the record with the next request."
    yield "In store, journal and logs a visitor is a keyed hash of the cookie; the key that signs cookies rotates."
    yield (
        "Network addresses are cut before they are written; key strokes, whole query strings and form fields are never"
        " kept, but for a mail address as told above."
    )
    if site.public_url.startswith("https:"):
        yield "Our cookies are `__Host-`, `Secure`, `HttpOnly` and `SameSite=Lax`."
    else:
        yield "Our cookies are `HttpOnly` and `SameSite=Lax`."
