"""The journal of the demo shop, from real visits: nothing of it is another's business, and it decides again alike."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp
import pytest

from proxy.__main__ import main
from proxy.journal import Note
from proxy.replay import replayed
from proxy.stores.journal.days import DAY, Days
from proxy.stores.journal.stream import KEY
from proxy.stores.keys import read_keys
from rules.decision import Reason
from tests.support.devanture import running_devanture, visitor_of
from tests.support.door import OpenDoor, open_door, until
from tests.support.linux import workers_of
from tests.support.redis import running_redis
from tests.support.shop import SITE, Shopper, copied_site, running_shop, shopper_in
from tests.support.tree import ROOT

PLACES = ROOT / "tests/data/geo/GeoIP2-City-Test.mmdb"
LONDON, LINKOPING = "81.2.69.160", "89.160.20.112"
BOOTS = ("/p/bjorn-winter-boots", "/p/marais-wellingtons", "/p/ardeche-hiking-boots")
ADDRESS = {"name": "Zoe Le", "street": "1 Quay", "city": "Saint-Malo"}
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Accept": "*/*"}
LIMITED = b"""
- id: once-a-visit
  name: Say something once a visit to who searched
  why: Twice is too often
  learn: Does it help?
  status: live
  where: { page: home }
  consent: personalise
  who: { searched: boots }
  limit: { visit: 1 }
  do: [ { text: { in: selection_title, say: "You looked for boots" } } ]
  expect: [ { given: { page: home }, then: { unchanged: true, reason: NO_MATCH } } ]
"""


@asynccontextmanager
async def demo(folder: Path) -> AsyncIterator[OpenDoor]:
    site = copied_site(folder / "site")
    (site / "limited.yaml").write_bytes(LIMITED)
    settings = {"store": f"sqlite:{folder}/data/visitors.sqlite", "geo": PLACES, "trusted_hops": "127.0.0.1/32"}
    async with running_shop() as shop, open_door(shop, folder, **settings) as door:
        yield door


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at an address, with a language, who agreed."""

    shopper: Shopper
    fields: Mapping[str, str]

    async def looks(self, *paths: str) -> None:
        for path in paths:
            await self.shopper.get(path, self.fields)


@asynccontextmanager
async def somebody(door: OpenDoor, address: str = LINKOPING, language: str = "fr-FR") -> AsyncIterator[Person]:
    url = f"http://127.0.0.1:{door.port}"
    async with shopper_in(url) as shopper:
        shopper.client.cookie_jar.update_cookies({"cookie_ok": "1"})
        yield Person(shopper, {**BROWSER, "X-Forwarded-For": address, "Accept-Language": language})


async def briton(door: OpenDoor) -> None:
    async with somebody(door, LONDON, "en-GB,en;q=0.8") as person:
        await person.looks("/", *BOOTS, "/", "/search?q=boots&mail=zoe@example.org", "/", "/", "/nowhere")


async def buyer(door: OpenDoor) -> None:
    async with somebody(door) as person:
        await person.looks("/c/coats?utm_medium=coupon&gclid=abc", "/p/cancale-oilskin", "/")
        fields = {**person.fields, "Origin": person.shopper.url}
        await person.shopper.post("/basket/add", {"product": "cancale-oilskin", "quantity": "2"}, fields)
        await person.looks("/basket", "/checkout", "/basket")
        ordered = await person.shopper.post("/checkout", ADDRESS, fields)
        await person.looks(ordered.headers.get("Location", "/basket"), "/")


async def two_tabs(door: OpenDoor) -> None:
    async with somebody(door, language="de") as person:
        await person.looks("/")
        await asyncio.gather(*(person.looks(path, "/") for path in BOOTS))
        await person.looks("/basket", "/")


async def stranger(door: OpenDoor) -> None:
    async with aiohttp.ClientSession() as client:
        await client.get(f"http://127.0.0.1:{door.port}/p/cancale-oilskin", headers=BROWSER | {"Accept-Language": "de"})


async def noted(door: OpenDoor, pages: int) -> Sequence[Note]:
    assert door.parts.settings.journal_folder is not None
    days = Days(door.parts.settings.journal_folder)
    await until(lambda: sum(note.page is not None for note in notes_of(days)) >= pages)
    return notes_of(days)


def notes_of(days: Days) -> Sequence[Note]:
    return [note for day in days.names() for note in days.notes(day)]


async def test_a_replay_gives_the_same_decisions_for_every_page_that_was_served(tmp_path: Path) -> None:
    async with demo(tmp_path) as door:
        await asyncio.gather(briton(door), buyer(door), two_tabs(door), briton(door), stranger(door))
        notes = await noted(door, 30)
        rulebook = door.parts.pipeline.rulebook
        served = {past.id: past for past in door.parts.admin.history.of() if past.who}
    found = list(replayed(notes, rulebook, 762 * DAY))
    assert len(found) >= 30
    for one in found:
        assert not one.unknown
        then = {verdict.rule: verdict.reason for verdict in served[one.note.id].decision.verdicts}
        assert {verdict.rule: verdict.reason for verdict in one.decision.verdicts} == then, one.note
        assert one.same
    reasons = {verdict.reason for one in found for verdict in one.decision.verdicts}
    assert {Reason.APPLIED, Reason.OTHERWISE, Reason.NO_MATCH, Reason.CAPPED} <= reasons
    assert {one.note.who for one in found} == {past.who for past in served.values()}


async def test_neither_an_address_nor_a_query_that_no_rule_names_is_in_it(tmp_path: Path) -> None:
    async with demo(tmp_path) as door:
        await briton(door)
        await stranger(door)
        notes = await noted(door, 8)
    text = b"".join(path.read_bytes() for path in (tmp_path / "data" / "journal").iterdir())
    for secret in (LONDON, "81.2.69", "zoe@example.org", "mail"):
        assert secret.encode() not in text
    assert len({note.who for note in notes}) == 1


async def test_who_takes_consent_back_is_in_no_file_any_more(tmp_path: Path) -> None:
    async with demo(tmp_path) as door:
        async with somebody(door) as person:
            await person.looks("/", *BOOTS)
            (who,) = {note.who for note in await noted(door, 4)}
            person.shopper.client.cookie_jar.update_cookies({"cookie_ok": "0"})
            await person.looks("/")
        journal = tmp_path / "data" / "journal"
        await until(lambda: all(who.encode() not in path.read_bytes() for path in journal.iterdir()))


async def test_an_operator_erases_a_visitor_from_the_journal_too(tmp_path: Path) -> None:
    async with demo(tmp_path) as door, somebody(door) as person:
        await person.looks("/", *BOOTS)
        (who,) = {note.who for note in await noted(door, 4)}
        headers = {"Authorization": f"Bearer {door.parts.settings.token_file.read_text().strip()}"}
        async with aiohttp.ClientSession() as client:
            answer = await client.delete(f"http://127.0.0.1:{door.admin}/visitor/{who}", headers=headers)
        assert answer.status == 204
        journal = tmp_path / "data" / "journal"
        assert all(who.encode() not in path.read_bytes() for path in journal.iterdir())


@pytest.mark.parametrize(("store", "journal"), [("memory:", ""), ("", "off")])
async def test_without_a_journal_nothing_is_written(tmp_path: Path, store: str, journal: str) -> None:
    site = copied_site(tmp_path / "site")
    settings = {"store": store or f"sqlite:{tmp_path}/data/v.sqlite", "journal": journal}
    async with running_shop() as shop, open_door(shop, tmp_path, **settings) as door:
        async with somebody(door) as person:
            await person.looks("/", *BOOTS)
        assert door.parts.pipeline.recorder.journal is None
    assert site.exists()
    assert not (tmp_path / "data" / "journal").exists()


async def test_several_workers_that_are_killed_leave_whole_notes(tmp_path: Path) -> None:
    async with running_shop() as shop, running_devanture(shop, SITE, workers=2, data=tmp_path) as devanture:
        async with shopper_in(devanture.url) as shopper:
            shopper.client.cookie_jar.update_cookies({"cookie_ok": "1"})
            for path in ("/", *BOOTS, "/"):
                await shopper.get(path, {**BROWSER, "Accept-Language": "de", "Connection": "close"})
            cookie = next(one.value for one in shopper.client.cookie_jar if one.key == "dv")
        await asyncio.sleep(1.0)
        # the first of them would start the others anew
        for pid in (devanture.pid, *workers_of(devanture.pid)):
            os.kill(pid, signal.SIGKILL)
        who = visitor_of(cookie, tmp_path)
        paths = [note.events[-1].subject for note in notes_of(Days(tmp_path / "journal")) if note.who == who]
        assert len(paths) == 5


async def test_what_replicas_note_in_a_redis_is_drained_into_one_journal_and_erased_from_it(tmp_path: Path) -> None:
    with running_redis(tmp_path / "redis") as (redis,):
        folders = [tmp_path / name for name in ("one", "two")]
        for folder in folders:
            (folder / "data").mkdir(parents=True)
            copied_site(folder / "site")
        read_keys(tmp_path / "keys")
        whole = {"store": redis.url, "keys": tmp_path / "keys"}
        async with running_shop() as shop, shopper_in("") as shopper:
            shopper.client.cookie_jar.update_cookies({"cookie_ok": "1"})
            fields = {**BROWSER, "Accept-Language": "de"}
            async with open_door(shop, folders[0], **whole) as one, open_door(shop, folders[1], **whole) as two:
                for number, path in enumerate(("/", *BOOTS)):
                    await replace(shopper, url=f"http://127.0.0.1:{(one, two)[number % 2].port}").get(path, fields)
                await until(lambda: redis.asked("XLEN", KEY) == 4)
                drain = ["drain", "--once", "--site", str(SITE), "--data", str(tmp_path), "--store", redis.url]
                assert await asyncio.to_thread(main, drain) == 0
                notes = sorted(notes_of(Days(tmp_path / "journal")), key=lambda note: note.at)
                assert [note.events[-1].subject for note in notes if note.page] == ["/", *BOOTS]
                (who,) = {note.who for note in notes}
                await one.parts.pipeline.recorder.erase(who, time.time())
                assert await asyncio.to_thread(main, drain) == 0
        assert notes_of(Days(tmp_path / "journal")) == []
