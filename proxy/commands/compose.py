"""Puts the parts together: the one place that knows which class stands behind which name."""

import asyncio
import os
import ssl
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import TextIO
from urllib.parse import urlsplit

from proxy.beyond import Lookups, Sky
from proxy.browser_client import BEACON, Client
from proxy.codes import Codes
from proxy.commands.outgoing import Office, Outgoing, outgoing
from proxy.commands.running import running_of
from proxy.edge.access import AccessLog
from proxy.edge.admin import Admin
from proxy.edge.beaconing import Beacons
from proxy.edge.connection import Answering
from proxy.edge.crowd import Crowd
from proxy.edge.direct.outlet import Limits, Outlet
from proxy.edge.direct.passage import Direct
from proxy.edge.direct.shop import Shop
from proxy.edge.gpc import GPC, honours
from proxy.edge.origin import Origin, Patience
from proxy.edge.own import STATIC, OwnPages
from proxy.edge.pool import Pool, Reach
from proxy.edge.previewing import Previewing
from proxy.edge.proofs import Proofs
from proxy.edge.script import script
from proxy.edge.server import Door
from proxy.edge.tasks import Tasks
from proxy.edge.token import read_token
from proxy.edge.visiting import Visiting
from proxy.edge.vitals import Vitals
from proxy.edge.watch import OffSwitch, Watch
from proxy.fuses import Fuses, Rating
from proxy.gather import Gatherer, World
from proxy.history import History
from proxy.hosts import Hosts
from proxy.html.trust import Trust
from proxy.journal import Journal
from proxy.metrics import Metrics
from proxy.personalize import Personalizer
from proxy.pipeline import Pipeline
from proxy.providers.codefile import CodeFiles
from proxy.providers.crm import Customers
from proxy.providers.geo import Geo
from proxy.providers.guard import Guard
from proxy.providers.weather import Forecasts
from proxy.providers.web import Web
from proxy.record import Recorder
from proxy.settings import Settings, SettingsError
from proxy.store_url import redis_url
from proxy.stores import Means, RedisStore, Store, Waits, open_store
from proxy.stores.journal.days import Days
from proxy.stores.journal.files import FileJournal
from proxy.stores.journal.stream import StreamJournal
from proxy.stores.keys import read_keys
from proxy.stores.ledger import LedgerAt
from proxy.stores.steady import Steady
from proxy.ticket import issued
from rules.context import Place
from rules.language.codetext import LONGEST_WAIT
from rules.rulebook import Rulebook

DAY = 86_400.0
_GEO_PAUSE = 10.0
_SWITCH_PAUSE = 0.5
_KEYS_PAUSE = 2.0
_VITALS_PAUSE = 1.0
_PROBE_PAUSE = 5.0
ANSWER = 5.0
"""Seconds that a service may take to answer; a page waits for `lookup_deadline` at most."""
_ERASED_PAUSE = 30.0
_CODES_PAUSE = 10.0


@dataclass(slots=True)
class Parts:
    """One worker's parts, put together and not yet running."""

    settings: Settings
    door: Door
    admin: Admin
    watch: Watch
    tasks: Tasks
    store: Store
    pipeline: Pipeline
    geo: Geo | None
    answer: Answering
    outgoing: Outgoing
    direct: Direct | None = None
    closing: Callable[[], None] | None = None

    async def begin(self) -> None:
        """Load the rules and start what goes on in the background.

        A site with errors does not keep the shop closed: it passes as it is until the rules are mended.
        """
        await self.watch.reload()
        await self.admin.switch.look()
        self.tasks.every(1.0, self.watch.run, "watch the rules")
        self.tasks.every(_SWITCH_PAUSE, self.admin.switch.look, "look at the off switch")
        self.tasks.every(_KEYS_PAUSE, self._read_keys, "read the keys")
        proofs = Proofs(self.pipeline.personalizer.rewriter, self.pipeline.metrics)
        self.tasks.every(1.0, proofs.run, "prove plans")
        self.tasks.every(_ERASED_PAUSE, self.pipeline.recorder.forget_erased, "forget whom others erased")
        vitals = Vitals(self.pipeline, self.tasks, self.pipeline.metrics)
        self.tasks.every(_VITALS_PAUSE, vitals.look, "take the vitals")
        self.tasks.every(_PROBE_PAUSE, vitals.ask, "ask the store")
        self.tasks.every(_CODES_PAUSE, self._count_codes, "count the codes")
        self.outgoing.begin(self.tasks)
        if self.geo is not None:
            geo = self.geo
            self.tasks.every(_GEO_PAUSE, lambda: asyncio.to_thread(geo.refresh), "refresh the places")

    async def end(self) -> None:
        await self.tasks.stop(self.settings.drain_timeout / 3)
        self.door.origin.close()
        if self.direct is not None:
            self.direct.shop.close()
        await self.outgoing.close()
        await self.store.close()
        if self.pipeline.recorder.journal is not None:
            await self.pipeline.recorder.journal.close()
        if self.pipeline.recorder.codes is not None:
            await self.pipeline.recorder.codes.close()
        if self.pipeline.gatherer.lookups is not None:
            await self.pipeline.gatherer.lookups.close()
        self.door.access.close()
        if self.closing is not None:
            await asyncio.to_thread(self.closing)

    async def _count_codes(self) -> None:
        pools = self.pipeline.rulebook.site.codes
        if pools and self.pipeline.recorder.codes is not None:
            await self.pipeline.recorder.codes.look(pools)

    async def _read_keys(self) -> None:
        self.pipeline.gatherer.keys = await asyncio.to_thread(read_keys, self.settings.keys_file)


def compose(settings: Settings) -> Parts:
    """Return the parts that the settings ask for, inside a running loop.

    Raise StoreError, KeysError, TokenError or SettingsError, each saying what to do.
    """
    metrics, history = Metrics(), History(settings.history)
    made(settings.data_folder)
    tasks = Tasks(metrics)
    store = opened_store(settings, tasks, metrics)
    geo = Geo(settings.geo) if settings.geo else None
    secure = settings.public_url.startswith("https:")
    world = World(time.time, os.urandom, geo.place if geo else _nowhere)
    keys = read_keys(settings.keys_file)
    guard, forecasts = Guard(metrics), _forecasts(settings, metrics)
    sky = Sky(geo.spot, forecasts) if geo and forecasts else None
    customers = Customers(settings.site, Web(ANSWER), guard, time.monotonic, settings.crm_token)
    lookups = Lookups(guard, settings.lookup_deadline, sky, customers)
    gatherer = Gatherer(store, keys, guard, world, settings.lookup_deadline, secure, lookups)
    hosts = Hosts(settings.origin_host, settings.public_url) if settings.origin_host else None
    personalizer = Personalizer.of(settings.page_limit, settings.prefix, hosts, settings.plan_memory)
    personalizer.rewriter.trust = Trust(settings.verify_first, settings.verify_share)
    fuses = Fuses(metrics, Rating(settings.rule_errors, settings.rule_misses, settings.rule_pause), time.monotonic)
    recorder = Recorder(store, tasks, metrics, history, opened_journal(settings, tasks, metrics))
    recorder.logins = lookups.logins
    recorder.codes = codes = _codes(settings, tasks, metrics)
    gatherer.empty = codes.empty
    pipeline = Pipeline(Rulebook(), gatherer, personalizer, recorder, metrics, fuses)
    office = Office(settings.store_url, settings.data_folder, settings.secrets_folder)
    watch = Watch(settings.site, settings.data_folder, pipeline)
    switch = OffSwitch(settings.off_file, pipeline)
    admin = Admin(pipeline, store, history, watch, switch, read_token(settings.token_file))
    if isinstance(store, RedisStore):
        admin.trouble = store.trouble
    admin.host, admin.counts, admin.running = settings.admin.host, settings.shared_counts, running_of(settings)
    if settings.journal_folder is not None:
        admin.days = Days(settings.journal_folder)
    previewing = Previewing(lambda: gatherer.keys, time.time, secure)
    client, beacons = script(), Beacons(pipeline, time.monotonic)
    visiting = Visiting(pipeline, settings.prefix, settings.keep_days)
    personalizer.client = Client(settings.prefix + client.name, settings.prefix + BEACON)
    personalizer.ticket = lambda who, path, now: issued(gatherer.keys, who, path, now)
    tables = (STATIC, previewing.table(), client.table(), beacons.table(), visiting.table())
    elsewhere = {GPC: honours(settings.gpc_since)} if settings.gpc_since else {}
    own = OwnPages(settings.prefix, dict(chain.from_iterable(table.items() for table in tables)), elsewhere)
    crowd = Crowd(settings.connections, settings.connections_per_address)
    lines = AccessLog(_lines(settings.access_log), settings.address_bits)
    reach = _reach(settings)
    origin = Origin(reach, _patience(settings))
    door = Door(settings, pipeline, origin, own, lines, crowd)
    parts = Parts(settings, door, admin, watch, tasks, store, pipeline, geo, door, outgoing(office, pipeline, tasks))
    if settings.http == "direct":
        limits = Limits(settings.field_limit, settings.head_fields)
        parts.direct = Direct(door, Shop(Pool(reach, lambda: Outlet(limits)), origin))
    return parts if settings.traces == "off" else _traced(parts)


def _traced(parts: Parts) -> Parts:
    """Put spans around the parts, where aiohttp reads all requests; with traces off, none of this is imported."""
    try:
        from proxy.edge.tracing import Tracing, provider_of  # noqa: PLC0415  # an extra that may not be there
    except ImportError as error:
        problem = f'traces: needs packages that are not installed ({error.name}): pip install "devanture[otel]"'
        raise SettingsError((problem,)) from error
    tracing = Tracing(provider_of(parts.settings.traces), parts.settings.trusted_hops)
    gatherer, personalizer, door = parts.pipeline.gatherer, parts.pipeline.personalizer, parts.door
    gatherer.store = tracing.store(gatherer.store)
    gatherer.world = replace(gatherer.world, place=tracing.around("geo", gatherer.world.place))
    personalizer.decide = tracing.around("decide", personalizer.decide)
    personalizer.rewrite = tracing.around("rewrite", personalizer.rewrite)
    door.origin, door.access = tracing.origin(door.origin), tracing.lines(door.access)
    return replace(parts, answer=tracing.answering(door), direct=None, closing=tracing.close)


def opened_store(settings: Settings, tasks: Tasks, metrics: Metrics) -> Store:
    """Open the store that the settings name; raise StoreError when that cannot be."""
    return open_store(settings.store_url, settings.keep_days * DAY, _means(settings, tasks, metrics))


def place_of_ledger(settings: Settings, tasks: Tasks, metrics: Metrics) -> LedgerAt:
    """Return where the ledger of codes is: beside the visitors."""
    return LedgerAt(settings.store_url, _means(settings, tasks, metrics), settings.keep_days * DAY)


def _codes(settings: Settings, tasks: Tasks, metrics: Metrics) -> Codes:
    place, files = place_of_ledger(settings, tasks, metrics), CodeFiles(settings.site, time.time)
    return Codes(place, files, Web(LONGEST_WAIT), metrics, time.time, time.monotonic, settings.codes_token)


def opened_journal(settings: Settings, tasks: Tasks, metrics: Metrics) -> Journal | None:
    """Open the journal that the settings name, inside a running loop; raise StoreError when that cannot be."""
    keep = settings.keep_days * DAY
    if settings.journal_streams:
        means = _means(settings, tasks, metrics)
        return StreamJournal(redis_url(settings.store_url), means, keep, Steady())
    if settings.journal_folder is None:
        return None
    journal = FileJournal(Days(settings.journal_folder), metrics, keep, Steady())
    journal.start(tasks)
    return journal


def _means(settings: Settings, tasks: Tasks, metrics: Metrics) -> Means:
    waits = Waits(settings.lookup_deadline, settings.store_timeout)
    return Means(settings.data_folder, tasks, metrics, waits, settings.spool_limit)


def _forecasts(settings: Settings, metrics: Metrics) -> Forecasts | None:
    if not settings.weather:
        return None
    return Forecasts(settings.weather, settings.weather_key, Web(ANSWER), Guard(metrics), time.monotonic)


def _reach(settings: Settings) -> Reach:
    shop = urlsplit(settings.upstream)
    secure = shop.scheme == "https"
    return Reach(
        host=shop.hostname or "",
        port=shop.port or (443 if secure else 80),
        tls=_tls(settings.upstream_ca) if secure else None,
        name=settings.upstream_name,
        connect_timeout=settings.connect_timeout,
        keepalive=settings.upstream_keepalive,
    )


def _patience(settings: Settings) -> Patience:
    return Patience(settings.first_byte_timeout, settings.progress_timeout, settings.field_limit, settings.head_fields)


def _tls(authority: Path | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=authority)
    except (ssl.SSLError, OSError) as error:
        raise SettingsError((f'upstream_ca: "{authority}": must be certificates in PEM: {error}',)) from error


def _lines(where: str) -> TextIO | None:
    if where == "off":
        return None
    if where == "-":
        return sys.stdout
    try:
        return Path(where).open("a", buffering=1, encoding="ascii")
    except OSError as error:
        raise SettingsError((f'access_log: "{where}": must be -, off or a file we can write: {error}',)) from error


def made(folder: Path) -> None:
    """Make the folder of what we keep; raise SettingsError when it cannot be."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        problem = f"data: {folder} cannot be made: {error.strerror}; set data to a folder that can be written"
        raise SettingsError((problem,)) from error


def _nowhere(_address: str) -> Place:
    return Place()
