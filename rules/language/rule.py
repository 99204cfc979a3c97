"""Compiles one rule, and keeps its `expect` for the runner."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter
from pydantic_core import PydanticCustomError
from xxhash import xxh3_64_hexdigest

from rules import actions
from rules.language.later import LATER_ACTIONS, LATER_KEYS, LATER_LIMITS
from rules.language.persona import Persona
from rules.language.problem import nearest
from rules.language.scope import Scope
from rules.language.source import Document, Path
from rules.language.tree import condition
from rules.language.units import Often
from rules.language.word import Entry, find, words
from rules.logic import Condition
from rules.rulebook import Action, Limit, Rule, Schedule, Status

ACTIONS: Mapping[str, Entry] = words(actions)

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")

STOPS = {"order_placed": "ordered", "added_to_basket": "added"}
"""What `stop_after` may name, and the kind of event that each is."""


def _several(value: object) -> object:
    return value if isinstance(value, list) else [value]


def _day(value: object) -> datetime:
    try:
        text = str(value)
        return datetime.combine(date.fromisoformat(text), time()) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError as error:
        raise PydanticCustomError("wrong-value", 'write a day such as 2026-11-01, or "2026-11-01 18:00"') from error


def _id(value: object) -> object:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise PydanticCustomError("wrong-value", "write it in small letters, digits and hyphens, such as uk-delivery")
    return value


Day = Annotated[datetime, BeforeValidator(_day)]
Several = Annotated[list[str], BeforeValidator(_several)]


class _Text(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=False)


class ScheduleText(_Text):
    begin: Day | None = Field(None, alias="from")
    end: Day | None = Field(None, alias="until")
    timezone: str = ""


class LimitText(_Text):
    visitor: Often | None = None
    visit: Annotated[int, Field(ge=1)] | None = None
    stop_after: Several = []


class RuleText(_Text):
    """The frame of a rule; conditions, actions and expectations are compiled word by word."""

    id: Annotated[str, BeforeValidator(_id)]
    name: str
    why: str = ""
    learn: str = ""
    status: Literal["draft", "live", "paused"] = "draft"
    schedule: ScheduleText = ScheduleText()
    where: object = None
    consent: Several = []
    without_consent: Literal["nothing", "request_only"] = "nothing"
    who: object = None
    do: object
    otherwise: object = None
    limit: LimitText | None = None
    priority: Annotated[int, Field(ge=0, le=100)] = 50
    expect: list[dict[str, object]] = []


@dataclass(frozen=True, slots=True)
class Expectation:
    """One test inside a rule, with its place for the message when it fails."""

    rule: str
    given: Persona
    then: Mapping[str, object]
    document: Document
    path: Path


@dataclass(frozen=True, slots=True)
class Written:
    """A rule with what stood around it: its expectations and its place in the document."""

    rule: Rule
    expectations: tuple[Expectation, ...]
    document: Document
    path: Path


_RULE = TypeAdapter(RuleText)
_GIVEN = TypeAdapter(Persona)


def rule(scope: Scope, value: object, path: Path) -> Written | None:
    """Return the compiled rule, None when its frame is too wrong to tell what it is."""
    if not isinstance(value, dict):
        scope.wrong(path, "wrong-value", "write a rule here: a mapping that begins with id, name, why")
        return None
    before = len(scope.problems)
    _known_keys(scope, value, path)
    text = scope.validated(_RULE, _spoken(value), path, RuleText)
    parts = _parts(scope, value, path)
    if text is None:
        return None
    expectations = tuple(_expectation(scope, text, number, path) for number in range(len(text.expect)))
    compiled = _compiled(scope, text, parts, (value, path))
    if len(scope.problems) > before:
        return None
    return Written(compiled, tuple(each for each in expectations if each), scope.document, path)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The pieces of a rule that are made of words."""

    where: Condition
    who: Condition
    do: tuple[Action, ...]
    otherwise: tuple[Action, ...]


def _parts(scope: Scope, value: Mapping[str, object], path: Path) -> _Parts:
    return _Parts(
        where=condition(scope, value.get("where") or {}, (*path, "where"), "where"),
        who=condition(scope, value.get("who") or {}, (*path, "who"), "who"),
        do=_actions(scope, value["do"], (*path, "do")) if "do" in value else (),
        otherwise=_actions(scope, value["otherwise"], (*path, "otherwise")) if "otherwise" in value else (),
    )


def _compiled(scope: Scope, text: RuleText, parts: _Parts, written: tuple[Mapping[str, object], Path]) -> Rule:
    value, path = written
    return Rule(
        id=text.id,
        name=text.name,
        file=scope.document.file,
        line=scope.document.line((*path, "id")),
        digest=xxh3_64_hexdigest(json.dumps(value, sort_keys=True, default=str).encode()),
        status=Status(text.status),
        schedule=_schedule(scope, text.schedule, path),
        where=parts.where,
        purposes=frozenset(text.consent),
        request_only=text.without_consent == "request_only",
        who=parts.who,
        do=parts.do,
        otherwise=parts.otherwise,
        limit=_limit(scope, text.limit, path),
        priority=text.priority,
        why=text.why,
        learn=text.learn,
    )


def _known_keys(scope: Scope, value: Mapping[str, object], path: Path) -> None:
    _unavailable(scope, value, LATER_KEYS, path)
    _unavailable(scope, value.get("limit"), LATER_LIMITS, (*path, "limit"))
    scope.keys({key: item for key, item in value.items() if key not in LATER_KEYS}, RuleText.model_fields, path)


def _unavailable(scope: Scope, value: object, later: frozenset[str], path: Path) -> None:
    for key in value if isinstance(value, Mapping) else ():
        if key in later:
            scope.wrong_key((*path, key), "not-available-yet", f"`{key}` is not available yet")


def _spoken(value: Mapping[str, object]) -> Mapping[str, object]:
    """Return the rule without what was noted already, so that nothing is told twice."""
    known = {key: item for key, item in value.items() if key in RuleText.model_fields}
    limit = known.get("limit")
    if isinstance(limit, Mapping):
        known["limit"] = {key: item for key, item in limit.items() if key not in LATER_LIMITS}
    return known


def _schedule(scope: Scope, text: ScheduleText, path: Path) -> Schedule:
    """A day without hour begins at 00:00 there, and `until` a day means to its end."""
    try:
        zone = ZoneInfo(text.timezone or scope.names.zone)
    except (ZoneInfoNotFoundError, ValueError):
        at = (*path, "schedule", "timezone")
        scope.wrong(at, "unknown-zone", f'"{text.timezone}" is no time zone; write one such as Europe/Paris')
        return Schedule()
    begin = text.begin.replace(tzinfo=text.begin.tzinfo or zone).timestamp() if text.begin else None
    end = text.end.replace(tzinfo=text.end.tzinfo or zone) if text.end else None
    if end and end.time() == time():
        end += timedelta(days=1)
    finish = end.timestamp() if end else None
    if begin is not None and finish is not None and finish <= begin:
        scope.wrong((*path, "schedule", "until"), "wrong-value", "`until` lies before `from`")
    return Schedule(begin, finish)


def _limit(scope: Scope, text: LimitText | None, path: Path) -> Limit | None:
    if text is None:
        return None
    for stop in text.stop_after:
        if stop not in STOPS:
            at = (*path, "limit", "stop_after")
            scope.wrong(at, "unknown-value", f'there is no "{stop}" to stop after yet. {nearest(stop, STOPS)}')
    often = text.visitor
    in_time = often if often and often.seconds is not None else None
    in_visit = often.times if often and often.seconds is None else text.visit
    return Limit(
        times=in_time.times if in_time else None,
        seconds=in_time.seconds or 0.0 if in_time else 0.0,
        per_visit=in_visit,
        stop_after=frozenset(STOPS[stop] for stop in text.stop_after if stop in STOPS),
    )


def _actions(scope: Scope, value: object, path: Path) -> tuple[Action, ...]:
    if not isinstance(value, list):
        scope.wrong(path, "wrong-value", 'write a list of actions here, each line begun with "- "')
        return ()
    made = (_action(scope, item, (*path, number)) for number, item in enumerate(value))
    return tuple(action for action in made if action is not None)


def _action(scope: Scope, value: object, path: Path) -> Action | None:
    if not isinstance(value, dict) or len(value) != 1:
        scope.wrong(path, "wrong-value", "write one action here, such as `- show: promo_field`")
        return None
    name, body = next(iter(value.items()))
    entry = find(ACTIONS, name)
    if entry is None:
        if name in LATER_ACTIONS:
            scope.wrong_key((*path, name), "not-available-yet", f"`{name}` is not available yet")
        else:
            message = f'there is no action "{name}". {nearest(name, frozenset(ACTIONS) | LATER_ACTIONS)}'
            scope.wrong_key((*path, name), "unknown-word", message)
        return None
    fields = entry.kind.fields(name, body)
    if not scope.keys(fields, entry.fields, (*path, name)):
        return None
    action: Action | None = scope.validated(entry.adapter, fields, (*path, name))  # type: ignore[assignment]  # as in tree.py
    return action


def _expectation(scope: Scope, text: RuleText, number: int, path: Path) -> Expectation | None:
    at = (*path, "expect", number)
    value = text.expect[number]
    if not scope.keys(value, ("given", "then"), at):
        return None
    then = value.get("then")
    if not isinstance(then, dict) or not then:
        scope.wrong(at, "missing", "say what should happen, such as `then: { unchanged: true }`")
        return None
    given = scope.validated(_GIVEN, value.get("given") or {}, (*at, "given"), Persona)
    return Expectation(text.id, given, then, scope.document, at) if given else None
