from collections.abc import Sequence
from pathlib import Path

import pytest

from scoring.foreseen import foreseen
from scoring.learned import learned
from scoring.recommend import MOST, Because, Recommender
from scoring.visitlist import visits_of

TOY = Path(__file__).parents[3] / "shared" / "data" / "clickstream"

VISITS = (
    ["coat", "boots"],
    ["coat", "boots", "scarf"],
    ["coat", "scarf"],
    ["tent", "lamp"],
    ["lamp", "flask"],
)


def after(*met: str, visits: Sequence[Sequence[str]] = VISITS) -> tuple[str, ...]:
    return Recommender.of(learned(visits)).after(met)


def test_what_visits_like_this_one_met_is_offered() -> None:
    assert after("coat") == ("boots", "scarf")


def test_the_item_just_met_is_never_offered() -> None:
    assert "coat" not in after("boots", "coat")
    assert after("boots", "coat")[0] == "boots"


def test_an_item_met_earlier_may_come_back() -> None:
    assert "coat" in after("coat", "boots")


def test_few_neighbours_lead_on_to_what_their_items_are_met_with() -> None:
    assert after("tent") == ("lamp", "flask")


def test_nothing_is_known_of_a_visit_that_met_nothing_known() -> None:
    assert after() == after("piano") == after(visits=()) == after("coat", visits=()) == ()


def test_after_something_unknown_the_item_before_is_not_left_out() -> None:
    assert set(after("coat", "piano")) == {"coat", "boots", "scarf"}


def test_the_answer_is_bounded() -> None:
    assert len(after("0", visits=[[str(number) for number in range(100)], ["0", *map(str, range(100, 190))]])) == MOST


def test_the_same_visit_gets_the_same_answer() -> None:
    assert after("coat", "boots") == after("coat", "boots")


def test_popularity_counts_visits() -> None:
    assert Recommender.of(learned([*VISITS, ["coat", "coat"]])).seen["coat"] == 4


def test_it_tells_why_something_is_offered() -> None:
    recommender = Recommender.of(learned(VISITS))
    assert recommender.because(["coat"], "scarf") == Because("coat", visits=2, of=3)
    assert recommender.because(["tent", "coat"], "lamp") == Because("tent", visits=1, of=4)
    assert recommender.because(["tent"], "flask") == Because("", visits=0, of=1)
    assert recommender.because(["coat"], "piano") == Because("", visits=0, of=3)
    assert recommender.because([], "coat") == Because("", visits=0, of=0)


@pytest.mark.skipif(not TOY.exists(), reason="the shared data are not here")
def test_the_next_item_of_real_visits_is_found() -> None:
    """The protocol: every prefix of every held-out visit, the item just met left out, the next item within twenty."""
    found = foreseen(Recommender.of(learned(_toy("train"))), _toy("valid"))
    assert found.count == 1121
    assert found.rank >= 0.34
    assert found.hits >= 0.70


def _toy(part: str) -> list[tuple[str, ...]]:
    with (TOY / f"serenade_toy_{part}.tsv").open(encoding="ascii", newline="") as lines:
        return visits_of(lines)
