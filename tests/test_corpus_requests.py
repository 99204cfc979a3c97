"""Replays tests/corpus/requests.jsonl, and cases of our own of the same kind, against the program by both its ways."""

import asyncio
from pathlib import Path

import pytest

from tests.support.corpus import RequestCase, request_cases
from tests.support.neighbours import neighbours
from tests.support.origin import ok, scripted
from tests.support.recorder import recording
from tests.support.replay import replayed, request_played, running_lane, sent
from tests.support.verdict import Replayed, faults, goals

CASES = [*request_cases(), *neighbours()]
Went = tuple[dict[str, Replayed], str]


@pytest.fixture(scope="module", params=["direct", "aiohttp"])
def went(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Went:
    return asyncio.run(replayed(CASES, request_played, tmp_path_factory.mktemp("requests"), request.param))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(went: Went, case: RequestCase) -> None:
    assert not faults(case, went[0][case.id])


def test_nineteen_of_twenty_goals_are_reached(went: Went) -> None:
    reached = {case.id: goals(case, went[0][case.id]) for case in CASES}
    missed = [name for name, each in reached.items() if not all(each)]
    assert len(missed) <= sum(map(len, reached.values())) / 20, missed


def test_no_request_speaks_into_the_log(went: Went) -> None:
    assert all(line.isprintable() for line in went[1].split("\n"))
    assert "Traceback" not in went[1]


@pytest.mark.parametrize(
    "raw", [b"GET http://%s/c/x HTTP/1.1\r\nHost: shop.test\r\n\r\n", b"GET /c/x HTTP/1.1\r\nHost: %s\r\n\r\n"]
)
async def test_nobody_but_the_origin_is_connected_to(tmp_path: Path, raw: bytes) -> None:
    async with scripted([ok()]) as stranger, running_lane(tmp_path / "lane") as lane, recording(lane.port) as shop:
        await sent(lane.devanture.port, [raw % stranger.url.removeprefix("http://").encode()])
        assert (stranger.connections, shop.reached) == (0, [])
