"""What browsers are told of Global Privacy Control."""

import json
from pathlib import Path

from tests.support.door import heard, open_door, request
from tests.support.origin import ok, scripted


async def test_the_day_since_when_it_is_heeded_is_told(tmp_path: Path) -> None:
    async with scripted([ok(b"the shop's")]) as origin, open_door(origin.url, tmp_path, gpc_since="2026-11-22") as door:
        answer = await heard(door.port, request("/.well-known/gpc.json"))
        assert json.loads(answer.body) == {"gpc": True, "lastUpdate": "2026-11-22"}
        assert answer.field("Content-Type") == ["application/json"]
        assert (await heard(door.port, request("/.well-known/gpc.json", method="POST"))).status == 405
        assert origin.heads == []


async def test_without_a_day_that_path_is_the_shops(tmp_path: Path) -> None:
    async with scripted([ok(b"the shop's")]) as origin, open_door(origin.url, tmp_path) as door:
        assert (await heard(door.port, request("/.well-known/gpc.json"))).body == b"the shop's"
