"""What stands between a rule and the page: one function a gate, asked in order, each objecting with its reason."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from rules.attention import Attention
from rules.context import PERSONALISE, Context, Truth
from rules.decision import Reason
from rules.language.units import spoken
from rules.past import often
from rules.rulebook import Limit, Rule, Status
from scoring.event import Kind
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
        return _spared(rule, context.pages) if rule.attention else None
    return Objection(Reason.OTHER_PAGE if answer is Truth.NO else Reason.UNKNOWN_INPUT)


def _spared(rule: Rule, pages: frozenset[str]) -> Objection | None:
    """Some pages are spared all that asks for attention."""
    for attention in rule.attention:
        spared = attention.never_on & pages
        if spared:
            return Objection(Reason.OTHER_PAGE, f"{attention.name}: never on {min(spared)}")
    return None


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
    bounded = [attention for attention in rule.attention if attention.bounded]
    if rule.limit is None and not bounded:
        return None
    if context.visitor is None:
        return Objection(Reason.UNKNOWN_INPUT, "whether it was shown before is unknown")
    spent = _spent(bounded, context.visitor, context.now)
    if rule.limit is None:
        return spent
    return _stopped(rule, rule.limit, context.visitor) or _capped(rule, rule.limit, context) or spent


BEFORE_AUDIENCE: tuple[Gate, ...] = (status, schedule, page, consent)


def _stopped(rule: Rule, limit: Limit, visitor: Visitor) -> Objection | None:
    """What is dismissed is one rule; all else ends it whatever brought it about."""
    ended = {event.kind for event in visitor.events} - {Kind.DISMISSED}
    if visitor.orders.count:
        ended.add(Kind.ORDERED)
    if visitor.marks.rated:
        ended.add(Kind.RATED)
    if visitor.marks.mails:
        ended.add(Kind.CAPTURED)
    if rule.id in visitor.marks.dismissed:
        ended.add(Kind.DISMISSED)
    kind = min(limit.stop_after & ended, default=None)
    return Objection(Reason.CAPPED, f"stopped: {kind}") if kind else None


def _spent(bounded: Iterable[Attention], visitor: Visitor, now: float) -> Objection | None:
    spent = next(filter(None, (attention.used_up(visitor, now) for attention in bounded)), "")
    return Objection(Reason.CAPPED, spent) if spent else None


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
