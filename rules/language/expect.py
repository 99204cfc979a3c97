"""Runs the tests that stand inside rules: they judge the decision, not HTML."""

from collections.abc import Iterable
from dataclasses import replace

from rules.context import Context
from rules.decide import decide
from rules.decision import Reason, Verdict
from rules.explain import explained
from rules.language.persona import Situation, context_of
from rules.language.problem import Problem, nearest
from rules.language.rule import Expectation
from rules.language.scope import Scope
from rules.rulebook import Rule, Rulebook, Status
from scoring.visitor import Event, Kind

_DAY = 86_400
_FREE = frozenset({"unchanged", "reason"})


def failures(expectations: Iterable[Expectation], rulebook: Rulebook, now: float) -> list[Problem]:
    """Return a problem for each expectation that the rules do not meet."""
    problems: list[Problem] = []
    for expectation in expectations:
        rule = rulebook.rule(expectation.rule)
        if rule is not None:
            problems += _failures(expectation, rule, Situation(rulebook.site, _moment(rule, now), _purposes(rulebook)))
    return problems


def _failures(expectation: Expectation, rule: Rule, situation: Situation) -> list[Problem]:
    alone = Rulebook(situation.site, (_awake(rule),))
    context = _given(expectation, rule, situation)
    decision = decide(context, alone)
    verdict = decision.verdicts[0]
    trace = "\n".join(f"      | {line}" for line in explained(context, alone, decision, {}).splitlines()[1:])
    scope = Scope(expectation.document)
    for key, wanted in expectation.then.items():
        stranger = _stranger(key, wanted, rule)
        if stranger:
            scope.wrong((*expectation.path, "then", key), "unknown-word", stranger)
        elif not _met(key, wanted, verdict):
            told = f'expected "{key}: {_plain(wanted)}", but the rule answered {verdict.reason}: {_did(verdict)}'
            scope.wrong((*expectation.path, "then", key), "expectation-failed", f"{told}\n{trace}")
    return scope.problems


def _met(key: str, wanted: object, verdict: Verdict) -> bool:
    if key == "unchanged":
        return verdict.reason.acts is not (wanted is True)
    if key == "reason":
        return verdict.reason.value == wanted
    subjects = {subject for word, subject in verdict.outcomes if word == key}
    return subjects >= ({str(item) for item in wanted} if isinstance(wanted, list) else {str(wanted)})


def _stranger(key: str, wanted: object, rule: Rule) -> str:
    """Return what is wrong with the expectation's own words, "" when nothing is."""
    outcomes = {action.outcome()[0] for action in (*rule.do, *rule.otherwise)}
    if key not in outcomes | _FREE:
        return f'this rule has no outcome "{key}". {nearest(key, outcomes | _FREE)}'
    if key == "reason" and wanted not in set(Reason):
        return f'there is no reason "{wanted}". {nearest(str(wanted).upper(), {reason.value for reason in Reason})}'
    return ""


def _did(verdict: Verdict) -> str:
    return ", ".join(f"{word} {subject}" for word, subject in verdict.outcomes) or "unchanged"


def _plain(wanted: object) -> str:
    return str(wanted).lower() if isinstance(wanted, bool) else str(wanted)


def _awake(rule: Rule) -> Rule:
    """Return the rule as if it were live: a draft can be tested before it is."""
    return replace(rule, status=Status.LIVE)


def _given(expectation: Expectation, rule: Rule, situation: Situation) -> Context:
    context = context_of(expectation.given, situation)
    days = expectation.given.seen_days_ago
    if days is None or context.visitor is None:
        return context
    shown = Event(Kind.SHOWN, rule.id, context.now - days * _DAY)
    return replace(context, visitor=context.visitor.after(shown))


def _moment(rule: Rule, now: float) -> float:
    """Return `now`, moved inside the rule's schedule."""
    begin, end = rule.schedule.begin, rule.schedule.end
    if begin is not None and now < begin:
        return begin
    if end is not None and now >= end:
        return max(begin or 0.0, end - 60)
    return now


def _purposes(rulebook: Rulebook) -> frozenset[str]:
    return frozenset(rulebook.site.cookie.purposes).union(*(rule.purposes for rule in rulebook.rules))
