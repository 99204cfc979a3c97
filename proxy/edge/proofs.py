"""Has plans proved that went out unproven, behind the answers, and withdraws what the verifier is not convinced of."""

import asyncio
import logging
from dataclasses import dataclass

from proxy.html.rewrite import Rewriter
from proxy.metrics import Metrics

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Proofs:
    """The sample of one worker. A proof parses three times, so it has a thread, and pages go on meanwhile."""

    rewriter: Rewriter
    metrics: Metrics

    async def run(self) -> None:
        """Prove what waits now."""
        waiting = self.rewriter.trust.waiting
        while waiting:
            check = waiting.popleft()
            guilty = await asyncio.to_thread(check.guilty)
            self.metrics.proofs.labels("failed" if guilty else "held").inc()
            for rule, (_, why) in guilty.items():
                _log.warning("rule %s is withdrawn from pages of its kind: %s", rule, why)
            self.rewriter.settle(check, guilty)
