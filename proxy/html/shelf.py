"""Keeps the templates of pages that are alike, and the bodies that new ones are learned from."""

from collections import OrderedDict, deque
from collections.abc import Hashable
from dataclasses import dataclass, field

from proxy.charset import Charset

Key = tuple[int, str, bool]
"""What a body is found by: a hash of its bytes, and its charset."""

_SHELVES = 4096
"""Families that are remembered; one that nobody asks for any more is forgotten first."""

_TEMPLATES = 6
"""Templates of one family: as many forms as a page has, such as a basket with and without something in it."""

_BODIES = 3
"""Bodies of one family to lay a new one beside."""

_PATIENCE, _PAUSE = 16, 100
"""Bodies that a template may be sought for until one has been of use; from then on it is sought now and again."""


@dataclass(frozen=True, slots=True)
class Family:
    """Pages that may be alike: of one path, or at least of one kind, by the names that site.yaml gives them.

    `mapped` tells pages whose links were mapped to the public host.
    """

    path: str
    pages: tuple[str, ...] = ()
    status: int = 200
    mapped: bool = False

    @property
    def page(self) -> Hashable:
        """What is said of changes holds for all pages of one name and status."""
        return self.pages or self.path, self.status


@dataclass(slots=True)
class Shelf:
    """Where one family's templates are found: the keys of their models, the one of use last in front.

    `bodies` are the keys of the family's last bodies that fitted none.
    """

    models: list[Key] = field(default_factory=list)
    bodies: deque[Key] = field(default_factory=lambda: deque(maxlen=_BODIES))
    patience: int = _PATIENCE

    def tries(self) -> bool:
        """Tell whether to seek a template for a body that fits none."""
        self.patience -= 1
        return self.patience >= 0 or self.patience % _PAUSE == 0

    def add(self, model: Key) -> None:
        self.models.insert(0, model)
        del self.models[_TEMPLATES:]

    def used(self, model: Key) -> None:
        self.patience = _PATIENCE
        if self.models[0] != model:
            self.models.remove(model)
            self.models.insert(0, model)


class Shelves:
    """A bounded number of shelves."""

    __slots__ = ("_shelves",)

    def __init__(self) -> None:
        self._shelves: OrderedDict[Hashable, Shelf] = OrderedDict()

    def of(self, family: Family, charset: Charset) -> list[Shelf]:
        """Return the shelf of the path, and that of the named page behind it."""
        common = (charset, family.status, family.mapped)
        named = [self._shelf((*common, family.pages))] if family.pages else []
        return [self._shelf((*common, family.path)), *named]

    def _shelf(self, key: Hashable) -> Shelf:
        shelf = self._shelves.get(key)
        if shelf is None:
            shelf = self._shelves[key] = Shelf()
            if len(self._shelves) > _SHELVES:
                self._shelves.popitem(last=False)
        else:
            self._shelves.move_to_end(key)
        return shelf
