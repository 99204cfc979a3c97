"""Tells a marketer, on one screen, what every rule did for one request and why: down to the line and the value seen."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from rules.choice import choices
from rules.context import Context
from rules.decision import Decision, Reason, Trigger, Verdict
from rules.gates import view
from rules.happening import came, ends
from rules.logic import Leaf, leaves
from rules.rulebook import Rule, Rulebook

_ASKED_PAGE = frozenset({Reason.OTHER_PAGE})
_ASKED_NOBODY = frozenset(
    {
        *(Reason.DRAFT, Reason.PAUSED, Reason.OUT_OF_SCHEDULE, Reason.SWITCHED_OFF),
        *(Reason.RULE_ERROR, Reason.KILLED_BY_GUARD),
    }
)

_AWAITED = frozenset({Reason.WAITING_FOR_MOMENT, Reason.APPLIED})


def explained(context: Context, rulebook: Rulebook, decision: Decision, met: Mapping[str, int]) -> str:
    """Return the trace of one decision; `met` says how many elements each rule's edits met."""
    blocks = [_head(context)]
    for rule, verdict in zip(rulebook.rules, decision.verdicts, strict=True):
        blocks.append(_rule(rule, verdict, met.get(rule.id)))
        blocks += _lines(rule, verdict, context)
        blocks += (f"   {each.id} {each.title}: {each.why}" for each in choices(rule, verdict, context))
    return "\n".join(blocks)


def _head(context: Context) -> str:
    at = datetime.fromtimestamp(context.now, UTC).strftime("%Y-%m-%d %H:%M:%S")
    pages = ", ".join(sorted(context.pages)) or "no page named in site.yaml"
    granted = ", ".join(sorted(context.consent.granted)) or "none"
    return f"{context.request.method} {context.request.path}  {at} UTC  page: {pages}  consent: {granted}"


def _rule(rule: Rule, verdict: Verdict, met: int | None) -> str:
    did = ", ".join(f"{word} {subject}" for word, subject in verdict.outcomes)
    elements = f" ({met} element{'' if met == 1 else 's'})" if did and met is not None else ""
    rest = " ".join(part for part in (f"{did}{elements}", verdict.detail) if part)
    return f" {rule.id}  v{rule.digest[:4]}  {rule.file}:{rule.line}  {verdict.reason}  {rest}".rstrip()


def _lines(rule: Rule, verdict: Verdict, context: Context) -> list[str]:
    if verdict.reason in _ASKED_NOBODY:
        return []
    asked = leaves(rule.where) if verdict.reason in _ASKED_PAGE else leaves(rule.who)
    lines = [_line(leaf, rule.file, view(rule, context)) for leaf in asked]
    return [*lines, *_awaited(rule, context)] if verdict.reason in _AWAITED else lines


def _awaited(rule: Rule, context: Context) -> Iterator[str]:
    """Yield a line for each trigger; of a rule with several ways each line names its way."""
    events = came(view(rule, context)) if rule.when else {}
    for number, way in enumerate(rule.when):
        path = f"when.any[{number}]" if len(rule.when) > 1 else "when"
        for trigger in way:
            place = f"{rule.file}:{trigger.line}"
            answer = "came" if ends(trigger, events) else "waits"
            yield f"   {place:<18} {f'{path} {_spoken(trigger)}':<62}  {answer}"


def _spoken(trigger: Trigger) -> str:
    told = {name: said for name, said in trigger.told.items() if said and name not in {"css", "contract"}}
    return " ".join([trigger.word, ", ".join(f"{name} {_plain(said)}" for name, said in told.items())]).rstrip()


def _plain(said: object) -> str:
    if isinstance(said, list):
        return " or ".join(map(str, said))
    return f"{said:g}" if isinstance(said, float) else str(said)


def _line(leaf: Leaf, file: str, context: Context) -> str:
    place = f"{file}:{leaf.line}"
    asked = f"{leaf.path} {leaf.text}"
    return f"   {place:<18} {asked:<62}  {leaf.answer(context).value:<8} {leaf.word.seen(context)}".rstrip()
