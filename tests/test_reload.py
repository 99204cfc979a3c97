"""Saving a file of the site while Devanture runs: the next page follows it, or the rules stay and the fault is told."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.support.devanture import Devanture, running_devanture
from tests.support.door import heard, request, until
from tests.support.shop import copied_site

BANNER = "fragments/uk-delivery.html"
RULE = "reassure.yaml"
TOLD = """\
reassure.yaml:10:22  error  country-not-iso
    8 |   who:
    9 |     any:
   10 |       - geo.country: UK
      |                      ^^ "UK" is no ISO 3166 country code. Did you mean "GB"?"""


@dataclass(frozen=True, slots=True)
class Room:
    """A marketer's room beside a running Devanture."""

    site: Path
    devanture: Devanture

    async def page(self) -> str:
        """Return the first page as a British visitor gets it now."""
        return (await heard(self.devanture.port, request("/", "Accept-Language: en-GB"))).body.decode("cp1252")

    def save(self, name: str, old: str, new: str) -> None:
        text = (self.site / name).read_text("utf-8")
        assert old in text
        (self.site / name).write_text(text.replace(old, new), "utf-8")

    def said(self) -> list[str]:
        """Return the messages of the log."""
        lines = (line for line in self.devanture.log.splitlines() if line.startswith("{"))
        return [told["message"] for told in map(json.loads, lines) if "message" in told]

    async def problems(self) -> list[str]:
        problems: list[str] = json.loads(await self.devanture.told("/rules"))["problems"]
        return problems

    async def until_page(self, words: str, without: str = "?!") -> None:
        for _ in range(200):
            page = await self.page()
            if words in page and without not in page:
                return
            await asyncio.sleep(0.05)
        raise AssertionError(self.devanture.log)


@pytest.fixture
async def room(shop: str, tmp_path: Path) -> AsyncIterator[Room]:
    site = copied_site(tmp_path / "site")
    async with running_devanture(shop, site) as devanture:
        yield Room(site, devanture)


async def test_a_saved_file_changes_the_next_pages(room: Room) -> None:
    assert "three days, £ 9.50" in await room.page()
    room.save(BANNER, "three days", "two days, €")
    await room.until_page("two days, €, £ 9.50")
    assert not any("detected" in message for message in room.said())
    room.save(RULE, "starts_with: en-GB", "starts_with: cy")
    await room.until_page("<ul id=nav>", without="two days")


async def test_a_broken_file_keeps_the_old_rules_and_is_told_whole(room: Room) -> None:
    room.save(RULE, "geo.country: GB", "geo.country: UK")
    await until(lambda: "the rules stay as they were" in room.devanture.log)
    assert "three days" in await room.page()
    assert f"the rules stay as they were:\n{TOLD}" in room.said()
    assert await room.problems() == [TOLD]
    room.save(RULE, "geo.country: UK", "geo.country: IE")
    room.save(BANNER, "three days", "four days")
    await room.until_page("four days")
    assert await room.problems() == []


async def test_a_broken_file_at_the_start_keeps_no_shop_closed(shop: str, tmp_path: Path) -> None:
    site = copied_site(tmp_path / "site")
    (site / RULE).write_text("- id: [", "utf-8")
    async with running_devanture(shop, site) as devanture:
        room = Room(site, devanture)
        assert "<ul id=nav>" in await room.page()
        assert "three days" not in await room.page()
        assert len(await room.problems()) == 1
        copied = (copied_site(tmp_path / "whole") / RULE).read_text("utf-8")
        (site / RULE).write_text(copied, "utf-8")
        await room.until_page("three days")


async def test_a_reload_that_is_asked_for_is_done_when_it_is_answered(room: Room) -> None:
    room.save(BANNER, "three days", "five days")
    assert await room.devanture.told("/reload", "POST") == "rules in force: 3\n"
    assert "five days" in await room.page()
    room.save(RULE, "geo.country: GB", "geo.country: UK")
    with pytest.raises(HTTPError, match="422") as refused:
        await room.devanture.told("/reload", "POST")
    assert TOLD in refused.value.read().decode()
    assert "five days" in await room.page()


async def test_a_hangup_reloads(room: Room) -> None:
    room.save(BANNER, "three days", "six days")
    os.kill(room.devanture.pid, signal.SIGHUP)
    await room.until_page("six days")


async def test_a_site_that_goes_away_keeps_its_rules(room: Room) -> None:
    room.site.rename(room.site.with_name("elsewhere"))
    await asyncio.sleep(1.0)
    assert "three days" in await room.page()
    room.site.with_name("elsewhere").rename(room.site)
    room.save(BANNER, "three days", "seven days")
    await room.until_page("seven days")


async def test_all_workers_follow(shop: str, tmp_path: Path) -> None:
    site = copied_site(tmp_path / "site")
    async with running_devanture(shop, site, workers=2) as devanture:
        room = Room(site, devanture)
        room.save(BANNER, "three days", "eight days")
        await devanture.told("/reload", "POST")
        for _ in range(100):
            if all(["eight days" in await room.page() for _ in range(10)]):
                return
        raise AssertionError(devanture.log)
