from collections.abc import Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.context import Context, Truth
from rules.logic import All, AnyOf, Condition, Leaf, NoneOf, any_of, leaves
from tests.support.words import Always

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN

RANK = {NO: 0, UNKNOWN: 1, YES: 2}
"""Kleene's order of truth: AND is the least of its parts, OR the greatest."""

TRUTHS = st.sampled_from(Truth)


def ask(condition: Condition) -> Truth:
    return condition.answer(Context(0.0))


def parts(truths: Sequence[Truth]) -> tuple[Always, ...]:
    return tuple(Always(truth) for truth in truths)


def conditions() -> st.SearchStrategy[Condition]:
    """Any condition, however it nests, on words whose answers are known."""
    return st.recursive(
        TRUTHS.map(Always),
        lambda inner: st.builds(
            lambda kind, found: kind(tuple(found)), st.sampled_from([All, AnyOf, NoneOf]), st.lists(inner, max_size=3)
        ),
        max_leaves=8,
    )


@pytest.mark.parametrize(("one", "other"), list(product(Truth, repeat=2)))
def test_the_tables_are_kleenes(one: Truth, other: Truth) -> None:
    assert RANK[ask(All(parts([one, other])))] == min(RANK[one], RANK[other])
    assert RANK[ask(AnyOf(parts([one, other])))] == max(RANK[one], RANK[other])


@pytest.mark.parametrize(("truth", "opposite"), [(YES, NO), (NO, YES), (UNKNOWN, UNKNOWN)])
def test_none_of_one_is_its_opposite(truth: Truth, opposite: Truth) -> None:
    assert ask(NoneOf(parts([truth]))) is opposite


def test_nothing_asked_is_a_yes_for_all_and_none_and_a_no_for_any() -> None:
    assert ask(All(())) is YES
    assert ask(NoneOf(())) is YES
    assert ask(AnyOf(())) is NO


@given(st.lists(TRUTHS))
def test_none_of_is_the_opposite_of_any_of(truths: list[Truth]) -> None:
    assert ask(NoneOf(parts(truths))) is ask(NoneOf((AnyOf(parts(truths)),)))


@given(st.lists(TRUTHS))
def test_none_of_is_all_of_the_opposites(truths: list[Truth]) -> None:
    opposites = tuple(NoneOf((part,)) for part in parts(truths))
    assert ask(NoneOf(parts(truths))) is ask(All(opposites))


@given(conditions())
def test_twice_the_opposite_is_the_same(condition: Condition) -> None:
    assert ask(NoneOf((NoneOf((condition,)),))) is ask(condition)


@given(st.data(), st.lists(TRUTHS))
def test_the_order_of_parts_does_not_matter(data: st.DataObject, truths: list[Truth]) -> None:
    shuffled = data.draw(st.permutations(truths))
    assert ask(All(parts(truths))) is ask(All(parts(shuffled)))
    assert ask(AnyOf(parts(truths))) is ask(AnyOf(parts(shuffled)))


@given(conditions(), conditions(), conditions())
def test_all_spreads_over_any(one: Condition, two: Condition, three: Condition) -> None:
    assert ask(All((one, AnyOf((two, three))))) is ask(AnyOf((All((one, two)), All((one, three)))))


@given(st.lists(TRUTHS), st.integers(0, 9))
def test_learning_what_was_unknown_never_turns_a_yes_into_a_no(truths: list[Truth], seed: int) -> None:
    learnt = [(YES if (seed + index) % 2 else NO) if truth is UNKNOWN else truth for index, truth in enumerate(truths)]
    for kind in (All, AnyOf, NoneOf):
        before, after = ask(kind(parts(truths))), ask(kind(parts(learnt)))
        assert before is UNKNOWN or before is after


def test_any_asks_no_further_after_a_yes() -> None:
    answers = iter([NO, YES, UNKNOWN])
    assert any_of(answers) is YES
    assert list(answers) == [UNKNOWN]


def leaf(name: str) -> Leaf:
    return Leaf(name, 1, name, Word())


class Word(Always):
    def __init__(self) -> None:
        super().__init__(YES)

    def seen(self, _context: Context) -> str:
        return "seen"


def test_leaves_come_in_the_order_they_are_written() -> None:
    condition = All((leaf("a"), AnyOf((leaf("b"), NoneOf((leaf("c"),)))), leaf("d")))
    assert [found.path for found in leaves(condition)] == ["a", "b", "c", "d"]
    assert leaves(Always(YES)) == ()


def test_a_leaf_answers_as_its_word() -> None:
    assert ask(leaf("a")) is YES
