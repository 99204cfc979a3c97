"""Log-odds as a sum of boosted trees, walked in plain Python; each split on the way says what it moved."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Leaf:
    value: float


@dataclass(frozen=True, slots=True)
class Split:
    """Asks whether a feature is at most a number; `value` is the log-odds of all that come here."""

    feature: str
    at_most: float
    value: float
    yes: "Split | Leaf"
    no: "Split | Leaf"


Node = Split | Leaf


@dataclass(frozen=True, slots=True)
class _Flat:
    """All trees in lists, since walking objects costs more; a leaf is the complement of its place in `values`.

    A split is a feature's number, the most it may be, and the places of "yes" and "no". `paths` holds for each leaf
    which features moved log-odds on the way to it, by how much.
    """

    splits: list[tuple[int, float, int, int]] = field(default_factory=list)
    values: list[float] = field(default_factory=list)
    paths: list[tuple[tuple[int, float], ...]] = field(default_factory=list)

    def take(self, node: Node, numbers: Mapping[str, int], path: Mapping[int, float]) -> int:
        """Lay a tree flat; return its place."""
        if isinstance(node, Leaf):
            self.values.append(node.value)
            self.paths.append(tuple(path.items()))
            return ~(len(self.paths) - 1)
        place, feature = len(self.splits), numbers[node.feature]
        self.splits.append((feature, node.at_most, 0, 0))
        yes, no = (
            self.take(child, numbers, {**path, feature: path.get(feature, 0.0) + child.value - node.value})
            for child in (node.yes, node.no)
        )
        self.splits[place] = (feature, node.at_most, yes, no)
        return place


@dataclass(frozen=True, slots=True)
class Trees:
    """`start` is the log-odds of everybody trained on, where each tree begins to lead up or down."""

    roots: tuple[Node, ...]
    start: float = field(init=False)
    _names: tuple[str, ...] = field(init=False, repr=False, compare=False)
    _flat: _Flat = field(init=False, repr=False, compare=False)
    _places: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = tuple(sorted({split.feature for root in self.roots for split in splits(root)}))
        numbers = {name: number for number, name in enumerate(names)}
        flat = _Flat()
        object.__setattr__(self, "start", sum(root.value for root in self.roots))
        object.__setattr__(self, "_names", names)
        object.__setattr__(self, "_flat", flat)
        object.__setattr__(self, "_places", tuple(flat.take(root, numbers, {}) for root in self.roots))

    def logit(self, features: Mapping[str, float]) -> float:
        """Return log-odds: the sum of the leaves, one of each tree."""
        values = self._flat.values
        return sum([values[leaf] for leaf in self._leaves(features)])

    def moves(self, features: Mapping[str, float]) -> Mapping[str, float]:
        """Return by how much log-odds each feature moves the start, by the splits on its way (Saabas)."""
        found = [0.0] * len(self._names)
        for leaf in self._leaves(features):
            for feature, by in self._flat.paths[leaf]:
                found[feature] += by
        return dict(zip(self._names, found, strict=True))

    def _leaves(self, features: Mapping[str, float]) -> list[int]:
        get = features.get
        numbers = [get(name, 0.0) for name in self._names]
        asked = self._flat.splits
        leaves = []
        for root in self._places:
            place = root
            while place >= 0:
                feature, at_most, yes, no = asked[place]
                place = yes if numbers[feature] <= at_most else no
            leaves.append(~place)
        return leaves


def splits(node: Node) -> Iterator[Split]:
    if isinstance(node, Split):
        yield node
        yield from splits(node.yes)
        yield from splits(node.no)


def importance(roots: Sequence[Node]) -> Mapping[str, float]:
    """Return how far the splits on each feature lead apart, in log-odds summed over all trees."""
    found: dict[str, float] = {}
    for root in roots:
        for split in splits(root):
            found[split.feature] = found.get(split.feature, 0.0) + abs(split.yes.value - split.no.value)
    return found
