"""Compiles one rule: its frame, and each of its parts by itself, so that all problems of a rule come at once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import TypeAdapter
from xxhash import xxh3_64_hexdigest

from rules.decision import Wait
from rules.giving import Giving
from rules.language.attending import asked
from rules.language.bounds import limit, schedule
from rules.language.capturing import capturing
from rules.language.doing import doing
from rules.language.expectation import Expectation, expectations
from rules.language.later import LATER_KEYS, due
from rules.language.misplaced import without_misplaced
from rules.language.ruletext import RuleText
from rules.language.scope import Scope
from rules.language.sending import check_sending
from rules.language.source import Document, Path
from rules.language.tree import bound_pages, by_page_alone, condition
from rules.language.when import when
from rules.logic import All, Condition
from rules.posting import Posting
from rules.rulebook import Action, Limit, Rule, Schedule, Status

_RULE = TypeAdapter(RuleText)


@dataclass(frozen=True, slots=True)
class Written:
    """A rule with what stood around it: its expectations and its place in the document."""

    rule: Rule
    expectations: tuple[Expectation, ...]
    document: Document
    path: Path


def rule(scope: Scope, value: object, path: Path) -> Written | None:
    """Return the compiled rule, None when something was wrong and has been noted."""
    if not isinstance(value, dict):
        scope.wrong(path, "wrong-value", "write a rule here: `id`, `name`, `why`, `learn`, `status` and what it does")
        return None
    scope = replace(scope, names=replace(scope.names, rule=str(value.get("id", ""))))
    before = len(scope.problems)
    known = due(scope, without_misplaced(scope, value, path), LATER_KEYS, path)
    text = scope.validated(_RULE, known, path, RuleText)
    if "do" not in value and "test" not in value:
        scope.wrong(path, "missing", '"do" is missing here')
    scope, capture = capturing(scope, value["capture"], (*path, "capture")) if "capture" in value else (scope, None)
    _variants(scope, value.get("test"), (*path, "test"))
    parts = _parts(scope, value, path)
    if text is None or len(scope.problems) > before:
        return None
    if capture is not None:
        parts = replace(parts, do=(*parts.do, capture))
    compiled = _compiled(text, parts, scope, path)
    check_sending(scope, compiled, path)
    return Written(compiled, parts.expectations, scope.document, path)


@dataclass(frozen=True, slots=True)
class _Parts:
    """The pieces of a rule that are made of words, and the digest of all that was written."""

    digest: str
    schedule: Schedule
    where: Condition
    who: Condition
    when: Wait
    do: tuple[Action, ...]
    otherwise: tuple[Action, ...]
    limit: Limit | None
    expectations: tuple[Expectation, ...]


def _parts(scope: Scope, value: Mapping[str, object], path: Path) -> _Parts:
    at = {key: (*path, key) for key in value}
    found = expectations(scope, value["expect"], at["expect"]) if "expect" in at else ()
    return _Parts(
        digest=xxh3_64_hexdigest(json.dumps(value, sort_keys=True).encode()),
        schedule=schedule(scope, value["schedule"], at["schedule"])
        if "schedule" in at
        else Schedule(zone=scope.names.zone),
        where=condition(scope, value["where"], at["where"], "where") if "where" in at else All(()),
        who=condition(scope, value["who"], at["who"], "who") if "who" in at else All(()),
        when=when(scope, value["when"], at["when"]) if "when" in at else (),
        do=doing(scope, value["do"], at["do"]) if "do" in at else (),
        otherwise=doing(scope, value["otherwise"], at["otherwise"]) if "otherwise" in at else (),
        limit=limit(scope, value["limit"], at["limit"]) if "limit" in at else None,
        expectations=tuple(found),
    )


def _compiled(text: RuleText, parts: _Parts, scope: Scope, path: Path) -> Rule:
    attention = asked(scope, parts.do, parts.limit)
    return Rule(
        id=text.id,
        name=text.name,
        file=scope.document.file,
        line=scope.document.line((*path, "id")),
        digest=parts.digest,
        status=Status(text.status),
        schedule=parts.schedule,
        pages=bound_pages(parts.where, scope.names.pages),
        by_page_alone=by_page_alone(parts.where) and not any(each.never_on for each in attention),
        touches=bool(parts.when) or any(action.touches() for action in (*parts.do, *parts.otherwise)),
        gives=any(isinstance(action, Giving) for action in (*parts.do, *parts.otherwise)),
        posts=any(isinstance(action, Posting) for action in (*parts.do, *parts.otherwise)),
        where=parts.where,
        purposes=frozenset(text.consent),
        request_only=text.without_consent == "request_only",
        who=parts.who,
        when=parts.when,
        do=parts.do,
        otherwise=parts.otherwise,
        limit=parts.limit,
        attention=attention,
        priority=text.priority,
        why=text.why,
        learn=text.learn,
    )


def _variants(scope: Scope, test: object, path: Path) -> None:
    """Look into the variants of a `test`, too, so that every word that is not available is told at once."""
    variants = test.get("variants") if isinstance(test, dict) else None
    for number, variant in enumerate(variants if isinstance(variants, list) else ()):
        if isinstance(variant, dict) and "do" in variant:
            doing(scope, variant["do"], (*path, "variants", number, "do"))
