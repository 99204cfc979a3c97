from dataclasses import replace

import pytest

from rules.context import Context
from scoring.additive import Additive
from scoring.event import Kind
from scoring.measures import USUAL
from scoring.stage import Cuts
from tests.support.words import FORGOTTEN, MINUTE, NOW, answer, happened, person, refused, seen


def scored(points: float) -> Context:
    return Context(NOW, measures=replace(USUAL, model=Additive(points, ())))


@pytest.mark.parametrize(
    ("points", "stage"),
    [(0.0, "lost"), (20.0, "discovery"), (49.9, "discovery"), (50.0, "decision"), (75.0, "ready_to_buy")],
)
def test_a_stage_begins_with_its_score(points: float, stage: str) -> None:
    assert answer("stage", stage, scored(points)) == "yes"


@pytest.mark.parametrize("value", ["lost", ["decision", "ready_to_buy"], {"not": "discovery"}])
def test_another_stage_does_not_match(value: object) -> None:
    assert answer("stage", value, scored(30.0)) == "no"


def test_the_site_says_where_stages_begin() -> None:
    early = replace(scored(30.0), measures=replace(scored(30.0).measures, cuts=Cuts(5.0, 10.0, 30.0)))
    assert answer("stage", "ready_to_buy", early) == "yes"


def test_a_visitor_goes_back_as_well_as_on() -> None:
    pages = [happened(Kind.SEEN, f"/p/{n}", 5 * MINUTE, product=str(n)) for n in range(3)]
    added = [*pages, happened(Kind.ADDED, "1", 4 * MINUTE)]
    leaving = [*added, *(happened(Kind.LEAVING, "tab", 3 * MINUTE) for _ in range(2))]
    stages = [seen("stage", "lost", person(*events)).split(",")[0] for events in (pages, added, leaving)]
    assert stages == ["stage = discovery", "stage = decision", "stage = discovery"]


def test_the_stage_is_unknown_where_the_past_is() -> None:
    assert answer("stage", "lost", FORGOTTEN) == "unknown"


def test_a_stage_that_there_is_not_is_refused() -> None:
    assert refused("stage", "decison") == {"unknown-stage": 'there is no stage "decison". Did you mean "decision"?'}


def test_the_trace_tells_the_score_behind_it() -> None:
    assert seen("stage", "lost", scored(30.0)) == "stage = discovery, score 30 (start +30)"
    assert seen("stage", "lost", FORGOTTEN) == "the past is not known"
