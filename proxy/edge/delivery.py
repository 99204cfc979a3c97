"""Sends what waits in the outbox: each letter by one worker at a time, again and again until it was taken."""

import asyncio
import logging
import random
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from proxy.edge.tasks import Tasks
from proxy.metrics import Metrics
from proxy.seldom import Seldom
from proxy.sending import LATE, Secret, body_of, headers, wait, wished
from proxy.stores.outbox.letter import Letter, Outbox
from proxy.stores.secrets import SecretsError, read_secret
from rules.webhook import Webhook

LOOK = 0.25
"""Seconds between two looks for letters that are due."""

AT_ONCE = 16
"""Letters that one worker sends to one receiver at the same time."""

MARGIN = 5.0
"""Seconds beyond the time that an answer may take, for which a letter is nobody else's."""

STOPPED = 3600.0
"""Seconds for which a receiver is left alone that said 410: it wants no more of them (Standard Webhooks)."""

TIDY = 60.0
"""Seconds between two looks for letters that nobody takes."""

_GONE = 410
_LONGEST_REST = 60.0

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a receiver said: `status` is 0 where it said nothing, and `why` tells what happened."""

    status: int
    why: str
    wish: float | None = None

    @property
    def good(self) -> bool:
        return 200 <= self.status < 300


@dataclass(slots=True)
class _Rest:
    """A receiver that failed is sent one letter at a time, after a pause that doubles with each failure."""

    until: float = 0.0
    pause: float = 0.0


@dataclass(slots=True)
class Delivery:
    """`webhooks` gives those of the site in force; `secrets` is the folder of what we share with them."""

    outbox: Outbox
    secrets: Path
    tasks: Tasks
    metrics: Metrics
    clock: Callable[[], float]
    webhooks: Callable[[], Mapping[str, Webhook]]
    chance: Callable[[], float] = random.random
    _pool: aiohttp.ClientSession | None = field(default=None, init=False)
    _going: Counter[str] = field(default_factory=Counter, init=False)
    _rests: dict[str, _Rest] = field(default_factory=dict, init=False)
    _seldom: Seldom = field(init=False)

    def __post_init__(self) -> None:
        self._seldom = Seldom(self.clock)

    async def look(self) -> None:
        """Begin to send what is due."""
        for webhook in self.webhooks().values():
            room = self._room(webhook.name)
            if room:
                await self._begin(webhook, room)

    async def tidy(self) -> None:
        """Give up what nobody took for too long, and tell how much waits."""
        if not self.webhooks():
            return
        buried = await self.outbox.bury_older(self.clock() - LATE)
        if buried:
            _log.error("%d letters to webhooks are given up: nobody took them within %d days", buried, LATE // 86_400)
        sizes = await self.outbox.sizes()
        self.metrics.letters_waiting.set(sizes.waiting)
        self.metrics.letters_dead.set(sizes.dead)

    async def close(self) -> None:
        if self._pool is not None:
            await self._pool.close()

    def _room(self, name: str) -> int:
        rest = self._rests.get(name)
        if rest is None:
            return AT_ONCE - self._going[name]
        return 1 if self.clock() >= rest.until and not self._going[name] else 0

    async def _begin(self, webhook: Webhook, room: int) -> None:
        now = self.clock()
        for letter in await self.outbox.take(webhook.name, now, now + webhook.timeout + MARGIN, room):
            self._going[webhook.name] += 1
            self.tasks.start(self._deliver(webhook, letter), "send a webhook")

    async def _deliver(self, webhook: Webhook, letter: Letter) -> None:
        try:
            await self._settle(letter, await self._sent(webhook, letter))
        finally:
            self._going[webhook.name] -= 1

    async def _settle(self, letter: Letter, answer: Answer) -> None:
        outcome = "sent" if answer.good else "failed"
        self.metrics.letters.labels(letter.to, outcome).inc()
        if answer.good:
            self._rests.pop(letter.to, None)
            await self.outbox.done(letter)
        elif answer.status == _GONE:
            self._rests[letter.to] = _Rest(self.clock() + STOPPED)
            await self._bury(letter, answer.why)
        else:
            self._tire(letter.to, answer)
            await self._put_back(letter, answer)

    async def _put_back(self, letter: Letter, answer: Answer) -> None:
        now = self.clock()
        again = now + max(wait(letter.tries, self.chance()), answer.wish or 0.0)
        if again > letter.at + LATE:
            await self._bury(letter, answer.why)
            return
        if self._seldom.allows(letter.to):
            _log.warning("webhook %s did not take a letter (try %d): %s", letter.to, letter.tries, answer.why)
        await self.outbox.again(letter, again)

    async def _bury(self, letter: Letter, why: str) -> None:
        self.metrics.letters.labels(letter.to, "buried").inc()
        _log.error("letter %s to webhook %s is not sent any more: %s", letter.id, letter.to, why)
        await self.outbox.bury(letter, why)

    def _tire(self, name: str, answer: Answer) -> None:
        rest, now = self._rests.setdefault(name, _Rest()), self.clock()
        if now >= rest.until:  # those that were on their way together count as one
            rest.pause = min(2 * rest.pause or LOOK, _LONGEST_REST)
        rest.until = max(rest.until, now + max(rest.pause, answer.wish or 0.0))

    async def _sent(self, webhook: Webhook, letter: Letter) -> Answer:
        try:
            secret = await asyncio.to_thread(read_secret, self.secrets, webhook.name)
            return await self._answer(webhook, letter, secret)
        except SecretsError as error:
            return Answer(0, str(error))
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            # the text of some errors names the address with its query, which may hold a key
            return Answer(0, type(error).__name__)

    async def _answer(self, webhook: Webhook, letter: Letter, secret: Secret) -> Answer:
        if self._pool is None:
            self._pool = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), trust_env=False)
        body, now = body_of(letter, webhook.shape), self.clock()
        asked = self._pool.post(
            webhook.url,
            data=body,
            headers=headers(letter, body, secret, now),
            allow_redirects=False,
            timeout=aiohttp.ClientTimeout(total=webhook.timeout),
        )
        # what it says beyond the status is of no use to us, so it is not waited for
        async with asked as answer:
            return Answer(
                answer.status, f"status {answer.status}", wished(answer.headers.get("Retry-After", ""), self.clock())
            )
