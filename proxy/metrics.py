"""The counts that an operator watches, in Prometheus' words; never an address, an id or a path among them."""

from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from rules.bots import KINDS


class Metrics:
    """Counters of this process, or of all workers.

    Workers that are started with PROMETHEUS_MULTIPROC_DIR in their environment count in files of that folder, and
    any of them tells the sums of all (prometheus-client, "Multiprocess Mode"). A worker that takes a dead one's place
    goes on in its files, so counts stay right and the folder stays small.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = self._counter("requests", "Requests by what became of them", "outcome")
        followed = self._counter("followed", "Followed requests by what asks: human, bot, suspect", "kind")
        self.followed = {kind: followed.labels(kind) for kind in KINDS}
        self.decisions = self._counter("decisions", "Verdicts on rules", "rule", "reason")
        self._answered: dict[str, Counter] = {}
        self._decided: dict[tuple[str, str], Counter] = {}
        self.untouched = self._counter("untouched", "Followed answers passed as the shop sent them", "reason")
        self.bodies = self._counter("bodies", "Pages by how their bodies were met: hit, near or miss", "page", "met")
        self.client = self._counter("browser_client", "Pages that our script was meant for, by its fate", "outcome")
        self.beacons = self._counter("beacons", "Beacons of the browser client, by what was answered", "outcome")
        self.moments = self._counter("moments", "Moments of rules that have come on pages in sight", "rule")
        self.proofs = self._counter("proofs", "Plans that went out unproven and were looked at later", "outcome")
        self.faults = self._counter("faults", "Faults of ours, each answered with the shop's own page")
        self.lookup_failures = self._counter("lookup_failures", "Lookups that stayed unknown", "name", "cause")
        self.background = self._counter("background", "Background work by how it ended", "name", "outcome")
        self.rules_stopped = self._counter(
            "rules_stopped", "Rules that were switched off by themselves", "rule", "cause"
        )
        self.rule_off = self._gauge("rule_off", "Workers in which a rule is switched off by itself", "rule")
        self.waiting = self._gauge("background_waiting", "Background work that is begun and not ended", "name")
        self.enabled = self._gauge("personalizing_workers", "Workers that are switched on")
        self.store_up = self._gauge("store_answering_workers", "Workers whose store answers")
        self.store_events = self._counter("store_events", "Events on their way to a shared store", "outcome")
        self.journal_notes = self._counter("journal_notes", "Notes of the journal", "outcome")
        self.code_claims = self._counter("code_claims", "Unique codes that rules wished for, by the outcome", "outcome")
        self.codes = Gauge(
            "devanture_codes",
            "Unique codes of a pool of site.yaml: left, given, expired",
            ("pool", "state"),
            registry=self.registry,
            multiprocess_mode="mostrecent",  # all workers look at one ledger
        )
        self.letters = self._counter(
            "letters", "Letters to webhooks, by receiver and what became of them", "to", "outcome"
        )
        self.letters_waiting = self._latest("letters_waiting", "Letters to webhooks that wait to be taken")
        self.letters_dead = self._latest("letters_dead", "Letters to webhooks that are not sent any more")
        self.store_waiting = self._latest(
            "store_waiting_bytes", "Bytes of the file in which events wait for a shared store, 0 when none does"
        )

    def answered(self, outcome: str) -> None:
        """Count a request; outcomes are few."""
        counter = self._answered.get(outcome)
        if counter is None:
            counter = self._answered[outcome] = self.requests.labels(outcome)
        counter.inc()

    def decided(self, rule: str, reason: str) -> None:
        """Count a verdict. Every page has one for each rule, and finding its counter costs more than counting."""
        counter = self._decided.get((rule, reason))
        if counter is None:
            counter = self._decided[rule, reason] = self.decisions.labels(rule, reason)
        counter.inc()

    def text(self, shared: str = "") -> bytes:
        """Return all counts in Prometheus' text format; `shared` is the folder that workers count in, if they do."""
        if not shared:
            return generate_latest(self.registry)
        everybody = CollectorRegistry()
        MultiProcessCollector(everybody, path=shared)  # type: ignore[no-untyped-call] # theirs has no types
        return generate_latest(everybody)

    def _counter(self, name: str, documentation: str, *labels: str) -> Counter:
        return Counter(f"devanture_{name}", documentation, labels, registry=self.registry)

    def _latest(self, name: str, documentation: str) -> Gauge:
        """Return a number that is the same for all workers, told as the last of them saw it."""
        return Gauge(f"devanture_{name}", documentation, registry=self.registry, multiprocess_mode="mostrecent")

    def _gauge(self, name: str, documentation: str, *labels: str) -> Gauge:
        """Return a number that goes up and down, told as the sum over all workers."""
        return Gauge(f"devanture_{name}", documentation, labels, registry=self.registry, multiprocess_mode="livesum")
