"""Remembers what was worked out about the bodies that the shop sent last, within a budget of bytes."""

from collections import OrderedDict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from xxhash import xxh3_64_intdigest

from proxy.charset import Charset
from proxy.html.align import differing
from proxy.html.independent import named_in, words_of
from proxy.html.readout import Readout
from proxy.html.shelf import Family, Key, Shelf, Shelves
from proxy.html.source import Source
from proxy.html.splice import Splice
from proxy.html.stencil import Stencil
from proxy.html.template import Template, learned

_OVERHEAD = 2_000
"""Bytes of Python objects around a body and around a splice, roughly."""

_SPLICES = 64
"""Combinations of rules kept for one body; more than that many are not met twice soon."""

_READINGS = 8
"""Sets of readings kept for one body; which one is asked depends on the names of the page alone."""


_OTHERS = 5
"""Bodies and models of a family that a new body is laid beside."""


_NAMES = 10_000
"""Names of ids and classes that are remembered from selectors."""


class Meeting(StrEnum):
    """How a body was met: as one of those remembered, as one of a template's, or as a new one to be parsed."""

    HIT = "hit"
    NEAR = "near"
    MISS = "miss"


@dataclass(slots=True)
class Known:
    """One body: its splices by what is asked and the shapes of contents, the latest of each, and the facts in it.

    The body may be the model of a template; what is known of it is then told of all bodies that the template takes.
    """

    key: Key
    body: bytes
    charset: Charset
    splices: dict[Hashable, Splice] = field(default_factory=dict)
    latest: dict[Hashable, Splice] = field(default_factory=dict)
    facts: dict[Hashable, Mapping[str, str]] = field(default_factory=dict)
    linked: dict[Hashable, bytes] = field(default_factory=dict)
    parts: dict[Hashable, tuple[bytes, ...]] = field(default_factory=dict)
    template: Template | None = None
    stencils: dict[Hashable, Stencil] = field(default_factory=dict)
    barred: set[Hashable] = field(default_factory=set)
    readouts: dict[Hashable, Readout | None] = field(default_factory=dict)
    size: int = 0

    def keep(self, asked: Hashable, splice: Splice) -> None:
        if len(self.splices) >= _SPLICES:
            self.unplanned()
        self.splices[asked, splice.shapes] = self.latest[asked] = splice

    def bar(self, asked: Hashable) -> None:
        """Remember that a template cannot tell what is asked."""
        if len(self.barred) >= _SPLICES:
            self.barred.clear()
        self.barred.add(asked)

    def unplanned(self) -> None:
        self.splices.clear()
        self.latest.clear()
        self.stencils.clear()

    def tell(self, asked: Hashable, facts: Mapping[str, str]) -> None:
        if len(self.facts) >= _READINGS:
            self.facts.clear()
        self.facts[asked] = facts

    def read(self, asked: Hashable, readout: Readout | None) -> None:
        if len(self.readouts) >= _READINGS:
            self.readouts.clear()
        self.readouts[asked] = readout

    def weight(self) -> int:
        beside = sum(splice.size + _OVERHEAD for splice in self.splices.values())
        own = _OVERHEAD + len(self.body) + beside + sum(map(len, self.linked.values()))
        # A template has the body once more in runs, and each of its splices in a stencil.
        return own if self.template is None else 2 * own


@dataclass(slots=True)
class Seen:
    """A body with what is known of it, or of the model of its template; `values` are its own in the gaps.

    `page` tells pages of one kind: the names that site.yaml gives, else the path; None where nobody said.
    """

    body: bytes
    charset: Charset
    known: Known
    meeting: Meeting
    values: Sequence[bytes] | None = None
    page: Hashable = None

    @property
    def template(self) -> Template | None:
        return self.known.template if self.values is not None else None

    @property
    def watched(self) -> list[bytes]:
        """The values of `id` and `class` among its own."""
        numbers = self.known.template.watched if self.known.template else ()
        return [self.values[number] for number in numbers] if self.values is not None else []


class Bodies:
    """The bodies used last, templates of such as come with other values each time, and the tree of the very last one.

    A plan belongs to a body and not to a visitor, so all visitors share them (architecture.md, "Rewriting").
    """

    __slots__ = ("_budget", "_known", "_last", "_named", "_shelves", "_source", "_total")

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._known: OrderedDict[Key, Known] = OrderedDict()
        self._named: set[str] = set()
        self._shelves = Shelves()
        self._source: Source | None = None
        self._last: Seen | None = None
        self._total = 0

    @property
    def size(self) -> int:
        """Bytes held, without the tree of the last body."""
        return self._total

    def meet(self, body: bytes, charset: Charset, family: Family) -> Seen:
        """Return how a body is met that comes now; until the next one comes, `seen` tells the same."""
        last = self._last
        if last is not None and last.body is body and (last.charset, last.page) == (charset, family.page):
            last.meeting = Meeting.HIT if last.values is None else Meeting.NEAR
            return last
        last = self._last = self._met(body, charset, self._shelves.of(family, charset))
        last.page = family.page
        return last

    def seen(self, body: bytes, charset: Charset) -> Seen:
        """Return how the very last body was met; any other is a body by itself, and no template is tried."""
        last = self._last
        if last is None or last.body is not body or last.charset != charset:
            last = self._last = self._met(body, charset, [])
        return last

    def meeting(self, body: bytes) -> Meeting | None:
        """Return how the very last body was met, None when that was another one."""
        return self._last.meeting if self._last is not None and self._last.body is body else None

    def alone(self, seen: Seen) -> Seen:
        """Meet a body anew by itself, where something is asked that its template cannot tell."""
        known = self._found(_key(seen.body, seen.charset), seen.body)
        meeting = Meeting.MISS if known is None else Meeting.HIT
        known = known or self.known(seen.body, seen.charset)
        self._last = Seen(seen.body, seen.charset, known, meeting, page=seen.page)
        return self._last

    def asked(self, css: Iterable[str]) -> None:
        """Remember what selectors name, so that no template is learned across it."""
        if len(self._named) < _NAMES:
            self._named.update(name for each in css for name in named_in(each))

    def unplanned(self) -> None:
        """Forget every plan, and nothing else."""
        for known in self._known.values():
            known.unplanned()
            self._recount(known)

    def known(self, body: bytes, charset: Charset) -> Known:
        """Return what is known of a body, nothing at first."""
        key = _key(body, charset)
        known = self._found(key, body)
        return known or self._put(Known(key, body, charset))

    def source(self, known: Known) -> Source:
        """Return the parsed body; the last one stays, since parsing is most of the work."""
        return self._parsed(known.body, known.charset)

    def weigh(self, known: Known) -> None:
        """Count a body that has grown, and forget those used longest ago until all fit the budget."""
        if self._known.get(known.key) is not known:
            return
        self._recount(known)
        while self._total > self._budget and self._known:
            self._forget(next(iter(self._known)))

    def _recount(self, known: Known) -> None:
        size = known.weight()
        self._total += size - known.size
        known.size = size

    def _met(self, body: bytes, charset: Charset, shelves: Sequence[Shelf]) -> Seen:
        near = next((found for shelf in shelves if (found := self._near(body, charset, shelf, 1))), None)
        if near is not None:
            return near
        known = self._found(_key(body, charset), body)
        if known is not None:
            return Seen(body, charset, known, Meeting.HIT)
        near = next((found for shelf in shelves if (found := self._near(body, charset, shelf, None))), None)
        if near is not None:
            return near
        for shelf in shelves:
            new = self._learned(body, charset, shelf)
            values = new.template.values(body) if new and new.template else None
            if new is not None and values is not None:
                return Seen(body, charset, new, Meeting.MISS, values)
        known = self.known(body, charset)
        for shelf in shelves:
            shelf.bodies.appendleft(known.key)
        return Seen(body, charset, known, Meeting.MISS)

    def _near(self, body: bytes, charset: Charset, shelf: Shelf, most: int | None) -> Seen | None:
        for model in self._held(shelf.models[:most]):
            values = model.template.values(body) if model.template else None
            if values is not None:
                shelf.used(model.key)
                self._known.move_to_end(model.key)
                return Seen(body, charset, model, Meeting.NEAR, values)
        return None

    def _learned(self, body: bytes, charset: Charset, shelf: Shelf) -> Known | None:
        """Return the model of a new template, of this body and one of the shelf."""
        others = [known.body for known in self._held([*shelf.bodies, *shelf.models])][:_OTHERS]
        if not others or not shelf.tries():
            return None
        source = self._parsed(body, charset)
        for other, stretches in differing(source, others):
            template, model = learned(source, stretches) or (None, None)
            if template is not None and model is not None and self._fits_both(template, body, other):
                self._source = model
                shelf.add(_key(model.body, charset))
                return self._put(Known(_key(model.body, charset), model.body, charset, template=template))
        return None

    def _fits_both(self, template: Template, *bodies: bytes) -> bool:
        """Tell that a template takes the two bodies it is of, neither of which has a name in a gap that selectors use.

        A row with another class may be another form of the page, with a template of its own.
        """
        values = [template.values(body) for body in bodies]
        watched = (each[number] for each in values if each for number in template.watched)
        return None not in values and self._named.isdisjoint(words_of(watched))

    def _held(self, keys: Iterable[Key]) -> Iterator[Known]:
        """Yield what is still known of some keys."""
        return (known for key in tuple(keys) if (known := self._known.get(key)) is not None)

    def _parsed(self, body: bytes, charset: Charset) -> Source:
        source = self._source
        if source is None or source.body is not body or source.charset != charset:
            source = self._source = Source.of(body, charset)
        return source

    def _found(self, key: Key, body: bytes) -> Known | None:
        # The hash is not cryptographic, so the bytes decide: nobody gets the plan of another body by a collision.
        known = self._known.get(key)
        if known is None or known.body != body:
            return None
        self._known.move_to_end(key)
        return known

    def _put(self, known: Known) -> Known:
        if known.key in self._known:
            self._forget(known.key)
        self._known[known.key] = known
        self.weigh(known)
        return known

    def _forget(self, key: Key) -> None:
        self._total -= self._known.pop(key).size


def _key(body: bytes, charset: Charset) -> Key:
    return xxh3_64_intdigest(body), charset.name, charset.declared
