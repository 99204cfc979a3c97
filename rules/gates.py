"""What stands between a rule and the page: one function a gate, asked in order, each objecting with its reason."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rules.context import PERSONALISE, Context, Truth
from rules.decision import Reason
from rules.language.units import spoken
from rules.past import often
from rules.rulebook import Limit, Rule, Status
from scoring.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a rule may not act, with the rest of the reason in words."""

    reason: Reason
    detail: str = ""


Gate = Callable[[Rule, Context], Objection | None]

_PERSONALISE = frozenset({PERSONALISE})
_ELSEWHERE = Objection(Reason.OTHER_PAGE)


def view(rule: Rule, context: Context) -> Context:
    """Return what this rule may look at: all of it, or this request alone when consent does not cover the past."""
    return context if knows(rule, context) else context.first_request()


def knows(rule: Rule, context: Context) -> bool:
    """Tell whether consent covers that this rule reads of the past, and leaves something for later."""
    return context.consent.covers(rule.purposes or _PERSONALISE)


def status(rule: Rule, _context: Context) -> Objection | None:
    if rule.status is Status.LIVE:
        return None
    return Objection(Reason.DRAFT if rule.status is Status.DRAFT else Reason.PAUSED)


def schedule(rule: Rule, context: Context) -> Objection | None:
    begin, end = rule.schedule.begin, rule.schedule.end
    if begin is not None and context.now < begin:
        return Objection(Reason.OUT_OF_SCHEDULE, f"begins {_day(begin, rule)}")
    if end is not None and context.now >= end:
        return Objection(Reason.OUT_OF_SCHEDULE, f"ended {_day(end - 1, rule)}")
    return None


def page(rule: Rule, context: Context) -> Objection | None:
    if rule.pages is not None:
        elsewhere = rule.pages.isdisjoint(context.pages)
        if rule.by_page_alone or (elsewhere and context.pages):
            return _ELSEWHERE if elsewhere else None
    answer = rule.where.answer(context)
    if answer is Truth.YES:
        return None
    return Objection(Reason.OTHER_PAGE if answer is Truth.NO else Reason.UNKNOWN_INPUT)


def may_act(rule: Rule, context: Context) -> bool:
    """Tell whether a rule is in force on this page for anybody, at whatever time."""
    objection = status(rule, context) or page(rule, context)
    return objection is None or objection.reason is Reason.UNKNOWN_INPUT


def consent(rule: Rule, context: Context) -> Objection | None:
    if rule.request_only or context.consent.covers(rule.purposes):
        return None
    missing = ", ".join(sorted(rule.purposes - context.consent.granted))
    return Objection(Reason.CONSENT_MISSING, f"needs {missing}")


def cap(rule: Rule, context: Context) -> Objection | None:
    """Ask for a rule that is about to act, never for its `otherwise`."""
    if rule.limit is None:
        return None
    if context.visitor is None:
        return Objection(Reason.UNKNOWN_INPUT, "whether it was shown before is unknown")
    return _stopped(rule.limit, context.visitor) or _capped(rule, rule.limit, context)


BEFORE_AUDIENCE: tuple[Gate, ...] = (status, schedule, page, consent)


def _stopped(limit: Limit, visitor: Visitor) -> Objection | None:
    for event in visitor.events:
        if event.kind in limit.stop_after:
            return Objection(Reason.CAPPED, f"stopped: {event.kind}")
    if "ordered" in limit.stop_after and visitor.orders.count:
        return Objection(Reason.CAPPED, "stopped: ordered")
    return None


def _capped(rule: Rule, limit: Limit, context: Context) -> Objection | None:
    shown = context.visitor.shown.get(rule.id, ()) if context.visitor else ()
    if limit.times is not None:
        recent = [at for at in shown if context.now - at < limit.seconds]
        if len(recent) >= limit.times:
            ago = f"shown {spoken(max(0.0, context.now - recent[-1]))} ago"
            return Objection(Reason.CAPPED, f"{ago}, next {_day(recent[-limit.times] + limit.seconds, rule)}")
    if limit.per_visit is not None and context.visitor:
        visit = context.visitor.visit(context.now)
        begun = visit[0].at if visit else context.now
        if sum(at >= begun for at in shown) >= limit.per_visit:
            return Objection(Reason.CAPPED, f"shown {often(limit.per_visit)} in this visit")
    return None


def _day(at: float, rule: Rule) -> str:
    return datetime.fromtimestamp(at, ZoneInfo(rule.schedule.zone)).date().isoformat()
