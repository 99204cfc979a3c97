"""Decides once more for a page that its visitor has in sight, and tells what is new there as the browser reads it."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace
from urllib.parse import quote

from proxy.facts import Told, context
from proxy.message import Head, without
from proxy.moments import written
from proxy.pipeline import Pipeline
from proxy.ticket import Given
from proxy.track import Asked, asked_of, entry, target
from rules.attention import contend
from rules.context import Context
from rules.decision import Moment
from rules.gates import knows
from rules.giving import wishes
from rules.living import live
from rules.rulebook import Rulebook, Site
from scoring.event import Kind
from scoring.visitor import Visitor

PATIENCE = 1.0
"""Seconds that the store may take, however short a page's own deadline is: no page waits for an answer."""

_OF_A_FETCH = (b"accept", b"content-type", b"origin", b"referer", b"sec-fetch-dest", b"x-requested-with")
"""Fields by which a browser's own script asks, or tells whence; a page is asked for without them."""


def again(head: Head, given: Given, site: Site) -> Asked:
    """Return the request for the page that a ticket was given with, as a beacon's browser would make it now."""
    path = quote(given.path) + ("?" + given.query if given.query else "")
    return asked_of(Head("GET", path, without(head.headers, *_OF_A_FETCH), head.address, head.scheme, id=head.id), site)


async def told(pipeline: Pipeline, it: Asked, given: Given, has: AbstractSet[str]) -> Mapping[str, object]:
    """Return what is new since a page was given: moments of rules that it does not have, texts, a basket add.

    The rules in force decide, by the same gates, caps and fuses as on any page; where the past is unknown, nothing is.
    """
    rulebook, gatherer = pipeline.rulebook, pipeline.gatherer
    gatherer = replace(gatherer, deadline=max(PATIENCE, gatherer.deadline))
    facts = await gatherer.facts(it, gatherer.world.clock())
    if not facts.who or facts.visitor is None:
        return {}
    known = pipeline.recorder.in_sight.facts(facts.who, target(it.request, it.site))
    seen = context(it, facts, Told(known, entry(it, facts.now), ()))
    on, decision = pipeline.fuses.asked(rulebook, lambda book: pipeline.personalizer.decide(seen, book))
    wished = tuple(wishes(decision, seen, on, given.at))
    codes = await pipeline.recorder.give(facts.who, wished, on.site) if wished else ()
    if wished:
        empty = gatherer.empty() if gatherer.empty else frozenset[str]()
        seen = replace(seen, visitor=facts.visitor.after_all(codes), beyond=replace(seen.beyond, empty=empty))
    new = {
        "moments": written([moment for moment in decision.moments if _is_new(moment, has, on, seen)]),
        "live": live(decision, seen, on),
        "added": _has_added(facts.visitor, given.at),
    }
    return {name: value for name, value in new.items() if value}


def _is_new(moment: Moment, has: AbstractSet[str], rulebook: Rulebook, seen: Context) -> bool:
    """A rule that may look at one request alone has said with the page all that it can say.

    The attention that a rule on the page waits to ask for is not asked for twice.
    """
    rule = rulebook.rule(moment.rule)
    if rule is None or moment.rule in has or not knows(rule, seen):
        return False
    there = (rulebook.rule(id_) for id_ in has)
    return not (rule.attention and any(contend(rule.attention, each.attention) for each in there if each))


def _has_added(visitor: Visitor, since: float) -> bool:
    return any(event.kind is Kind.ADDED and event.at > since for event in reversed(visitor.events))
