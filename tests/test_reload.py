"""Saving a file of the site while Devanture runs: the next page follows it, or the rules stay and the fault is told."""

import asyncio
import json
import os
import re
import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import HTTPError

import pytest

from tests.support.devanture import Devanture, running_devanture, started_devanture
from tests.support.door import heard, request, until
from tests.support.shop import SITE, copied_site

IN_FORCE = r"rules in force: [1-9]\d*\n"
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

    def promise(self, words: str) -> None:
        """Save the fragment that promises a delivery."""
        (self.site / BANNER).write_text(f'<p class="notice">We deliver in {words}.</p>\n', "utf-8")

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


@pytest.fixture(scope="module")
def room(shop: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    site = copied_site(tmp_path_factory.mktemp("room") / "site")
    with started_devanture(shop, site) as devanture:
        yield Room(site, devanture)


async def test_a_saved_file_changes_the_next_pages(room: Room) -> None:
    assert "three days, £ 9.50" in await room.page()
    room.promise("two days for 5 €")
    await room.until_page("We deliver in two days for 5 €.")
    room.save(RULE, "page: [home, category", "page: [category")
    room.save(RULE, "- given: { page: home,", "- given: { page: category,")
    await room.until_page("<ul id=nav>", without="two days")
    shutil.copy(SITE / RULE, room.site / RULE)
    await room.until_page("two days")
    assert not any("detected" in message for message in room.said())


async def test_a_broken_file_keeps_the_old_rules_and_is_told_whole(room: Room) -> None:
    room.promise("three days")
    await room.until_page("three days")
    room.save(RULE, "geo.country: GB", "geo.country: UK")
    await until(lambda: f"the rules stay as they were:\n{TOLD}" in room.said())
    assert "three days" in await room.page()
    assert await room.problems() == [TOLD]
    room.save(RULE, "geo.country: UK", "geo.country: GB")
    room.promise("four days")
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
        shutil.copy(SITE / RULE, site / RULE)
        await room.until_page("three days")


async def test_a_reload_that_is_asked_for_is_done_when_it_is_answered(room: Room) -> None:
    room.promise("five days")
    assert re.fullmatch(IN_FORCE, await room.devanture.told("/reload", "POST"))
    assert "five days" in await room.page()
    room.save(RULE, "geo.country: GB", "geo.country: UK")
    with pytest.raises(HTTPError, match="422") as refused:
        await room.devanture.told("/reload", "POST")
    assert TOLD in refused.value.read().decode()
    assert "five days" in await room.page()
    shutil.copy(SITE / RULE, room.site / RULE)
    assert re.fullmatch(IN_FORCE, await room.devanture.told("/reload", "POST"))


async def test_a_hangup_reloads(room: Room) -> None:
    room.promise("six days")
    os.kill(room.devanture.pid, signal.SIGHUP)
    await room.until_page("six days")


async def test_a_site_that_goes_away_keeps_its_rules(room: Room) -> None:
    room.site.rename(room.site.with_name("elsewhere"))
    await asyncio.sleep(1.0)
    assert "We deliver in" in await room.page()
    room.site.with_name("elsewhere").rename(room.site)
    room.promise("seven days")
    await room.until_page("seven days")


async def test_all_workers_follow(shop: str, tmp_path: Path) -> None:
    site = copied_site(tmp_path / "site")
    async with running_devanture(shop, site, workers=2) as devanture:
        room = Room(site, devanture)
        room.promise("eight days")
        await devanture.told("/reload", "POST")
        for _ in range(100):
            if all(["eight days" in await room.page() for _ in range(10)]):
                return
        raise AssertionError(devanture.log)
