"""Takes what the browser client sends: guards first, then the events of a visitor whom we know and who agreed."""

import json
from asyncio import create_task
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address

from proxy.admission import Refusal
from proxy.anew import told as told_anew
from proxy.beacon import UNREADABLE, Answered, Sent, happened, read, refusal
from proxy.believed import Believed
from proxy.browser_client import BEACON
from proxy.edge.own import Own, text
from proxy.identify import consent_of, recognize
from proxy.kind import kind_of
from proxy.message import Head, Page
from proxy.pipeline import Pipeline
from proxy.preview import previewed
from proxy.quota import Quota
from proxy.ticket import page_of
from rules.decision import Post
from rules.hearing import Heard, UnheardError
from rules.rulebook import Rulebook, Status
from scoring.event import Event, Kind

VISITOR_QUOTA = 60
ADDRESS_QUOTA = 600
"""Beacons that are taken in a minute, by each process."""

PATIENCE = 2.0
"""Seconds that a page may wait for what is new; each lookup has its own deadline."""

_OUTCOMES = {204: "taken", 200: "answered"}

_TAKEN = Page(204, ((b"Cache-Control", b"no-store"),), "No Content", b"")
_MISSING = Refusal(404, "nothing is here")
_STRANGE = Refusal(403, "this page or its visitor is not known here")
_TOO_OFTEN = Refusal(429, "that is too often")


@dataclass(slots=True)
class Beacons:
    """The end-point of one process; `clock` gives monotonic seconds. Nothing is written before all guards passed."""

    pipeline: Pipeline
    clock: Callable[[], float]
    _visitors: Quota = field(init=False)
    _addresses: Quota = field(init=False)

    def __post_init__(self) -> None:
        self._visitors, self._addresses = Quota(VISITOR_QUOTA, self.clock), Quota(ADDRESS_QUOTA, self.clock)

    def table(self) -> Mapping[str, Own]:
        return {BEACON: self.answer}

    async def answer(self, head: Head) -> Page:
        page = await self._answered(head)
        outcome = _OUTCOMES.get(page.status, str(page.status)) if isinstance(page, Page) else str(page.status)
        self.pipeline.metrics.beacons.labels(outcome).inc()
        return text(page.status, page.words) if isinstance(page, Refusal) else page

    async def _answered(self, head: Head) -> Page | Refusal:
        sent = self._guarded(head)
        beacon = sent if isinstance(sent, Refusal) else self._believed(head, sent)
        if beacon is None:
            return _TAKEN
        if isinstance(beacon, Refusal):
            return beacon
        refused = await self._heard(beacon)
        if refused is not None or not beacon.sent.asks:
            return refused or _TAKEN
        # a task of its own comes behind the one that writes, and a store tells what it was asked to record before
        new = create_task(told_anew(self.pipeline, beacon.asked, beacon.given, beacon.sent.has))
        found = await self.pipeline.gatherer.guard.guarded(new, PATIENCE, "answer")
        return _answer(found) if found else _TAKEN

    def _guarded(self, head: Head) -> Sent | Refusal:
        """Return what a request says, by itself alone: who sends it has not been looked up."""
        if not self.pipeline.enabled or not _may_be_told(self.pipeline.rulebook):
            return _MISSING
        refused = refusal(head)
        if refused is not None:
            return refused
        return read(head.form) if self._addresses.admits(_network(head.address)) else _TOO_OFTEN

    def _believed(self, head: Head, sent: Sent) -> Believed | Refusal | None:
        """Return who says it and of which page, None where nothing is to be kept of him."""
        gatherer, rulebook = self.pipeline.gatherer, self.pipeline.rulebook
        keys, secure, now = gatherer.keys, gatherer.secure, gatherer.world.clock()
        known = recognize(keys, head, now, secure=secure)
        if known is None or kind_of(head) == "bot":
            return _STRANGE
        consent = consent_of(head, rulebook.site, now)
        if not consent.granted or previewed(keys, head, now, secure=secure) is not None:
            # neither is a fault that a visitor's console should tell
            return None
        given = page_of(keys, known.id, sent.ticket, now)
        if given is None:
            return _STRANGE
        if not self._visitors.admits(known.id):
            return _TOO_OFTEN
        return Believed(head, known.id, now, consent, sent, given, rulebook)

    async def _heard(self, beacon: Believed) -> Refusal | None:
        """Keep what a known visitor's browser told.

        Nothing here waits, so that the page he asks for next knows it; only what is answered to a rule waits for what
        the store knows.
        """
        told = happened(beacon.sent, beacon.page)
        if isinstance(told, Refusal):
            return told
        asks = beacon.needs_past(told)
        visitor = await self.pipeline.gatherer.past(beacon.who, beacon.now) if asks else None
        try:
            heard = beacon.heard(told, visitor)
        except UnheardError:
            return UNREADABLE
        self._keep(beacon, zip(told, heard, strict=True))
        return None

    def _keep(self, beacon: Believed, told: Iterable[tuple[Event | Answered, Heard]]) -> None:
        """Keep what is new; what this page told before, and counts once, leaves nothing again and is told nobody."""
        recorder, events, posts = self.pipeline.recorder, list[Event](), list[tuple[str, Post]]()
        for each, heard in told:
            fresh = recorder.in_sight.news(beacon.who, beacon.given, heard.events)
            if len(fresh) == len(heard.events):
                events += fresh
                rule = each.rule.id if isinstance(each, Answered) else each.subject
                posts += [(rule, post) for post in heard.posts]
        for event in events:
            if event.kind is Kind.SHOWN:
                self.pipeline.metrics.moments.labels(event.subject).inc()
        if events:
            recorder.told(beacon.who, (*events, *beacon.rulebook.site.meanings.of(events)), posts)


def _may_be_told(rulebook: Rulebook) -> bool:
    """Tell whether any page could bear our script: the site asks for signals, or a live rule changes pages."""
    return rulebook.site.watching is not None or any(
        rule.touches and rule.status is Status.LIVE for rule in rulebook.rules
    )


def _answer(new: Mapping[str, object]) -> Page:
    fields = (
        (b"Content-Type", b"application/json"),
        (b"Cache-Control", b"no-store"),
        (b"X-Content-Type-Options", b"nosniff"),
    )
    return Page(200, fields, "OK", json.dumps(new, separators=(",", ":")).encode())


def _network(address: str) -> str:
    """Return what one visitor may have of addresses: of IPv6 a whole /64 (RFC 4291, 2.5.1)."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    return ip.packed[:8].hex() if isinstance(ip, IPv6Address) else address
