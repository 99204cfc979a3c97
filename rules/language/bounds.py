"""Compiles what bounds a rule in time: its `schedule`, and its `limit` for one visitor."""

from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from rules.language.problem import nearest
from rules.language.ruletext import LimitText, ScheduleText
from rules.language.scope import Scope
from rules.language.source import Path
from rules.rulebook import Limit, Schedule
from scoring.event import Kind

STOPS = {
    "order_placed": Kind.ORDERED,
    "added_to_basket": Kind.ADDED,
    "dismissed": Kind.DISMISSED,
    "answer_given": Kind.RATED,
    "email_captured": Kind.CAPTURED,
}
"""What `stop_after` may name, and the kind of event that each is."""

_SCHEDULE = TypeAdapter(ScheduleText)
_LIMIT = TypeAdapter(LimitText)


def schedule(scope: Scope, value: object, path: Path) -> Schedule:
    """Return the schedule in Unix times; a day begins at 00:00 in its zone, and `until` a day means to its end."""
    text = scope.validated(_SCHEDULE, value, path, ScheduleText)
    if text is None:
        return Schedule()
    name = text.timezone or scope.names.zone
    zone = ZoneInfo(name)
    begin = text.begin.begin(zone) if text.begin else None
    end = text.end.end(zone) if text.end else None
    if begin is not None and end is not None and end <= begin:
        scope.wrong((*path, "until"), "wrong-value", "`until` lies before `from`")
    return Schedule(begin, end, name)


def limit(scope: Scope, value: object, path: Path) -> Limit | None:
    """Return how often one visitor may meet a rule, None when something was wrong and has been noted."""
    text = scope.validated(_LIMIT, value, path, LimitText)
    if text is None:
        return None
    if value == {}:
        scope.wrong(path, "missing-value", "say how often, such as `visitor: 1 per 14 days`")
    often = text.visitor
    in_time = often if often and often.seconds is not None else None
    return Limit(
        times=in_time.times if in_time else None,
        seconds=in_time.seconds or 0.0 if in_time else 0.0,
        per_visit=often.times if often and often.seconds is None else text.visit,
        stop_after=frozenset(_stops(scope, text.stop_after, (*path, "stop_after"))),
        attention=_attention(scope, text.attention, (*path, "attention")),
    )


def _attention(scope: Scope, name: str, path: Path) -> str:
    """Return the name of a class, which has to be one of site.yaml where it is written."""
    known = scope.names.attention
    if name and name not in known:
        hint = nearest(name, known) if known else f"Write `attention: {{ {name}: {{ per_visit: 1 }} }}` there."
        message = f'site.yaml bounds no attention "{name}". {hint}'
        scope.wrong(path, "unknown-attention", message)
    return name


def _stops(scope: Scope, names: list[str], path: Path) -> list[Kind]:
    for number, name in enumerate(names):
        if name not in STOPS:
            message = f'there is no "{name}" to stop after. {nearest(name, STOPS)}'
            scope.wrong((*path, number), "unknown-value", message)
    return [STOPS[name] for name in names if name in STOPS]
