"""Replays tests/corpus/upstream.jsonl, and cases of our own of the same kind, against the program by both its ways."""

import asyncio

import pytest

from tests.support.corpus import UpstreamCase, upstream_cases
from tests.support.faulty import faulty
from tests.support.replay import answer_played, replayed
from tests.support.verdict import Answered, faults, goals

CASES = [*upstream_cases(), *faulty()]

Went = tuple[dict[str, Answered], str]


def slowness(case: UpstreamCase) -> int:
    """Return the milliseconds that an origin takes for its steps."""
    return sum(step.ms * (len(step.raw) if step.op == "trickle" else 1) for step in case.steps)


@pytest.fixture(scope="module", params=["direct", "aiohttp"])
def went(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Went:
    slowest_first = sorted(CASES, key=slowness, reverse=True)
    return asyncio.run(replayed(slowest_first, answer_played, tmp_path_factory.mktemp("answers"), request.param))


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(went: Went, case: UpstreamCase) -> None:
    assert not faults(case, went[0][case.id])


def test_nineteen_of_twenty_goals_are_reached(went: Went) -> None:
    reached = {case.id: goals(case, went[0][case.id]) for case in CASES}
    missed = [name for name, each in reached.items() if not all(each)]
    assert len(missed) <= sum(map(len, reached.values())) / 20, missed


def test_no_request_speaks_into_the_log(went: Went) -> None:
    assert all(line.isprintable() for line in went[1].split("\n"))
    assert "Traceback" not in went[1]


def test_cases_that_speak_of_changed_pages_meet_them(went: Went) -> None:
    for case in CASES:
        if case.if_rewritten:
            answered = went[0][case.id]
            assert answered.sent is not None
            assert all(answer.body != answered.sent.body for heard in answered.heard for answer in heard.answers)
