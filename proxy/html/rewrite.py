"""Rewrites a page's bytes by edits: plans once for each body, proves the plan, and fills it for every visitor."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from proxy.charset import Charset
from proxy.html.content import shape
from proxy.html.find import Refusal
from proxy.html.independent import apart, asked_of, takes
from proxy.html.known import Bodies, Seen
from proxy.html.plan import Plan
from proxy.html.proving import Check, Refusals
from proxy.html.splice import Splice
from proxy.html.stencil import Stencil
from proxy.html.template import Template
from proxy.html.trust import Trust
from rules.decision import Edit, Html, Text


@dataclass(frozen=True, slots=True)
class Rewritten:
    """The page after the edits, how many elements those of each rule met, and why some rules' edits are left out.

    `parts` joined are `html`. Where no edit stays, `html` is the very object that came in.
    """

    parts: tuple[bytes, ...] = field(compare=False)
    html: bytes
    touched: Mapping[str, int] = field(default_factory=dict)
    refused: Mapping[str, Refusal] = field(default_factory=dict)

    @classmethod
    def of(cls, parts: tuple[bytes, ...], plan: Plan) -> "Rewritten":
        return cls(parts, b"".join(parts), plan.touched, plan.refused)


class Rewriter:
    """Rewrites pages, and remembers the plans of the bodies it has seen."""

    __slots__ = ("_bodies", "trust")

    def __init__(self, bodies: Bodies) -> None:
        self._bodies = bodies
        self.trust = Trust()

    def rewrite(self, body: bytes, charset: Charset, edits: Sequence[Edit]) -> Rewritten:
        """Return the page with the edits of each rule that it takes whole; all other bytes are the shop's own."""
        if not edits:
            return Rewritten((body,), body)
        asked, now = _asked(edits)
        seen = self._bodies.seen(body, charset)
        template = seen.template
        if template is not None:
            near = self._near(seen, template, edits, (asked, now))
            if near is not None:
                return near
            seen = self._bodies.alone(seen)
        splice = self._splice(seen, edits, asked, now)
        plan = splice.plan
        return Rewritten.of(splice.parts(edits) if plan.edits else (body,), plan)

    def _near(
        self, seen: Seen, template: Template, edits: Sequence[Edit], wanted: tuple[Hashable, tuple[str, ...]]
    ) -> Rewritten | None:
        """Rewrite a body as the model of its template is; None where its own values could make a difference."""
        model, (asked, now) = seen.known, wanted
        if template.watched and not apart(asked_of(edits), seen.watched):
            return None
        known = asked in model.latest or asked in model.barred
        if not known and not takes(self._bodies.source(model), edits, template):
            model.bar(asked)
        if asked in model.barred:
            return None
        splice = self._splice(seen, edits, asked, now)
        stencil = model.stencils.get((asked, splice.shapes))
        if stencil is None or stencil.splice is not splice:
            stencil = Stencil.of(splice, template)
            if stencil is None:
                return None
            model.stencils[asked, splice.shapes] = stencil
        plan = splice.plan
        return Rewritten.of(stencil.filled_parts(edits, seen.values or ()) if plan.edits else (seen.body,), plan)

    def settle(self, check: Check, guilty: Refusals) -> None:
        """Take the verdict on what went out unproven: where a rule is guilty, no plan that was made before is used."""
        if guilty:
            self.trust.withdraw(check, guilty)
            self._bodies.unplanned()

    def _splice(self, seen: Seen, edits: Sequence[Edit], asked: Hashable, now: tuple[str, ...]) -> Splice:
        splice = seen.known.latest.get(asked)
        return splice if splice is not None and splice.fits(edits, now) else self._other(seen, edits, asked, now)

    def _other(self, seen: Seen, edits: Sequence[Edit], asked: Hashable, now: tuple[str, ...]) -> Splice:
        """Return a splice that fits, when the latest does not: one of other shapes, a looser one, or a new one."""
        known = seen.known
        self._bodies.asked(asked_of(edits))
        shapes = tuple(map(shape, edits))
        splice = known.splices.get((asked, shapes))
        if splice is None:
            # What is proved of a model holds for all bodies of its template, so it is proved each time.
            always, source = seen.template is not None, self._bodies.source(known)
            splice = replace(self.trust.planned(seen.page, source, edits, always=always), shapes=shapes)
        elif not splice.fits(edits, now):
            splice = splice.loosened(edits)
        known.keep(asked, splice)
        self._bodies.weigh(known)
        return splice


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
