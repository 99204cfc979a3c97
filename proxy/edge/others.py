"""Asks the doors of the other workers, for the one that operators come to."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

import aiohttp

_log = logging.getLogger(__name__)

PATIENCE = 5.0
"""Seconds for an answer: a dead worker's door is answered by who takes its place, a few seconds later."""


@dataclass(frozen=True, slots=True)
class Answered:
    """What one worker said; `status` is 0 when it said nothing in time."""

    worker: int
    status: int = 0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Others:
    """The workers from the second on, by the ports of their doors on 127.0.0.1; none where one works alone."""

    ports: Sequence[int] = ()
    token: str = ""

    async def asked(self, method: str, target: str) -> Sequence[Answered]:
        """Ask all of them the same, at once."""
        if not self.ports:
            return ()
        wait = aiohttp.ClientTimeout(PATIENCE)
        headers = {"Authorization": f"Bearer {self.token}"}
        async with aiohttp.ClientSession(timeout=wait, headers=headers) as client:
            each = (self._one(client, method, target, worker) for worker in range(1, len(self.ports) + 1))
            return await asyncio.gather(*each)

    async def _one(self, client: aiohttp.ClientSession, method: str, target: str, worker: int) -> Answered:
        url = f"http://127.0.0.1:{self.ports[worker - 1]}{target}"
        try:
            async with client.request(method, url) as answer:
                return Answered(worker, answer.status, await answer.text())
        except (aiohttp.ClientError, TimeoutError) as error:
            _log.warning("worker %d did not answer: %r", worker, error)
            return Answered(worker)
