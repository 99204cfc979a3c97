import asyncio
from pathlib import Path

import pytest
from watchfiles import Change

from tests.support.door import RULE, OpenDoor, open_door, until, write_site


def rules(door: OpenDoor) -> list[str]:
    return [rule.id for rule in door.parts.pipeline.rulebook.rules]


async def test_a_saved_file_is_in_force_without_anybody_asking(tmp_path: Path) -> None:
    async with open_door("http://127.0.0.1:9", tmp_path) as door:
        assert rules(door) == ["no-promo"]
        await asyncio.sleep(0.5)
        write_site(tmp_path / "site", RULE.replace("no-promo", "never-promo"))
        await until(lambda: rules(door) == ["never-promo"])


async def test_a_broken_file_keeps_the_rules_and_tells_why(tmp_path: Path) -> None:
    async with open_door("http://127.0.0.1:9", tmp_path) as door:
        watch = door.parts.watch
        write_site(tmp_path / "site", RULE.replace("hide: promo", "hyde: promo"))
        assert not await watch.reload()
        assert rules(door) == ["no-promo"]
        assert any("hyde" in problem.message for problem in watch.problems)
        write_site(tmp_path / "site")
        assert await watch.reload()
        assert watch.problems == ()


async def test_a_site_that_is_broken_at_the_start_keeps_nobody_from_the_shop(tmp_path: Path) -> None:
    write_site(tmp_path / "site", "- id: [")
    async with open_door("http://127.0.0.1:9", tmp_path) as door:
        assert rules(door) == []
        assert door.parts.watch.problems


async def test_only_what_rules_are_made_of_concerns_us(tmp_path: Path) -> None:
    async with open_door("http://127.0.0.1:9", tmp_path, data=str(tmp_path / "site" / "data")) as door:
        site = (tmp_path / "site").absolute()
        for name in ("rules.yaml", "fragments/a.html", "feed.csv", "visits.json"):
            assert door.parts.watch.concerns(Change.modified, str(site / name))
        for name in (
            "notes.txt",
            "visits.json.new",
            "rules.yaml~",
            ".rules.yaml.swp",
            "data/visitors.sqlite",
            "data/x.yaml",
        ):
            assert not door.parts.watch.concerns(Change.modified, str(site / name))


async def test_a_switch_that_cannot_be_written_is_turned_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with open_door("http://127.0.0.1:9", tmp_path) as door:
        pipeline, switch = door.parts.pipeline, door.parts.admin.switch
        switch.file = tmp_path / "nowhere" / "off"
        await switch.turn(on=False)
        await switch.look()
        assert not pipeline.enabled
        assert "the off switch cannot be kept in" in caplog.text
        await switch.turn(on=True)
        await switch.look()
        assert pipeline.enabled


async def test_a_file_switches_everything_off_and_on(tmp_path: Path) -> None:
    async with open_door("http://127.0.0.1:9", tmp_path) as door:
        pipeline, file = door.parts.pipeline, door.parts.settings.off_file
        await asyncio.to_thread(file.touch)
        await until(lambda: not pipeline.enabled)
        await asyncio.to_thread(file.unlink)
        await until(lambda: pipeline.enabled)
