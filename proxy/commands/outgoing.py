"""Puts together what tells other systems: the outbox of the store, its letters, and who sends them."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from proxy.edge.delivery import LOOK, TIDY, Delivery
from proxy.edge.tasks import Tasks
from proxy.letters import Letters
from proxy.metrics import Metrics
from proxy.pipeline import Pipeline
from proxy.rounds import LOOK as ROUND
from proxy.rounds import Rounds
from proxy.store_url import is_redis, redis_url
from proxy.stores.journal.stream import routes_of
from proxy.stores.outbox.agenda import Agenda, EitherAgenda, FileAgenda, RedisAgenda
from proxy.stores.outbox.either import EitherOutbox
from proxy.stores.outbox.file import FileOutbox
from proxy.stores.outbox.letter import Outbox
from proxy.stores.outbox.redis import RedisOutbox
from proxy.stores.outbox.sheet import Sheet
from proxy.stores.redis.link import Waits
from proxy.stores.redis.routes import Routes
from rules.rulebook import Rulebook

PATIENCE = Waits(0.25, 2.0)
"""Seconds for a shared outbox: nobody waits for it but we ourselves."""


OFF = Rulebook()
"""No rules: we are switched off."""


@dataclass(frozen=True, slots=True)
class Office:
    """Where letters and the agenda are: in a file of the data folder, in memory, or in Redis with that behind it."""

    store: str
    data: Path
    secrets: Path


@dataclass(slots=True)
class Outgoing:
    """One worker's part in telling other systems; nothing is opened while the site names no webhook."""

    pipeline: Pipeline
    letters: Letters
    delivery: Delivery
    rounds: Rounds
    sheet: Sheet
    routes: Routes | None

    def begin(self, tasks: Tasks) -> None:
        if self.routes is not None:
            tasks.every(LOOK, self._reach, "reach the outbox")
        tasks.every(LOOK, self.delivery.look, "look for letters")
        tasks.every(ROUND, self.rounds.look, "look at who is away")
        tasks.every(TIDY, self.delivery.tidy, "tidy the outbox")

    async def close(self) -> None:
        await self.delivery.close()
        if self.routes is not None:
            self.routes.close()
        await self.sheet.close()

    async def _reach(self) -> None:
        if self.routes is not None and self.pipeline.rulebook.site.webhooks:
            await self.routes.run()


async def forget_letters(office: Office, who: str) -> None:
    """Take back what waits about a visitor, beside running workers; raise StoreError when that cannot be."""
    sheet, routes, tasks = _sheet(office), _routes(office), Tasks(Metrics())
    try:
        await FileOutbox(sheet).forget(who)
        if routes is not None:
            tasks.every(LOOK, routes.run, "reach the outbox")
            await routes.tried()
            await RedisOutbox(routes).forget(who)
    finally:
        await tasks.stop(1.0)
        if routes is not None:
            routes.close()
        await sheet.close()


def outgoing(office: Office, pipeline: Pipeline, tasks: Tasks, clock: Callable[[], float] = time.time) -> Outgoing:
    """Return the parts, inside a running loop; the recorder of the pipeline writes letters from now on."""
    sheet, routes = _sheet(office), _routes(office)
    outbox: Outbox = FileOutbox(sheet)
    agenda: Agenda = FileAgenda(sheet)
    if routes is not None:
        outbox, agenda = EitherOutbox(RedisOutbox(routes), outbox), EitherAgenda(RedisAgenda(routes), agenda)
    metrics = pipeline.metrics
    letters = Letters(pipeline.recorder.store, outbox, agenda, metrics, lambda: pipeline.gatherer.keys)
    rounds = Rounds(lambda: pipeline.rulebook if pipeline.enabled else OFF, letters, clock, pipeline.recorder.journal)
    pipeline.recorder.letters, pipeline.recorder.rounds = letters, rounds
    delivery = Delivery(outbox, office.secrets, tasks, metrics, clock, lambda: pipeline.rulebook.site.webhooks)
    return Outgoing(pipeline, letters, delivery, rounds, sheet, routes)


def _sheet(office: Office) -> Sheet:
    return Sheet(None if office.store == "memory:" else office.data / "outbox.sqlite")


def _routes(office: Office) -> Routes | None:
    return routes_of(redis_url(office.store), PATIENCE) if is_redis(office.store) else None
