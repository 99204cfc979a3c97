"""Takes once a second what goes up and down: whether we personalize, whether the store answers, and what waits."""

from dataclasses import dataclass, field

from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics
from proxy.pipeline import Pipeline

NOBODY = "0" * 32
"""The id of a visitor who is never recorded, by whom a store is asked whether it answers."""


@dataclass(slots=True)
class Vitals:
    """Of one worker; the numbers of all are added up where they are told."""

    pipeline: Pipeline
    tasks: Tasks
    metrics: Metrics
    _named: set[str] = field(default_factory=set)

    async def look(self) -> None:
        self.metrics.enabled.set(self.pipeline.enabled)
        waiting = self.tasks.waiting()
        self._named |= waiting.keys()
        for name in self._named:
            self.metrics.waiting.labels(name).set(waiting.get(name, 0))

    async def ask(self) -> None:
        """Ask the store as a page does, under the same deadline."""
        gatherer = self.pipeline.gatherer
        past = await gatherer.guard.guarded(gatherer.store.load(NOBODY), gatherer.deadline, "probe")
        self.metrics.store_up.set(past is not None)
