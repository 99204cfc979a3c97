"""Decides which plans are proved before the answer, which behind it, and which edits are not believed any more."""

from collections import OrderedDict, deque
from collections.abc import Hashable, Sequence
from typing import TypeVar

from xxhash import xxh3_64_intdigest

from proxy.html.content import shape
from proxy.html.doubts import doubtful, surroundings
from proxy.html.guards import unverifiable
from proxy.html.proving import Check, Refusals, proven, unproven
from proxy.html.source import Source
from proxy.html.splice import Splice
from rules.decision import Edit, Reason

FIRST, SHARE = 5, 0.02
"""Bodies of a page that prove a change before others go out unproven, and the share of those that is looked at."""

_KEYS = 10_000
"""Changes that are remembered, one for each page, element and shape of content."""

_WAITING = 32
"""Checks that may wait; they hold their bodies, and a sample may lose some."""

_PARTS = 1_000_000
_GOOD = (Reason.APPLIED, "")


Value = TypeVar("Value")


class Trust:
    """What the verifier has said of changes so far, by page, element, op and shape of content.

    `first` bodies must prove a change on pages of one kind; each later plan that the tree alone does not make doubtful
    goes out unproven, and a `share` of them waits to be checked. `waiting` are those checks.
    """

    __slots__ = ("_proofs", "_withdrawn", "first", "share", "waiting")

    def __init__(self, first: int = FIRST, share: float = SHARE) -> None:
        self.first, self.share = first, share
        self.waiting: deque[Check] = deque(maxlen=_WAITING)
        self._proofs: OrderedDict[Hashable, int] = OrderedDict()
        self._withdrawn: OrderedDict[Hashable, str] = OrderedDict()

    def planned(self, page: Hashable, source: Source, edits: Sequence[Edit], *, always: bool = False) -> Splice:
        """Return the splice of edits, proved `always` or as is due; a page of no kind, None, is proved always."""
        if page is None:
            return proven(source, edits)
        refused = self._refused(page, edits)
        asked = [edit for edit in edits if edit.rule not in refused]
        keys: dict[Hashable, Edit] = {(page, _key(edit), surroundings(source, edit)): edit for edit in asked}
        if not always and self._believed(source, keys) and unverifiable(source) is None:
            splice = unproven(source, edits, refused)
            if xxh3_64_intdigest(source.body) % _PARTS < self.share * _PARTS:
                self.waiting.append(Check(page, source.body, source.charset, tuple(edits), splice))
            return splice
        splice = proven(source, edits, refused)
        for key, edit in keys.items():
            # An element that is missing is found missing without a proof.
            good = splice.plan.refused.get(edit.rule, _GOOD)[0] is not Reason.EDIT_REFUSED
            _put(self._proofs, key, self._proofs.get(key, 0) + 1 if good else 0)
        return splice

    def withdraw(self, check: Check, guilty: Refusals) -> None:
        """Refuse the edits of guilty rules on pages of this kind from now on, and have all others proved again."""
        for edit in check.edits:
            if edit.rule in guilty:
                _put(self._withdrawn, (check.page, _key(edit)), guilty[edit.rule][1])
        for key in [key for key in self._proofs if isinstance(key, tuple) and key[0] == check.page]:
            del self._proofs[key]

    def _refused(self, page: Hashable, edits: Sequence[Edit]) -> Refusals:
        if not self._withdrawn:
            return {}
        told = ((edit.rule, self._withdrawn.get((page, _key(edit)))) for edit in edits)
        return {rule: (Reason.EDIT_REFUSED, f"withdrawn after a check: {why}") for rule, why in told if why is not None}

    def _believed(self, source: Source, keys: dict[Hashable, Edit]) -> bool:
        enough = all(self._proofs.get(key, 0) >= self.first for key in keys)
        return enough and not any(doubtful(source, edit) for edit in keys.values())


def _key(edit: Edit) -> Hashable:
    return edit.element.css, edit.op, edit.name, edit.rule, shape(edit)


def _put(kept: OrderedDict[Hashable, Value], key: Hashable, value: Value) -> None:
    kept[key] = value
    kept.move_to_end(key)
    if len(kept) > _KEYS:
        kept.popitem(last=False)
