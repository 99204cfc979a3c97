"""What operators do to a running Devanture while visitors are in it: reload, stop, switch off, lose a worker."""

import asyncio
import json
import os
import re
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support.devanture import Devanture, running_devanture
from tests.support.door import PAGE, RULE, Heard, heard, request, until, write_site
from tests.support.linux import workers_of
from tests.support.load import Visitors, visiting
from tests.support.origin import ok, scripted

HTML = b"Content-Type: text/html; charset=iso-8859-1"
BROWSING = b"GET / HTTP/1.1\r\nHost: shop.test\r\nSec-Fetch-Mode: navigate\r\n\r\n"


def personalized(page: Heard) -> bool:
    return b"caf\xe9" in page.body and b"id=promo" not in page.body


@dataclass(frozen=True, slots=True)
class Room:
    """A running Devanture, its site and the visitors of its shop."""

    site: Path
    devanture: Devanture

    def visitors(self) -> Visitors:
        return Visitors(self.devanture.port, BROWSING, personalized)

    def save(self, name: str) -> None:
        """Save the one rule under another name."""
        (self.site / "rules.yaml").write_text(RULE.replace("Nobody sees", f"{name} sees"))

    async def rule(self) -> str:
        (rule,) = json.loads(await self.devanture.told("/rules"))["rules"]
        return str(rule["name"])

    async def until_all(self, right: Callable[[Heard], bool]) -> None:
        """Wait until each of many new connections gets such a page: some from every worker."""
        for _ in range(200):
            if all([right(await heard(self.devanture.port, request())) for _ in range(20)]):
                return
        raise AssertionError(self.devanture.log)


@asynccontextmanager
async def room(tmp_path: Path, **settings: object) -> AsyncIterator[Room]:
    site = write_site(tmp_path / "site")
    data = tmp_path / "data"
    data.mkdir()
    async with (
        scripted([ok(PAGE, HTML)]) as origin,
        running_devanture(origin.url, site, data=data, store=f"sqlite:{data}/visitors.sqlite", **settings) as devanture,
    ):
        yield Room(site, devanture)


@pytest.mark.parametrize("workers", [1, 2])
async def test_twenty_reloads_and_a_stop_fail_nobody(tmp_path: Path, workers: int) -> None:
    async with room(tmp_path, workers=workers, drain_timeout=30) as it, visiting(it.visitors()) as visitors:
        for number in range(20):
            it.save(f"Visitor {number}")
            if number % 3 == 0:
                os.kill(it.devanture.pid, signal.SIGHUP)
            elif number % 3 == 1:
                await it.devanture.told("/reload", "POST")
            await visitors.reach(visitors.answered + 50)
        assert await it.rule() == "Visitor 19 sees the promo field"
        visitors.stopping = True
        os.kill(it.devanture.pid, signal.SIGTERM)
    assert visitors.failed == {}
    assert visitors.answered >= 1000


async def test_a_killed_worker_costs_those_on_its_connections_and_no_count(tmp_path: Path) -> None:
    async with room(tmp_path, workers=2) as it, visiting(it.visitors()) as visitors:
        await visitors.reach(100)
        first, second = workers_of(it.devanture.pid)
        there = visitors.connections
        os.kill(second, signal.SIGKILL)
        await until(lambda: second not in (now := workers_of(it.devanture.pid)) and len(now) == 2)
        await visitors.reach(visitors.answered + 200)
        assert first in workers_of(it.devanture.pid)
        assert all(number <= there for number in visitors.failed)
        assert len(visitors.failed) < there
        visitors.leaving = True
        await asyncio.sleep(0.5)
        counted = re.findall(r'devanture_requests_total\{outcome="2xx"\} (\d+)', await it.devanture.told("/metrics"))
        assert abs(int(counted[0]) - visitors.answered) <= len(visitors.failed)
        assert {file.stem.rpartition("_")[2] for file in (it.devanture.data / "counts").iterdir()} == {"0", "1"}
        assert "is replaced" in it.devanture.log


async def by_file(it: Room, *, on: bool) -> None:
    file = it.devanture.data / "off"
    await asyncio.to_thread(file.unlink if on else file.touch)


async def by_signal(it: Room, *, on: bool) -> None:
    os.kill(it.devanture.pid, signal.SIGUSR2 if on else signal.SIGUSR1)


async def by_admin(it: Room, *, on: bool) -> None:
    await it.devanture.told("/on" if on else "/off", "POST")


@pytest.mark.parametrize("turn", [by_file, by_signal, by_admin])
async def test_the_off_switch_makes_every_worker_a_plain_proxy_and_back(
    tmp_path: Path, turn: Callable[..., Awaitable[None]]
) -> None:
    async with room(tmp_path, workers=2) as it:
        await it.until_all(personalized)
        await turn(it, on=False)
        await it.until_all(lambda page: page.body == PAGE)
        assert (await switched_on(it)) == 0
        await turn(it, on=True)
        await it.until_all(personalized)
        assert (await switched_on(it)) == 2


async def switched_on(it: Room) -> int:
    """Return how many workers say that they personalize, once they have said so."""
    await asyncio.sleep(1.5)
    (number,) = re.findall(r"(?m)^devanture_personalizing_workers (\d+)", await it.devanture.told("/metrics"))
    return int(number)


async def test_any_workers_request_is_explained_by_the_id_in_the_access_log(tmp_path: Path) -> None:
    async with room(tmp_path, workers=2) as it:
        for _ in range(20):
            await heard(it.devanture.port, request())
        lines = [json.loads(line) for line in it.devanture.log.splitlines() if '"path"' in line]
        asked = [line["id"] for line in lines]
        assert len(asked) == 20
        told = [await it.devanture.told(f"/explain?request={id_}") for id_ in asked]
        assert all(f"request {id_} " in each for id_, each in zip(asked, told, strict=True))
        assert f"request {asked[-1]} " in await it.devanture.told("/explain")
