"""Finds rules that load but would disappoint: one function a lint, each named by its code."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from rules.conditions.page import Page
from rules.hearing import insists
from rules.language.fairness import capture_lacks, reward_for_praise, unheard
from rules.language.lint_moments import MOMENTS
from rules.language.linting import Lint, anywhere, at, live
from rules.language.problem import Problem, Severity, nearest
from rules.language.rule import Written
from rules.language.word import Word
from rules.logic import leaves
from rules.rulebook import Action, Mode, Rule, Rulebook

MANY_RULES = 12
"""Rules on one page beyond which the versions of that page are too many to look at."""

_TELLTALE = re.compile(
    r"\b(you(?:'ve| have)? (?:looked at|viewed|searched|visited)|we (?:noticed|saw|know)|your last visit)\b",
    re.IGNORECASE,
)

_PRICE = re.compile(r"price|prix|preis|prezzo|precio|\bprijs", re.IGNORECASE)


def lints(written: Sequence[Written], rulebook: Rulebook) -> list[Problem]:
    """Return everything that the lints find, in the order of the rules."""
    return [problem for lint in _LINTS for problem in lint(written, rulebook)]


def no_test(written: Sequence[Written], _rulebook: Rulebook) -> Iterator[Problem]:
    for each in live(written):
        if not each.expectations:
            yield at(each, ("id",), "no-test", "a live rule needs at least one `expect`, so that a change is noticed")


def no_hypothesis(written: Sequence[Written], _rulebook: Rulebook) -> Iterator[Problem]:
    """A touchpoint that neither gives value nor teaches anything is useless (rule-language.md, principle 8)."""
    for each in live(written):
        for key, text in (("why", each.rule.why), ("learn", each.rule.learn)):
            if not text:
                yield at(each, ("id",), "no-hypothesis", f"a live rule says `{key}`")


def needs_consent(written: Sequence[Written], _rulebook: Rulebook) -> Iterator[Problem]:
    for each in written:
        found = None if each.rule.purposes or each.rule.request_only else _remembering(each.rule)
        if found:
            key, what = found
            message = f"{what} what the visitor did: add `consent: personalise`, or `without_consent: request_only`"
            yield at(each, (key,), "needs-consent", message)


def _remembering(rule: Rule) -> tuple[str, str] | None:
    """Return the key of the rule that reads or stores the past, and how; None when it needs only the request."""
    past = next((leaf for leaf in leaves(rule.who) if getattr(leaf.word, "reads_past", False)), None)
    if past is not None:
        return "who", f"`{past.text.split(' ', 1)[0]}` reads"
    if rule.limit is not None:
        return "limit", "`limit` stores"
    keeping = next((action for action in (*rule.do, *rule.otherwise) if action.keeps and not insists(action)), None)
    if keeping is not None:
        return "do", f"`{getattr(keeping, 'word', '')}` stores"
    if any(attention.bounded for attention in rule.attention):
        return "do", "`attention` in site.yaml counts"
    shows = next((action.outcome()[1] for action in (*rule.do, *rule.otherwise) if action.remembers()), None)
    return ("do", f'what "{shows}" shows depends on') if shows is not None else None


def needs_when(written: Sequence[Written], _rulebook: Rulebook) -> Iterator[Problem]:
    """What covers the page or moves in it comes when it fits, never with a page that just opens."""
    for each in written:
        waiting = None if each.rule.when else _waiting(each.rule.do)
        if waiting is not None:
            message = f"`{waiting.word}` waits for a moment on the page: add one, such as `{waiting.needs_when}`"
            yield at(each, ("do",), "needs-when", message)
        waiting = _waiting(each.rule.otherwise)
        if waiting is not None:
            message = f"`otherwise` waits for nothing, and `{waiting.word}` needs a moment: give it a rule of its own"
            yield at(each, ("otherwise",), "needs-when", message)


def _waiting(actions: Iterable[Action]) -> Word | None:
    return next((action for action in actions if isinstance(action, Word) and action.needs_when), None)


def unknown_purpose(written: Sequence[Written], rulebook: Rulebook) -> Iterator[Problem]:
    known = rulebook.site.purposes
    for each in written if known else ():
        for purpose in sorted(each.rule.purposes - known):
            message = f'site.yaml names no consent "{purpose}". {nearest(purpose, known)}'
            yield at(each, ("consent",), "unknown-purpose", message)


def never_agreed(written: Sequence[Written], rulebook: Rulebook) -> Iterator[Problem]:
    if rulebook.site.purposes or rulebook.site.mode is not Mode.CONSENT:
        return
    for each in written:
        if each.rule.purposes and not each.rule.request_only:
            message = "site.yaml names no consent cookie, so nobody ever agrees and this rule never acts"
            yield at(each, ("consent",), "never-agreed", message)


def contradiction(written: Sequence[Written], _rulebook: Rulebook) -> Iterator[Problem]:
    for one, other in combinations(live(written), 2):
        shared = _claims(one.rule) & _claims(other.rule)
        if not shared or one.rule.priority != other.rule.priority or not _meet(one.rule, other.rule):
            continue
        message = (
            f'this and "{one.rule.id}" ({one.rule.file}:{one.rule.line}) both change {min(shared)} '
            "with the same priority: give one of them a higher `priority`"
        )
        yield at(other, ("do",), "contradiction", message)


def unreachable_otherwise(written: Sequence[Written], _rulebook: Rulebook) -> Iterator[Problem]:
    for each in written:
        if each.rule.otherwise and not leaves(each.rule.who):
            message = "`otherwise` can never act: without `who` the rule is for everybody"
            yield at(each, ("otherwise",), "unreachable-rule", message)


def unreachable_element(written: Sequence[Written], _rulebook: Rulebook) -> Iterator[Problem]:
    for each in live(written):
        nowhere = _nowhere(each.rule)
        if nowhere:
            message = f'"{nowhere}" is found on none of the pages in `where`, so this rule can never act'
            yield at(each, ("where",), "unreachable-rule", message)


def unreachable_rule(written: Sequence[Written], _rulebook: Rulebook) -> Iterator[Problem]:
    rules = [each.rule for each in live(written)]
    for each in live(written):
        above = next((rule for rule in rules if _shadows(rule, each.rule)), None)
        if above:
            what = "element" if _claimed(above.do) & _claimed(each.rule.do) else "attention"
            message = f'"{above.id}" always acts first on the same {what} ({above.file}:{above.line})'
            yield at(each, ("do",), "unreachable-rule", message)


def price_by_profile(written: Sequence[Written], rulebook: Rulebook) -> Iterator[Problem]:
    """Directive (EU) 2019/2161 and GDPR art. 22: a price by profile must be disclosed, so it needs the operator's word.

    A price is what is named so, or what the shop's own markup names so.
    """
    allowed = rulebook.site.privacy.price_by_profile
    for each in written:
        priced = _priced(each.rule) if leaves(each.rule.who) else ""
        if priced and allowed:
            message = f"this changes {priced} by who the visitor is: the law asks you to tell visitors so"
            yield replace(at(each, ("do",), "price-by-profile", message), severity=Severity.WARNING)
        elif priced:
            message = f"this changes {priced} by who the visitor is; that needs `privacy: {{ price_by_profile: true }}`"
            yield at(each, ("do",), "price-by-profile", message)


def _priced(rule: Rule) -> str:
    """Return the name of a price that the rule changes, "" when it changes none."""
    claims = _claims(rule)
    touched = (element for action in (*rule.do, *rule.otherwise) for element in action.touches())
    marked = {element.name for element in touched if _PRICE.search(element.css)} & claims
    return min({claim for claim in claims if _PRICE.search(claim)} | marked, default="")


def banned_segment(written: Sequence[Written], rulebook: Rulebook) -> Iterator[Problem]:
    """GDPR art. 9: a tag makes a group of people, as a segment does."""
    for each in written:
        tagged = [name for word, name in _outcomes(each.rule) if word == "tagged"]
        banned = next(((name, found) for name in tagged if (found := rulebook.site.privacy.bans(name))), None)
        if banned:
            message = f'`privacy: ban_segments` in site.yaml forbids tags named "{banned[1]}", such as {banned[0]}'
            yield at(each, ("do",), "banned-segment", message)


def _outcomes(rule: Rule) -> Iterator[tuple[str, str]]:
    return (action.outcome() for action in (*rule.do, *rule.otherwise))


def cache_explosion(written: Sequence[Written], rulebook: Rulebook) -> Iterator[Problem]:
    """A rule that only tags or sends makes no version of any page."""
    changing = [each for each in live(written) if each.rule.touches]
    for page in rulebook.site.pages:
        acting = [each for each in changing if page.name in anywhere(each.rule, rulebook.site)]
        if len(acting) > MANY_RULES:
            message = f"{len(acting)} live rules change {page.name}: more versions than anybody can look at"
            yield at(acting[-1], ("where",), "cache-explosion", message)


def indiscreet(written: Sequence[Written], _rulebook: Rulebook) -> Iterator[Problem]:
    for each in written:
        for action in (*each.rule.do, *each.rule.otherwise):
            found = _TELLTALE.search(" ".join(_texts(action)))
            if found:
                message = f'"{found.group()}" tells visitors that they were watched; say what they gain instead'
                yield at(each, ("do",), "indiscreet", message)


def duplicate_id(written: Sequence[Written], _rulebook: Rulebook) -> Iterator[Problem]:
    """An id that stands twice makes counts and caps of two rules one."""
    first: dict[str, Rule] = {}
    for each in written:
        twin = first.setdefault(each.rule.id, each.rule)
        if twin is not each.rule:
            yield at(each, ("id",), "duplicate-id", f'"{twin.id}" is already a rule in {twin.file}:{twin.line}')


_LINTS: tuple[Lint, ...] = (
    duplicate_id,
    no_test,
    no_hypothesis,
    needs_consent,
    needs_when,
    unknown_purpose,
    never_agreed,
    contradiction,
    unreachable_otherwise,
    unreachable_element,
    unreachable_rule,
    price_by_profile,
    banned_segment,
    cache_explosion,
    indiscreet,
    reward_for_praise,
    unheard,
    capture_lacks,
    *MOMENTS,
)


def _claims(rule: Rule) -> frozenset[str]:
    return _claimed((*rule.do, *rule.otherwise))


def _claimed(actions: Iterable[Action]) -> frozenset[str]:
    return frozenset[str]().union(*(action.claims() for action in actions))


def _meet(one: Rule, other: Rule) -> bool:
    """Can both rules be asked on one page, at one time?"""
    mine, theirs = one.pages, other.pages
    if mine is not None and theirs is not None and not mine & theirs:
        return False
    return not (_before(one, other) or _before(other, one))


def _before(one: Rule, other: Rule) -> bool:
    end, begin = one.schedule.end, other.schedule.begin
    return end is not None and begin is not None and end <= begin


def _nowhere(rule: Rule) -> str:
    pages = rule.pages
    for action in (*rule.do, *rule.otherwise):
        for element in action.touches():
            if pages is not None and element.found_on and not element.found_on & pages:
                return element.name
    return ""


def _shadows(above: Rule, rule: Rule) -> bool:
    """Does a rule of higher priority act on every visitor of every page of this one, on the same part?"""
    if above.priority <= rule.priority or leaves(above.who) or above.limit or above.schedule != rule.schedule:
        return False
    if above.purposes - rule.purposes or not (_claimed(above.do) & _claimed(rule.do) or _outbids(above, rule)):
        return False
    if any(not isinstance(leaf.word, Page) for leaf in leaves(above.where)):
        return False
    mine, theirs = rule.pages, above.pages
    return theirs is None or (mine is not None and mine <= theirs)


def _outbids(above: Rule, rule: Rule) -> bool:
    """What bounds the attention of both alike leaves nothing to the lower one."""
    asked = {attention.name for attention in above.attention}
    return bool(asked) and asked <= {attention.name for attention in rule.attention}


def _texts(action: object) -> Iterator[str]:
    for name in getattr(action, "__dataclass_fields__", {}):
        value = getattr(action, name)
        if isinstance(value, str):
            yield value
        elif isinstance(getattr(value, "source", None), str):
            yield value.source
