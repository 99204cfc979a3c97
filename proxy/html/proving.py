"""Plans edits so that the verifier is convinced, or, where that was so often enough, as the tree alone allows."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from proxy.charset import Charset
from proxy.html.find import Refusal
from proxy.html.guards import unverifiable
from proxy.html.plan import Plan, planned
from proxy.html.source import Source
from proxy.html.splice import Splice
from proxy.html.verify import faithful
from proxy.html.words import misplaced
from rules.decision import Edit, Reason

Refusals = Mapping[str, Refusal]
"""Why some rules stay off a page, by their names."""


@dataclass(frozen=True, slots=True)
class Check:
    """A splice that went out unproven, to be looked at behind the answer."""

    page: Hashable
    body: bytes
    charset: Charset
    edits: Sequence[Edit]
    splice: Splice

    def guilty(self) -> Refusals:
        """Return the rules that the verifier is not convinced of. This parses three times, and touches nothing else."""
        source, refused = Source.of(self.body, self.charset), self.splice.plan.refused
        if _holds(source, self.edits, self.splice):
            return {}
        found = proven(source, self.edits, refused).plan.refused
        return {rule: why for rule, why in found.items() if rule not in refused}


def unproven(source: Source, edits: Sequence[Edit], refused: Refusals) -> Splice:
    """Return a splice by the tree alone, without the rules that are refused already."""
    plan = planned(source, edits, _others(edits, refused))
    return Splice.of(replace(plan, refused={**refused, **plan.refused}), source.charset, edits)


def proven(source: Source, edits: Sequence[Edit], refused: Refusals = MappingProxyType({})) -> Splice:
    """Return a splice of which the verifier is convinced, without the rules that it is not convinced of."""
    why = unverifiable(source)
    if why:
        every = {edit.rule: (Reason.EDIT_REFUSED, why) for edit in edits}
        return Splice.of(Plan((source.body,), refused={**every, **refused}), source.charset, edits)
    splice = unproven(source, edits, refused)
    return splice if _holds(source, edits, splice) else _one_by_one(source, edits, refused)


def _one_by_one(source: Source, edits: Sequence[Edit], before: Refusals) -> Splice:
    """Add one rule after another, so that a rule that the page does not take costs the others nothing."""
    best = Splice.of(planned(source, edits, ()), source.charset, edits)
    accepted: list[str] = []
    refused = dict(before)
    for rule in _others(edits, before):
        trial = Splice.of(planned(source, edits, (*accepted, rule)), source.charset, edits)
        if rule in trial.plan.refused:
            refused[rule] = trial.plan.refused[rule]
        elif _holds(source, edits, trial):
            accepted.append(rule)
            best = trial
        else:
            refused[rule] = (Reason.EDIT_REFUSED, _why(source, [edit for edit in edits if edit.rule == rule]))
    return replace(best, plan=replace(best.plan, refused={**refused, **best.plan.refused}))


def _others(edits: Sequence[Edit], refused: Refusals) -> list[str]:
    return [rule for rule in dict.fromkeys(edit.rule for edit in edits) if rule not in refused]


def _holds(source: Source, edits: Sequence[Edit], splice: Splice) -> bool:
    live = [edits[number] for number in splice.plan.edits]
    return not live or faithful(source, live, splice.filled(edits))


def _why(source: Source, edits: Sequence[Edit]) -> str:
    """Return what is wrong with the first edit that the page does not take by itself."""
    guilty = next((edit for edit in edits if not _taken(source, edit)), edits[0])
    elements = source.select(guilty.element.css)
    return misplaced(guilty, elements[0]) if elements else "the page would change elsewhere"


def _taken(source: Source, edit: Edit) -> bool:
    plan = planned(source, (edit,))
    return not plan.refused and _holds(source, (edit,), Splice.of(plan, source.charset, (edit,)))
