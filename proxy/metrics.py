"""The counts that an operator watches, in Prometheus' words; never an address, an id or a path among them."""

from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector


class Metrics:
    """Counters of this process, or of all workers.

    Workers that are started with PROMETHEUS_MULTIPROC_DIR in their environment count in files of that folder, and
    any of them tells the sums of all (prometheus-client, "Multiprocess Mode"). There are only counters here: those
    stay right when a worker dies.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = self._counter("requests", "Requests by what became of them", "outcome")
        self.decisions = self._counter("decisions", "Verdicts on rules", "rule", "reason")
        self.untouched = self._counter("untouched", "Followed answers passed as the shop sent them", "reason")
        self.faults = self._counter("faults", "Faults of ours, each answered with the shop's own page")
        self.lookup_failures = self._counter("lookup_failures", "Lookups that stayed unknown", "name", "cause")
        self.background = self._counter("background", "Background work by how it ended", "name", "outcome")

    def text(self, shared: str = "") -> bytes:
        """Return all counts in Prometheus' text format; `shared` is the folder that workers count in, if they do."""
        if not shared:
            return generate_latest(self.registry)
        everybody = CollectorRegistry()
        MultiProcessCollector(everybody, path=shared)  # type: ignore[no-untyped-call] # theirs has no types
        return generate_latest(everybody)

    def _counter(self, name: str, documentation: str, *labels: str) -> Counter:
        return Counter(f"devanture_{name}", documentation, labels, registry=self.registry)
