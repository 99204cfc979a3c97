"""Decides one request: each rule through the gates, then the conflicts; no rule sees another."""

from dataclasses import replace
from functools import lru_cache

from rules.arbitrate import Proposal, arbitrated
from rules.blame import Blame
from rules.context import Context, Truth
from rules.decision import Decision, Edit, Post, Reason, Verdict
from rules.gates import BEFORE_AUDIENCE, Objection, cap, knows, view
from rules.giving import giving
from rules.happening import came, possible, remaining
from rules.posting import posted
from rules.rulebook import Action, Rule, Rulebook
from scoring.event import Event

_UNKNOWN, _NO_MATCH = Objection(Reason.UNKNOWN_INPUT), Objection(Reason.NO_MATCH)


def decide(context: Context, rulebook: Rulebook) -> Decision:
    """Return the edits for this visitor, and one verdict for each rule; raise RuleError when asking a rule raises."""
    proposals: list[Proposal] = []
    with Blame() as blame:
        for rule in rulebook.rules:
            blame.rule = rule
            out = rulebook.out.get(rule.id)
            proposals.append(_silent(rule.id, *out) if out else propose(rule, context))
    return arbitrated(tuple(proposals))


def propose(rule: Rule, context: Context) -> Proposal:
    """Return what one rule would do, with no regard to the others."""
    for gate in BEFORE_AUDIENCE:
        objection = gate(rule, context)
        if objection is not None:
            return _refused(rule, objection)
    seen = view(rule, context)
    answer = rule.who.answer(seen)
    if answer is Truth.UNKNOWN:
        return _refused(rule, _UNKNOWN)
    if answer is Truth.YES:
        objection = cap(rule, seen)
        if objection is not None:
            return _refused(rule, objection)
        return _acting(rule, Reason.APPLIED, rule.do, seen)
    if rule.otherwise:
        return _acting(rule, Reason.OTHERWISE, rule.otherwise, seen)
    return _refused(rule, _NO_MATCH)


def left(rule: Rule, context: Context) -> tuple[Event, ...]:
    """Return what a rule that waited leaves with the visitor when its moment has come."""
    return _marks(rule, rule.do, view(rule, context))


def _refused(rule: Rule, objection: Objection) -> Proposal:
    return _silent(rule.id, objection.reason, objection.detail)


@lru_cache(1024)
def _silent(rule: str, reason: Reason, detail: str) -> Proposal:
    """Most rules say the same no on most pages."""
    return Proposal(Verdict(rule, reason, detail))


def _acting(rule: Rule, reason: Reason, actions: tuple[Action, ...], context: Context) -> Proposal:
    edits: list[Edit] = []
    posts: tuple[Post, ...] = ()
    if rule.posts:
        objection, posts = posted(rule, actions, context)
        if objection is not None:
            return _refused(rule, objection)
    if rule.gives:
        objection, context = giving(rule, actions, context)
        if objection is not None:
            return _refused(rule, objection)
    for action in actions:
        made = action.edits(context)
        if not made and action.touches():
            word, subject = action.outcome()
            return _refused(rule, Objection(Reason.UNKNOWN_INPUT, f"not enough is known for: {word} {subject}"))
        edits += (Edit(edit.element, edit.op, edit.content, edit.name, rule.id) for edit in made)
    claims = frozenset[str]().union(*(action.claims() for action in actions))
    if rule.attention and reason is not Reason.OTHERWISE:
        claims |= {attention.claim for attention in rule.attention}
    outcomes = tuple(action.outcome() for action in actions)
    verdict = Verdict(rule.id, reason, outcomes=outcomes, marks=_marks(rule, actions, context), posts=posts)
    proposal = Proposal(verdict, tuple(edits), claims)
    return _in_time(rule, proposal, context) if rule.when and reason is Reason.APPLIED else proposal


def _in_time(rule: Rule, proposal: Proposal, context: Context) -> Proposal:
    """Return a proposal as it is when its moment has come already; until then it waits and leaves nothing."""
    ways = possible(rule.when, context.request.device)
    if not ways:
        return _silent(rule.id, Reason.WAITING_FOR_MOMENT, "in vain: it needs a mouse, and a phone has none")
    wait = remaining(ways, came(context))
    if not wait:
        return proposal
    waiting = Verdict(rule.id, Reason.WAITING_FOR_MOMENT, outcomes=proposal.verdict.outcomes)
    return replace(proposal, verdict=waiting, wait=wait)


def _marks(rule: Rule, actions: tuple[Action, ...], context: Context) -> tuple[Event, ...]:
    keeping = [action for action in actions if action.keeps]
    if not keeping or not knows(rule, context):
        return ()
    return tuple(mark for action in keeping for mark in action.marks(context))
