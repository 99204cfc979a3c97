"""Remembers what was worked out about the bodies that the shop sent last, within a budget of bytes."""

from collections import OrderedDict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field

from xxhash import xxh3_64_intdigest

from proxy.charset import Charset
from proxy.html.source import Source
from proxy.html.splice import Splice

_OVERHEAD = 2_000
"""Bytes of Python objects around a body and around a splice, roughly."""

_SPLICES = 64
"""Combinations of rules kept for one body; more than that many are not met twice soon."""

_READINGS = 8
"""Sets of readings kept for one body; which one is asked depends on the names of the page alone."""


@dataclass(slots=True)
class Known:
    """One body: its splices by what is asked and the shapes of contents, the latest of each, and the facts in it."""

    key: tuple[int, str, bool]
    body: bytes
    charset: Charset
    splices: dict[Hashable, Splice] = field(default_factory=dict)
    latest: dict[Hashable, Splice] = field(default_factory=dict)
    facts: dict[Hashable, Mapping[str, str]] = field(default_factory=dict)
    linked: dict[Hashable, bytes] = field(default_factory=dict)
    size: int = 0

    def keep(self, asked: Hashable, splice: Splice) -> None:
        if len(self.splices) >= _SPLICES:
            self.splices.clear()
            self.latest.clear()
        self.splices[asked, splice.shapes] = self.latest[asked] = splice

    def tell(self, asked: Hashable, facts: Mapping[str, str]) -> None:
        if len(self.facts) >= _READINGS:
            self.facts.clear()
        self.facts[asked] = facts

    def weight(self) -> int:
        beside = sum(splice.size + _OVERHEAD for splice in self.splices.values())
        return _OVERHEAD + len(self.body) + beside + sum(map(len, self.linked.values()))


class Bodies:
    """The bodies used last, and the tree of the very last one: a page is read, and rewritten right after.

    A plan belongs to a body and not to a visitor, so all visitors share them (architecture.md, "Rewriting").
    """

    __slots__ = ("_budget", "_known", "_source", "_total")

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._known: OrderedDict[tuple[int, str, bool], Known] = OrderedDict()
        self._source: Source | None = None
        self._total = 0

    @property
    def size(self) -> int:
        """Bytes held, without the tree of the last body."""
        return self._total

    def known(self, body: bytes, charset: Charset) -> Known:
        """Return what is known of a body, nothing at first."""
        # The hash is not cryptographic, so the bytes decide: nobody gets the plan of another body by a collision.
        key = (xxh3_64_intdigest(body), charset.name, charset.declared)
        known = self._known.get(key)
        if known is not None and known.body == body:
            self._known.move_to_end(key)
            return known
        if known is not None:
            self._forget(key)
        known = self._known[key] = Known(key, body, charset)
        self.weigh(known)
        return known

    def source(self, known: Known) -> Source:
        """Return the parsed body; the last one stays, since parsing is most of the work."""
        source = self._source
        if source is None or source.body is not known.body or source.charset != known.charset:
            source = self._source = Source.of(known.body, known.charset)
        return source

    def weigh(self, known: Known) -> None:
        """Count a body that has grown, and forget those used longest ago until all fit the budget."""
        if self._known.get(known.key) is not known:
            return
        size = known.weight()
        self._total += size - known.size
        known.size = size
        while self._total > self._budget and self._known:
            self._forget(next(iter(self._known)))

    def _forget(self, key: tuple[int, str, bool]) -> None:
        self._total -= self._known.pop(key).size
