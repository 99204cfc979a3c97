"""Rewrites a page's bytes by edits: plans once for each body, proves the plan, and fills it for every visitor."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from proxy.charset import Charset
from proxy.html.content import shape
from proxy.html.find import Refusal
from proxy.html.guards import unverifiable
from proxy.html.independent import takes
from proxy.html.known import Bodies, Known, Seen
from proxy.html.plan import Plan, planned
from proxy.html.source import Source
from proxy.html.splice import Splice
from proxy.html.stencil import Stencil
from proxy.html.template import Template
from proxy.html.verify import faithful
from proxy.html.words import misplaced
from rules.decision import Edit, Html, Reason, Text


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The page after the edits, how many elements those of each rule met, and why some rules' edits are left out.

    Where no edit stays, `html` is the very object that came in.
    """

    html: bytes
    touched: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, Refusal] = field(default_factory=dict)


class Rewriter:
    """Rewrites pages, and remembers the plans of the bodies it has seen."""

    __slots__ = ("_bodies",)

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies

    def rewrite(self, body: bytes, charset: Charset, edits: Sequence[Edit]) -> Rewritten:
        """Return the page with the edits of each rule that it takes whole; all other bytes are the shop's own."""
        if not edits:
            return Rewritten(body)
        asked, now = _asked(edits)
        seen = self._bodies.seen(body, charset)
        template = seen.template
        if template is not None:
            near = self._near(seen, template, edits, (asked, now))
            if near is not None:
                return near
            seen = self._bodies.alone(seen)
        splice = self._splice(seen.known, edits, asked, now)
        plan = splice.plan
        return Rewritten(splice.filled(edits) if plan.edits else body, plan.touched, plan.refused)

    def _near(
        self, seen: Seen, template: Template, edits: Sequence[Edit], wanted: tuple[Hashable, tuple[str, ...]]
    ) -> Rewritten | None:
        """Rewrite a body as the model of its template is; None where its own values could make a difference."""
        model, (asked, now) = seen.known, wanted
        if asked not in model.stencils and not takes(self._bodies.source(model), edits, template):
            model.stencils[asked] = None
        if model.stencils.get(asked, ...) is None:
            return None
        splice = self._splice(model, edits, asked, now)
        stencil = model.stencils.get(asked)
        if stencil is None or stencil.splice is not splice:
            stencil = model.stencils[asked] = Stencil.of(splice, template)
        if stencil is None:
            return None
        plan = splice.plan
        return Rewritten(
            stencil.filled(edits, seen.values or ()) if plan.edits else seen.body, plan.touched, plan.refused
        )

    def _splice(self, known: Known, edits: Sequence[Edit], asked: Hashable, now: tuple[str, ...]) -> Splice:
        splice = known.latest.get(asked)
        return splice if splice is not None and splice.fits(edits, now) else self._other(known, edits, asked, now)

    def _other(self, known: Known, edits: Sequence[Edit], asked: Hashable, now: tuple[str, ...]) -> Splice:
        """Return a splice that fits, when the latest does not: one of other shapes, a looser one, or a new one."""
        shapes = tuple(map(shape, edits))
        splice = known.splices.get((asked, shapes))
        if splice is None:
            splice = replace(proven(self._bodies.source(known), edits), shapes=shapes)
        elif not splice.fits(edits, now):
            splice = splice.loosened(edits)
        known.keep(asked, splice)
        self._bodies.weigh(known)
        return splice


def proven(source: Source, edits: Sequence[Edit]) -> Splice:
    """Return a splice of which the verifier is convinced, without the rules that it is not convinced of."""
    why = unverifiable(source)
    if why:
        refused = {edit.rule: (Reason.EDIT_REFUSED, why) for edit in edits}
        return Splice.of(Plan((source.body,), refused=refused), source.charset, edits)
    splice = Splice.of(planned(source, edits), source.charset, edits)
    return splice if _holds(source, edits, splice) else _one_by_one(source, edits)


def _one_by_one(source: Source, edits: Sequence[Edit]) -> Splice:
    """Add one rule after another, so that a rule that the page does not take costs the others nothing."""
    best = Splice.of(planned(source, edits, ()), source.charset, edits)
    accepted: list[str] = []
    refused: dict[str, Refusal] = {}
    for rule in dict.fromkeys(edit.rule for edit in edits):
        trial = Splice.of(planned(source, edits, (*accepted, rule)), source.charset, edits)
        if rule in trial.plan.refused:
            refused[rule] = trial.plan.refused[rule]
        elif _holds(source, edits, trial):
            accepted.append(rule)
            best = trial
        else:
            refused[rule] = (Reason.EDIT_REFUSED, _why(source, [edit for edit in edits if edit.rule == rule]))
    return replace(best, plan=replace(best.plan, refused={**refused, **best.plan.refused}))


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


def _asked(edits: Sequence[Edit]) -> tuple[Hashable, tuple[str, ...]]:
    """Return all of the edits but the characters of their contents, and those characters."""
    asked: list[Hashable] = []
    now: list[str] = []
    for edit in edits:
        element, content = edit.element, edit.content
        if isinstance(content, Html):
            now.append(content.markup)
            kind: Hashable = Html
        elif isinstance(content, Text):
            now.append(content.value)
            kind = Text
        else:
            now.append("")
            kind = content
        asked += (element.name, element.css, element.contract, edit.op, edit.name, edit.rule, kind)
    return tuple(asked), tuple(now)
