"""What shoppers notice when the Redis behind two workers fails, whatever befalls it: nothing but plainer pages.

Through each fault three of them walk the demo shop. Every page has to be whole, and in the end each of them is known
by just what each of them saw, once and in order. With DEVANTURE_PAUSE=30 each fault lasts as many seconds.
"""

import asyncio
import csv
import json
import os
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError

import pytest

from proxy.stores.keys import rotate_keys
from proxy.stores.redis.cluster import slot_of
from tests.support.devanture import Devanture, running_devanture, started_devanture, visitor_of
from tests.support.door import Heard, heard, request, until
from tests.support.redis import (
    Redis,
    full,
    killed,
    move_slot,
    need_redis,
    paused,
    running_cluster,
    running_guarded_cluster,
    running_redis,
    running_sentinels,
    takes_over,
)
from tests.support.shop import SITE
from tests.support.tree import ROOT

LASTING = float(os.environ.get("DEVANTURE_PAUSE", "1.5"))
PEOPLE = 3
WORKERS: dict[str, object] = {"workers": 2, "store_timeout": 0.5}

Fault = Callable[[Redis], AbstractContextManager[None]]


def products() -> Sequence[str]:
    with (ROOT / "examples" / "shop" / "products.csv").open(encoding="utf-8") as file:
        return [row["link"] for row in csv.DictReader(file)]


@dataclass(slots=True)
class Shopper:
    """Somebody who agreed to be known, and everything that was looked at."""

    devanture: Devanture
    cookie: str = ""
    saw: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    async def looks_at(self, path: str) -> Heard:
        ours = f"; dv={self.cookie}" if self.cookie else ""
        page = await heard(self.devanture.port, request(path, f"Cookie: cookie_ok=1{ours}"))
        set_here = [line for line in page.field("Set-Cookie") if line.startswith("dv=")]
        self.cookie = set_here[0].partition(";")[0].removeprefix("dv=") if set_here else self.cookie
        self.saw.append(path)
        if page.status != 200 or not page.whole or b"</html>" not in page.body.lower():
            self.broken.append(f"{path}: {page.status}, {len(page.body)} bytes")
        return page

    async def walks(self, paths: Sequence[str], enough: asyncio.Event) -> None:
        while not enough.is_set():
            await self.looks_at(paths[len(self.saw) % len(paths)])
            # a visitor keeps 200 events, and all of them are compared
            await asyncio.sleep(0.05 + LASTING / 30)

    async def known(self) -> list[str]:
        """Return what is known of this shopper, [] also while that cannot be told."""
        try:
            events = json.loads(await self.devanture.told(f"/visitor/{self.cookie}"))["events"]
        except HTTPError as error:
            if error.code not in (404, 503):
                raise
            return []
        return [event["subject"] for event in events if event["kind"] == "seen"]

    async def is_known(self) -> None:
        """Wait until everything that was seen is known; fail with the difference when it never is."""
        known: list[str] = []
        for _ in range(300):
            known = await self.known()
            if known == self.saw:
                return
            await asyncio.sleep(0.1)
        assert known == self.saw


@asynccontextmanager
async def walking(devanture: Devanture) -> AsyncIterator[list[Shopper]]:
    """A block through which people walk; all that they saw has to be known in the end, and be sound."""
    people, enough = [Shopper(devanture) for _ in range(PEOPLE)], asyncio.Event()
    everything = products()
    walks = [asyncio.create_task(each.walks(everything[n::PEOPLE], enough)) for n, each in enumerate(people)]
    await asyncio.sleep(0.5)
    try:
        yield people
        await asyncio.sleep(0.5)
    finally:
        enough.set()
        await asyncio.gather(*walks)
    assert [each.broken for each in people] == [[]] * PEOPLE
    for each in people:
        await each.is_known()


@contextmanager
def read_only(redis: Redis) -> Iterator[None]:
    """It becomes the replica of a copy of itself."""
    with running_redis(redis.folder / "primary") as (primary,):
        redis.asked("CONFIG", "SET", "repl-diskless-sync-delay", 0)
        primary.asked("CONFIG", "SET", "repl-diskless-sync-delay", 0)
        primary.asked("REPLICAOF", "127.0.0.1", redis.port)
        wait_for(primary, "replication", b"master_link_status:up")
        primary.asked("REPLICAOF", "NO", "ONE")
        redis.asked("REPLICAOF", "127.0.0.1", primary.port)
        yield
        redis.asked("REPLICAOF", "NO", "ONE")


@contextmanager
def keeping_us_out(redis: Redis) -> Iterator[None]:
    redis.asked("CONFIG", "SET", "requirepass", "secret")
    redis.asked("CLIENT", "KILL", "TYPE", "normal", password="secret")
    yield
    redis.asked("CONFIG", "SET", "requirepass", "", password="secret")


@contextmanager
def loading(redis: Redis) -> Iterator[None]:
    """It answers LOADING to everything while it reads its file, which takes it long."""
    redis.asked("EVAL", "for i = 1, 2000 do redis.call('SETEX', 'filler' .. i, 600, string.rep('x', 2000)) end", 0)
    redis.asked("BGREWRITEAOF")
    wait_for(redis, "persistence", b"aof_rewrite_in_progress:0")
    redis.kill()
    delay = int((LASTING + 3) * 1e6 / 2000)
    slowly = ("--key-load-delay", str(delay), "--loading-process-events-interval-bytes", "1024")
    words, redis.words = redis.words, (*redis.words, *slowly)
    redis.start()
    assert "LOADING" in str(redis.asked("GET", "filler1"))
    yield
    redis.kill()
    redis.words = words
    redis.start()


@contextmanager
def taking_nobody(redis: Redis) -> Iterator[None]:
    """All its connections are taken by others."""
    redis.asked("CONFIG", "SET", "maxclients", 1)
    redis.asked("CLIENT", "KILL", "TYPE", "normal")
    yield
    # the one connection that it takes may be anybody's
    redis.kill()
    redis.start()


@dataclass(frozen=True, slots=True)
class Scene:
    """Two workers before the demo shop, and their Redis."""

    devanture: Devanture
    redis: Redis


@pytest.fixture(scope="module")
def scene(shop: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("scene")
    with running_redis(folder / "redis") as (redis,):
        settings = {"data": new(folder), "store": redis.url, **WORKERS}
        with started_devanture(shop, SITE, **settings) as devanture:
            yield Scene(devanture, redis)


@pytest.mark.parametrize(
    "fault", [killed, paused, full, read_only, keeping_us_out, loading, taking_nobody], ids=lambda it: it.__name__
)
async def test_a_fault_of_redis_costs_no_page_and_no_event(scene: Scene, fault: Fault) -> None:
    told_before, began = len(scene.devanture.log), time.monotonic()
    async with walking(scene.devanture):
        block = fault(scene.redis)
        await asyncio.to_thread(block.__enter__)
        await asyncio.sleep(LASTING)
        await asyncio.to_thread(block.__exit__, None, None, None)
    tellers = Counter(re.findall(r'"level": "\w+", "from": "([\w.]+)"', scene.devanture.log[told_before:]))
    # each of them a line a second in each worker, and how it ended
    assert all(lines <= 2 * (time.monotonic() - began + 2) for lines in tellers.values()), tellers


async def test_a_failover_costs_no_page_and_no_event(shop: str, tmp_path: Path) -> None:
    with running_sentinels(tmp_path / "family") as family:
        settings = {"data": new(tmp_path), "store": family.url, **WORKERS}
        async with running_devanture(shop, SITE, **settings) as devanture, walking(devanture):
            family.primary.kill()
            await asyncio.sleep(LASTING)


async def test_a_failover_inside_a_cluster_costs_no_page_and_no_event(shop: str, tmp_path: Path) -> None:
    with running_guarded_cluster(tmp_path / "cluster") as (primary, *others, replica):
        settings = {"data": new(tmp_path), "store": others[0].url.replace("redis:", "redis+cluster:"), **WORKERS}
        async with running_devanture(shop, SITE, **settings) as devanture, walking(devanture):
            primary.kill()
            await until(lambda: takes_over(replica))
            await asyncio.sleep(LASTING)
        assert replica.asked("DBSIZE")


async def test_slots_that_move_cost_no_page_and_no_event(shop: str, tmp_path: Path) -> None:
    with running_cluster(tmp_path / "cluster", 2) as (first, second):
        settings = {"data": new(tmp_path), "store": first.url.replace("redis:", "redis+cluster:"), **WORKERS}
        async with running_devanture(shop, SITE, **settings) as devanture, walking(devanture) as people:
            for each in people:
                await asyncio.to_thread(moved, visitor_of(each.cookie, devanture.data), first, second)
        assert second.asked("DBSIZE")


def moved(who: str, source: Redis, target: Redis) -> None:
    """Move the slot of a visitor as redis-cli does: all keys that are found, until none are."""
    with move_slot(slot_of(who), source, target):
        while keys := source.asked("CLUSTER", "GETKEYSINSLOT", slot_of(who), 10):
            assert isinstance(keys, list)
            for key in keys:
                source.asked("MIGRATE", "127.0.0.1", target.port, key.decode(), 0, 5000)


async def test_a_redis_that_is_not_there_yet_keeps_nobody_from_starting(shop: str, tmp_path: Path) -> None:
    need_redis()
    redis = Redis(tmp_path / "redis")
    settings = {"data": new(tmp_path), "store": redis.url}
    async with running_devanture(shop, SITE, **settings) as devanture:
        shopper = Shopper(devanture)
        for path in products()[:3]:
            await shopper.looks_at(path)
        assert shopper.broken == []
        assert await devanture.told("/ready") == "ready, but the store fails\n"
    try:
        await asyncio.to_thread(redis.start)
        async with running_devanture(shop, SITE, **settings) as shopper.devanture:
            await shopper.is_known()
            await nothing_waits(shopper.devanture)
            assert await shopper.devanture.told("/ready") == "ready\n"
    finally:
        redis.stop()


async def test_two_machines_share_a_visitor_a_rotated_key_and_an_erasure(shop: str, tmp_path: Path) -> None:
    with running_redis(tmp_path / "redis") as (redis,):
        one, two = new(tmp_path, "one"), new(tmp_path, "two")
        first_ones, second_ones = (
            {"data": one, "store": redis.url},
            {"data": two, "store": redis.url, "keys": one / "keys"},
        )
        async with running_devanture(shop, SITE, **first_ones) as first:
            shopper = Shopper(first)
            await shopper.looks_at(products()[0])
            async with running_devanture(shop, SITE, **second_ones) as second:
                shopper.devanture = second
                await shopper.looks_at(products()[1])
                for shopper.devanture in (first, second):
                    await shopper.is_known()
                await asyncio.to_thread(rotate_keys, one / "keys")
                await shopper.looks_at(products()[2])
                await shopper.is_known()
                await second.told(f"/visitor/{shopper.cookie}", "DELETE")
                with pytest.raises(HTTPError, match="404"):
                    await first.told(f"/visitor/{shopper.cookie}")


async def test_consent_that_is_withdrawn_while_redis_is_down_is_heeded_when_it_is_back(
    shop: str, tmp_path: Path
) -> None:
    with running_redis(tmp_path / "redis") as (redis,):
        settings = {"data": new(tmp_path), "store": redis.url}
        async with running_devanture(shop, SITE, **settings) as devanture:
            shopper = Shopper(devanture)
            await shopper.looks_at(products()[0])
            await shopper.is_known()
            kept = f"dv:{{{visitor_of(shopper.cookie, devanture.data)}}}"
            assert redis.asked("EXISTS", kept) == 1
            redis.kill()
            await heard(devanture.port, request("/", f"Cookie: dv={shopper.cookie}"))
            redis.start()
            await until(lambda: redis.asked("EXISTS", kept) == 0)


async def nothing_waits(devanture: Devanture) -> None:
    for _ in range(300):
        if re.search(r"^devanture_store_waiting_bytes 0\.0$", await devanture.told("/metrics"), re.MULTILINE):
            return
        await asyncio.sleep(0.1)
    raise AssertionError("something still waits for the store")


def wait_for(redis: Redis, section: str, line: bytes) -> None:
    for _ in range(600):
        told = redis.asked("INFO", section)
        if isinstance(told, bytes) and line in told.splitlines():
            return
        time.sleep(0.05)
    raise AssertionError(f"it never said {line!r}")


def new(folder: Path, name: str = "data") -> Path:
    (folder / name).mkdir()
    return folder / name
