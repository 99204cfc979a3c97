import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.logistic import FURTHEST, Logistic, Term


def moved(term: Term, number: float) -> float:
    return Logistic(0.0, (term,)).moves({term.feature: number})[term.feature]


def test_a_term_weighs_how_far_a_number_is_from_its_mean() -> None:
    assert moved(Term("pages", 0.5, mean=4.0, scale=2.0), 8.0) == 1.0
    assert moved(Term("pages", 0.5, mean=4.0, scale=2.0), 4.0) == 0.0


def test_a_logarithm_tames_long_tails() -> None:
    assert moved(Term("seconds", 1.0, log=True), math.e - 1.0) == 1.0
    assert moved(Term("seconds", 1.0, log=True), -5.0) == 0.0


def test_above_a_limit_only_what_exceeds_it_counts() -> None:
    assert moved(Term("pages", 1.0, above=3.0), 2.0) == 0.0
    assert moved(Term("pages", 1.0, above=3.0), 5.0) == 2.0


def test_the_terms_of_one_feature_add_up() -> None:
    terms = (Term("pages", 1.0), Term("pages", -0.5, above=2.0), Term("adds", 3.0))
    assert Logistic(0.0, terms).moves({"pages": 4.0}) == {"pages": 3.0, "adds": 0.0}


def test_what_is_not_there_is_0() -> None:
    odds = Logistic(0.0, (Term("pages", 1.0, mean=2.0, scale=4.0),))
    assert odds.moves({}) == odds.moves({"pages": 0.0}) == {"pages": -0.5}


def test_nobody_is_further_out_than_training_can_tell() -> None:
    assert moved(Term("pages", 0.5, scale=1e-9), 5.0) == FURTHEST
    assert moved(Term("pages", 0.5, mean=5.0, scale=1e-9), 0.0) == -FURTHEST


def terms() -> st.SearchStrategy[Term]:
    numbers = st.integers(-3, 3).map(float)
    above = st.none() | st.integers(0, 6).map(lambda half: half / 2)
    return st.builds(Term, st.sampled_from("ab"), numbers, numbers, st.sampled_from([0.5, 2.0]), st.booleans(), above)


def by_hand(term: Term, number: float) -> float:
    shaped = math.log1p(max(0.0, number)) if term.log else number
    shaped = shaped if term.above is None else max(0.0, shaped - term.above)
    return term.weight * (shaped - term.mean) / term.scale


@given(st.lists(terms(), max_size=6), st.dictionaries(st.sampled_from("abc"), st.floats(0.0, 9.0)))
def test_all_terms_of_a_feature_count_as_each_of_them_does(found: list[Term], features: dict[str, float]) -> None:
    odds = Logistic(-1.0, tuple(found))
    moves = odds.moves(features)
    for name, moved in moves.items():
        hand = sum(by_hand(term, features.get(name, 0.0)) for term in found if term.feature == name)
        assert moved == pytest.approx(min(FURTHEST, max(-FURTHEST, hand)), abs=1e-9)
    assert odds.logit(features) == pytest.approx(-1.0 + sum(moves.values()), abs=1e-9)
