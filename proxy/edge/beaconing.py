"""Takes what the browser client sends: guards first, then the events of a visitor whom we know and who agreed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv6Address, ip_address

from proxy.admission import Refusal
from proxy.beacon import Sent, Told, read, refusal, signals
from proxy.browser_client import BEACON
from proxy.edge.own import Own, text
from proxy.identify import consent_of, recognize
from proxy.kind import kind_of
from proxy.message import Head, Page
from proxy.pipeline import Pipeline
from proxy.preview import previewed
from proxy.quota import Quota
from proxy.ticket import page_of
from rules.watching import Watching

VISITOR_QUOTA = 60
ADDRESS_QUOTA = 600
"""Beacons that are taken in a minute, by each process."""

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
        found = self._guarded(head)
        refused = found if isinstance(found, Refusal) else self._heard(head, *found)
        self.pipeline.metrics.beacons.labels(str(refused.status) if refused else "taken").inc()
        return text(refused.status, refused.words) if refused else _TAKEN

    def _guarded(self, head: Head) -> tuple[Watching, Sent] | Refusal:
        """Return what a request says, by itself alone: who sends it has not been looked up."""
        watching = self.pipeline.rulebook.site.watching if self.pipeline.enabled else None
        if watching is None:
            return _MISSING
        refused = refusal(head)
        if refused is not None:
            return refused
        if not self._addresses.admits(_network(head.address)):
            return _TOO_OFTEN
        sent = read(head.form)
        return sent if isinstance(sent, Refusal) else (watching, sent)

    def _heard(self, head: Head, watching: Watching, sent: Sent) -> Refusal | None:
        """Keep what a known visitor's browser told; nothing here waits, so that the page he asks for next knows it."""
        gatherer, site = self.pipeline.gatherer, self.pipeline.rulebook.site
        keys, secure, now = gatherer.keys, gatherer.secure, gatherer.world.clock()
        known = recognize(keys, head, now, secure=secure)
        if known is None or kind_of(head) == "bot":
            return _STRANGE
        if not consent_of(head, site, now).granted or previewed(keys, head, now, secure=secure) is not None:
            # neither is a fault that a visitor's console should tell
            return None
        given = page_of(keys, known.id, sent.ticket, now)
        if given is None:
            return _STRANGE
        if not self._visitors.admits(known.id):
            return _TOO_OFTEN
        events = signals(sent, Told(given.path, watching.names, now))
        if isinstance(events, Refusal):
            return events
        self.pipeline.recorder.told(known.id, (*events, *site.meanings.of(events)))
        return None


def _network(address: str) -> str:
    """Return what one visitor may have of addresses: of IPv6 a whole /64 (RFC 4291, 2.5.1)."""
    try:
        ip = ip_address(address)
    except ValueError:
        return address
    return ip.packed[:8].hex() if isinstance(ip, IPv6Address) else address
