import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.trees import Leaf, Node, Split, Trees, importance

TREE = Split("pages", 3.0, 0.2, yes=Leaf(-1.0), no=Split("adds", 0.0, 0.8, yes=Leaf(0.5), no=Leaf(2.0)))


def value(node: Node, features: dict[str, float]) -> float:
    """Return the leaf that a visitor reaches, by the tree as it is written."""
    while isinstance(node, Split):
        node = node.yes if features.get(node.feature, 0.0) <= node.at_most else node.no
    return node.value


def trees() -> st.SearchStrategy[Node]:
    numbers = st.integers(-9, 9).map(float)
    return st.recursive(
        numbers.map(Leaf),
        lambda node: st.builds(Split, st.sampled_from("abc"), numbers, numbers, node, node),
        max_leaves=12,
    )


@pytest.mark.parametrize(
    ("features", "moves"),
    [
        ({}, {"pages": -1.2, "adds": 0.0}),
        ({"pages": 3.0}, {"pages": -1.2, "adds": 0.0}),
        ({"pages": 4.0}, {"pages": 0.6, "adds": -0.3}),
        ({"pages": 4.0, "adds": 1.0}, {"pages": 0.6, "adds": 1.2}),
    ],
)
def test_each_split_on_the_way_says_what_it_moved(features: dict[str, float], moves: dict[str, float]) -> None:
    assert Trees((TREE,)).start == 0.2
    assert Trees((TREE,)).moves(features) == pytest.approx(moves)


@given(st.lists(trees(), max_size=4), st.dictionaries(st.sampled_from("abc"), st.integers(-9, 9).map(float)))
def test_start_and_moves_are_the_sum_of_the_leaves(roots: list[Node], features: dict[str, float]) -> None:
    grown = Trees(tuple(roots))
    leaves = pytest.approx(sum(value(root, features) for root in roots))
    assert grown.start + sum(grown.moves(features).values()) == leaves
    assert grown.logit(features) == leaves


def test_no_tree_moves_nothing() -> None:
    assert Trees(()).moves({"pages": 3.0}) == {}


def test_a_feature_matters_as_far_as_its_splits_lead_apart() -> None:
    assert importance((TREE, Leaf(1.0))) == pytest.approx({"pages": 1.8, "adds": 1.5})
