"""Lints of what is asked of visitors: nobody is paid for praise, and no form asks what nobody would hear."""

from collections.abc import Iterator, Sequence

from rules.actions.ask import Ask
from rules.capture import Capture
from rules.conditions.satisfaction import HAPPY, Satisfaction
from rules.giving import Giving
from rules.hearing import insists
from rules.language.asks import everything
from rules.language.capturing import asks
from rules.language.problem import Problem, nearest
from rules.language.rule import Written
from rules.language.template import Fragment
from rules.logic import All, AnyOf, Condition, NoneOf
from rules.rulebook import Rule, Rulebook


def reward_for_praise(written: Sequence[Written], _rulebook: Rulebook) -> Iterator[Problem]:
    """Directive 2005/29/EC, annex I, 23b and 23c: what is paid for is no honest opinion, and misleads others."""
    for each in written:
        actions = (*each.rule.do, *each.rule.otherwise)
        if not any(isinstance(action, Giving) for action in actions):
            continue
        if any(isinstance(action, Ask) for action in actions):
            yield _at(each, "do", "reward-for-praise", "`ask` and `give_code` in one rule pay for an answer: part them")
        elif _wants_happy(each.rule.who):
            message = "a code for who is happy pays for praise: give it to all, or to who is unhappy"
            yield _at(each, "who", "reward-for-praise", message)


def unheard(written: Sequence[Written], _rulebook: Rulebook) -> Iterator[Problem]:
    for each in written:
        asking = next(filter(insists, (*each.rule.do, *each.rule.otherwise)), None)
        if asking is not None and (each.rule.request_only or not each.rule.purposes):
            word = getattr(asking, "word", "")
            message = (
                f"`{word}` is heard of visitors who agreed alone: name a purpose in `consent`, and no `request_only`"
            )
            yield _at(each, word if word == Capture.word else "do", "unheard", message)


def capture_lacks(written: Sequence[Written], rulebook: Rulebook) -> Iterator[Problem]:
    """A form for a mail address and the `capture` of its rule need each other, and the visitor's consent for it."""
    known = rulebook.site.purposes
    for each in written:
        captures = [action for action in each.rule.do if isinstance(action, Capture)]
        form = next((fragment.name for fragment in _fragments(each.rule) if asks(fragment)), "")
        if form and not captures:
            message = f'"{form}" asks for a mail address: say `capture: {{ email: {{ purpose, keep, notice }} }}`'
            yield _at(each, "do", "capture-missing", message)
        for capture in captures:
            if not form:
                message = 'no fragment of this rule has a form for it: <form method="dialog" data-dv-tell="capture">'
                yield _at(each, "capture", "no-form", message)
            if known and capture.purpose not in known:
                message = f'site.yaml names no consent "{capture.purpose}". {nearest(capture.purpose, known)}'
                yield _at(each, "capture", "unknown-purpose", message)
            elif capture.purpose not in each.rule.purposes:
                message = f"the address is kept for {capture.purpose}: say `consent: {capture.purpose}` as well"
                yield _at(each, "capture", "needs-consent", message)


def _wants_happy(condition: Condition, *, turned: bool = False) -> bool:
    """Tell whether being happy is what a condition asks for, or not being unhappy."""
    if isinstance(condition, NoneOf):
        return any(_wants_happy(part, turned=not turned) for part in condition.parts)
    if isinstance(condition, All | AnyOf):
        return any(_wants_happy(part, turned=turned) for part in condition.parts)
    words = (leaf.word for leaf in everything(condition))
    return any(isinstance(word, Satisfaction) and (word.wanted == HAPPY) is not turned for word in words)


def _fragments(rule: Rule) -> Iterator[Fragment]:
    for action in (*rule.do, *rule.otherwise):
        for name in getattr(action, "__dataclass_fields__", ()):
            value = getattr(action, name)
            if isinstance(value, Fragment):
                yield value


def _at(each: Written, key: str, code: str, message: str) -> Problem:
    return each.document.problem((*each.path, key), code, message, key=True)
