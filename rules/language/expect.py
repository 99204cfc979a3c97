"""Runs the tests that stand inside rules: they judge the decision, not HTML."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from rules.blame import RuleError
from rules.choice import Choice, choices, chooses
from rules.context import Context
from rules.decide import decide
from rules.decision import Decision, Reason, Verdict
from rules.explain import explained
from rules.language.expectation import Expectation
from rules.language.persona import Situation, context_of
from rules.language.problem import Problem, nearest
from rules.language.rule import Written
from rules.language.scope import Scope
from rules.rulebook import Rule, Rulebook, Site, Status

_FREE = frozenset({"unchanged", "reason"})
_OFFERED = "offered"


def failures(written: Iterable[Written], site: Site, now: float) -> list[Problem]:
    """Return a problem for each expectation that its rule does not meet; every rule is judged alone."""
    rules = tuple(written)
    purposes = site.purposes.union(*(each.rule.purposes for each in rules))
    problems: list[Problem] = []
    for each in rules:
        scope = Scope(each.document, problems=problems)
        situation = Situation(site, _moment(each.rule, now), purposes, each.rule.id)
        for expectation in each.expectations:
            _judge(scope, expectation, each.rule, situation)
    return problems


def _judge(scope: Scope, expectation: Expectation, rule: Rule, situation: Situation) -> None:
    alone = Rulebook(situation.site, (replace(rule, status=Status.LIVE),))
    context = context_of(expectation.given, situation)
    try:
        decision = decide(context, alone)
    except RuleError as error:
        scope.wrong((*expectation.path, "given"), "rule-error", f"a fault of Devanture: asking the rule raised {error}")
        return
    verdict = decision.verdicts[0]
    if expectation.given.event and not rule.when:
        message = "this rule waits for nothing: it has no `when`"
        scope.wrong((*expectation.path, "given", "event"), "wrong-value", message)
    for message in _strange_purposes(expectation, situation):
        scope.wrong((*expectation.path, "given", "consent"), "unknown-purpose", message)
    for key, wanted in expectation.then.items():
        at = (*expectation.path, "then", key)
        stranger = _stranger(key, wanted, rule)
        if stranger:
            (scope.wrong if key in _FREE else scope.wrong_key)(at, *stranger)
            continue
        if key == _OFFERED and not _leads(wanted, choices(rule, verdict, context)):
            scope.warn(at, "offers-others", _told(key, wanted, decision, (context, alone)))
        elif key != _OFFERED and not _met(key, wanted, verdict):
            scope.wrong(at, "expectation-failed", _told(key, wanted, decision, (context, alone)))


def _met(key: str, wanted: object, verdict: Verdict) -> bool:
    if key == "unchanged":
        return verdict.reason.acts is not wanted
    if key == "reason":
        return verdict.reason.value == wanted
    subjects = {subject for word, subject in verdict.outcomes if word == key and verdict.reason.acts}
    return subjects >= ({str(item) for item in wanted} if isinstance(wanted, list) else {str(wanted)})


def _leads(wanted: object, offered: Sequence[Choice]) -> bool:
    """The products that are expected stand first, in this order.

    Where they do not, that is a warning: the feed and what visits taught change by themselves, and hold up no rules.
    """
    ids = [str(item) for item in wanted] if isinstance(wanted, list) else [str(wanted)]
    return [choice.id for choice in offered[: len(ids)]] == ids


def _strange_purposes(expectation: Expectation, situation: Situation) -> Iterator[str]:
    """Yield what is wrong with the consents that are given, where site.yaml says which there are."""
    known = situation.purposes
    for purpose in expectation.given.consent or ():
        if situation.site.purposes and purpose not in known:
            yield f'there is no consent "{purpose}". {nearest(purpose, known)}'


def _stranger(key: str, wanted: object, rule: Rule) -> tuple[str, str] | None:
    """Return the code and the sentence of what is wrong with the expectation's own words."""
    actions = (*rule.do, *rule.otherwise)
    outcomes = {action.outcome()[0] for action in actions} | ({_OFFERED} if any(map(chooses, actions)) else set())
    if key not in outcomes | _FREE:
        return "unknown-word", f'this rule has no outcome "{key}". {nearest(key, outcomes | _FREE)}'
    if key == "unchanged" and not isinstance(wanted, bool):
        return "wrong-value", "write true or false"
    if key == "reason" and wanted not in list(Reason):
        return "unknown-reason", f'there is no reason "{wanted}". {nearest(str(wanted), list(Reason))}'
    return None


def _told(key: str, wanted: object, decision: Decision, asked: tuple[Context, Rulebook]) -> str:
    context, alone = asked
    verdict = decision.verdicts[0]
    did = ", ".join(f"{word} {subject}" for word, subject in verdict.outcomes if verdict.reason.acts) or "unchanged"
    plain = str(wanted).lower() if isinstance(wanted, bool) else str(wanted)
    trace = "".join(f"\n      | {line}" for line in explained(context, alone, decision, {}).splitlines()[1:])
    hint = "; say in `given` which `event` has come" if verdict.reason is Reason.WAITING_FOR_MOMENT else ""
    return f'expected "{key}: {plain}", but the rule answered {verdict.reason}: {did}{hint}{trace}'


def _moment(rule: Rule, now: float) -> float:
    """Return `now`, moved inside the rule's schedule."""
    begin, end = rule.schedule.begin, rule.schedule.end
    if begin is not None and now < begin:
        return begin
    if end is not None and now >= end:
        return max(begin or 0.0, end - 60)
    return now
