"""Replays tests/corpus/requests.jsonl, and cases of our own of the same kind, against the program itself."""

import asyncio

import pytest

from tests.support.corpus import RequestCase, request_cases
from tests.support.replay import replayed, request_played
from tests.support.verdict import Replayed, faults, goals

CASES = request_cases()
Went = tuple[dict[str, Replayed], str]


@pytest.fixture(scope="module")
def went(tmp_path_factory: pytest.TempPathFactory) -> Went:
    return asyncio.run(replayed(CASES, request_played, tmp_path_factory.mktemp("requests")))


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
