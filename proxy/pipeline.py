"""READ THIS FIRST. One request on its way: `begin` starts the lookups, `finish` decides and rewrites.

Every door calls these two. Whatever of ours fails ends in the one `except` of `finish`: the shop's own page is served.
"""

import logging
from asyncio import wait
from dataclasses import dataclass

from proxy.aside import aside
from proxy.exchange import Exchange
from proxy.fuses import Fuses
from proxy.gather import Gatherer
from proxy.message import Head, Page
from proxy.metrics import Metrics
from proxy.personalize import Personalizer
from proxy.record import Recorder
from proxy.track import follows, wants
from rules.rulebook import Rulebook

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Pipeline:
    """The rules in force and what carries them out; a reload swaps `rulebook`, `enabled` False makes a plain proxy."""

    rulebook: Rulebook
    gatherer: Gatherer
    personalizer: Personalizer
    recorder: Recorder
    metrics: Metrics
    fuses: Fuses
    enabled: bool = True

    def begin(self, head: Head) -> Exchange:
        """Start the lookups, which run while the shop answers; nothing here waits."""
        if not (self.enabled and follows(head, self.rulebook.site)):
            return Exchange(head, self.rulebook if self.enabled else Rulebook())
        return Exchange(head, self.rulebook, self.gatherer.start(head, self.rulebook.site))

    def wants(self, exchange: Exchange, page: Page) -> bool:
        """Tell by its head alone whether `finish` needs the body of this answer."""
        rulebook, known = exchange.rulebook, exchange.known
        if exchange.gathering is None or not wants(exchange.head, page, rulebook.site):
            return False
        return known is None or self.personalizer.needs(*known, rulebook)

    async def finish(self, exchange: Exchange, page: Page) -> Page:
        """Wait for the lookups, and return what `finished` does."""
        if exchange.gathering is not None:
            await wait((exchange.gathering,))
        return self.finished(exchange, page)

    def finished(self, exchange: Exchange, page: Page) -> Page:
        """Return the page this visitor gets, the lookups having ended; with nothing to change, `page` itself."""
        try:
            if exchange.gathering is None:
                return aside(exchange.head, exchange.rulebook, page)
            asked, known = exchange.gathering.result()
            facts = self.recorder.heard.onto(known)
            rulebook, outcome = self.fuses.tried(
                exchange.rulebook, facts, lambda book: self.personalizer.outcome(asked, book, facts, page)
            )
            self.recorder.record(exchange.head, rulebook, facts, outcome)
        except Exception:  # noqa: BLE001  # the one place where we fail open (architecture.md)
            _log.exception("served the shop's own page")
            self.metrics.faults.inc()
            return page
        return outcome.page
