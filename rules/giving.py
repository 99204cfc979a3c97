"""Decides whether a rule may give a code, what its fragments say of it, and which codes are still to be fetched."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from rules.codes import SAMPLE, Pool, Wish
from rules.coming import Coming
from rules.context import PERSONALISE, Context
from rules.decision import Decision, Reason
from rules.gates import Objection, knows
from rules.rulebook import Action, Rule, Rulebook
from scoring.marks import Code
from scoring.visitor import Visitor


@runtime_checkable
class Giving(Protocol):
    """An action that gives a code."""

    def wish(self) -> Wish: ...


def giving(rule: Rule, actions: tuple[Action, ...], context: Context) -> tuple[Objection | None, Context]:
    """Return why no code may be given, or else the context in which the rule's fragments can show it."""
    wish = next((action.wish() for action in actions if isinstance(action, Giving)), None)
    if wish is None:
        return None, context
    held = context.visitor.marks.codes.get(wish.pool) if context.visitor else None
    objection = _objection(rule, wish, held, context)
    return objection, context if objection else replace(context, code=coming(wish, held, (context.now, rule)))


def coming(wish: Wish, held: Code | None, then: tuple[float, Rule]) -> Coming:
    """Return what a fragment shows of a code."""
    now, rule = then
    until = held.until if held and held.until is not None else None if wish.span is None else now + wish.span
    return Coming(key_of(wish.pool), held.text if held else None, None if until is None else _day(until, rule))


def key_of(pool: str) -> str:
    """Return what an answer to the browser calls the visitor's code of a pool."""
    return f"code.{pool}"


def wishes(decision: Decision, context: Context, rulebook: Rulebook, since: float) -> Iterator[Wish]:
    """Yield the codes that stand on a page of this visitor's and that he does not hold yet.

    A rule that waits for a moment is on the page when it was shown at `since` or later.
    """
    if not rulebook.site.codes or context.visitor is None:
        return
    for rule, verdict in zip(rulebook.rules, decision.verdicts, strict=True):
        if not rule.gives or not knows(rule, context):
            continue
        shown = context.visitor.shown.get(rule.id, ()) if rule.when else ()
        if verdict.reason.acts or (shown and shown[-1] >= since):
            actions = rule.otherwise if verdict.reason is Reason.OTHERWISE else rule.do
            given = (action.wish() for action in actions if isinstance(action, Giving))
            yield from (wish for wish in given if wish.pool not in context.visitor.marks.codes)


def sampled(visitor: Visitor, pools: Mapping[str, Pool], now: float) -> Visitor:
    """Return a made-up visitor who holds a sample of every pool: no code is spent on trying rules."""
    if not pools:
        return visitor
    return replace(visitor, marks=replace(visitor.marks, codes={pool: Code(SAMPLE, now) for pool in pools}))


def _objection(rule: Rule, wish: Wish, held: Code | None, context: Context) -> Objection | None:
    if context.request.kind == "bot":
        return Objection(Reason.NO_MATCH, "a program gets no code")
    if not knows(rule, context):
        needed = ", ".join(sorted(rule.purposes or {PERSONALISE}))
        return Objection(Reason.CONSENT_MISSING, f"a code is kept with its visitor, which needs {needed}")
    if context.visitor is None:
        return Objection(Reason.UNKNOWN_INPUT, "whether a code was given before is unknown")
    if held is None:
        empty = wish.pool in context.beyond.empty
        return Objection(Reason.CAPPED, f"the pool {wish.pool} has no code left") if empty else None
    if held.until is not None and held.until <= context.now:
        return Objection(Reason.CAPPED, f"the code of this visitor ran out {_day(held.until, rule)}")
    return None


def _day(at: float, rule: Rule) -> str:
    return datetime.fromtimestamp(at, ZoneInfo(rule.schedule.zone)).date().isoformat()
