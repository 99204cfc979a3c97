import math

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
    assert moved(Term("pages", 0.5, scale=1e-9), 5.0) == 0.5 * FURTHEST
    assert moved(Term("pages", 0.5, mean=5.0, scale=1e-9), 0.0) == -0.5 * FURTHEST
