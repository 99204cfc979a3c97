"""Finds rules whose moment cannot come for some visitors, and rules that ask for attention where it costs orders."""

import re
from collections.abc import Iterator, Sequence

from rules.conditions.device import Device
from rules.context import Context, Request, Truth
from rules.decision import Trigger
from rules.happening import needs_mouse
from rules.language.linting import Lint, anywhere, at
from rules.language.problem import Problem
from rules.language.rule import Written
from rules.logic import All, Leaf
from rules.rulebook import Rule, Rulebook

_CHECKOUT = re.compile(r"checkout|payment|paiement|kasse|bezahl|pagamento|pago|betaling", re.IGNORECASE)
"""How the pages on which people pay are named."""

_ON_PHONE = Context(0.0, Request(device="phone"))


def pointer_only(written: Sequence[Written], _rulebook: Rulebook) -> Iterator[Problem]:
    """Most visits come from phones, which have no pointer."""
    for each in written:
        if each.rule.when and all(map(needs_mouse, each.rule.when)) and not _spares_phones(each.rule):
            message = (
                "this moment never comes on a phone, which has no pointer: "
                "add `on_touch: back_or_idle`, or `any` with another moment"
            )
            yield at(each, ("when",), "pointer-only", message)


def _spares_phones(rule: Rule) -> bool:
    """Tell whether the rule is for other devices anyway."""
    parts = rule.who.parts if isinstance(rule.who, All) else (rule.who,)
    devices = (part for part in parts if isinstance(part, Leaf) and isinstance(part.word, Device))
    return any(part.answer(_ON_PHONE) is Truth.NO for part in devices)


def popup_in_checkout(written: Sequence[Written], rulebook: Rulebook) -> Iterator[Problem]:
    for each in written:
        for attention in each.rule.attention:
            pages = sorted(anywhere(each.rule, rulebook.site) - attention.never_on)
            page = next(filter(_CHECKOUT.search, pages), None)
            if page is not None:
                message = (
                    f"{attention.name} on {page} interrupt people who pay: leave the page out of `where`, "
                    f"or write `attention: {{ {attention.name}: {{ never_on: [{page}] }} }}` in site.yaml"
                )
                yield at(each, _where(each), "popup-in-checkout", message)


def spared_everywhere(written: Sequence[Written], _rulebook: Rulebook) -> Iterator[Problem]:
    for each in written:
        pages = each.rule.pages
        for attention in each.rule.attention:
            if pages and pages <= attention.never_on:
                message = f"site.yaml wants {attention.name} on none of these pages, so this rule can never act"
                yield at(each, ("where",), "unreachable-rule", message)


def unbounded_attention(written: Sequence[Written], rulebook: Rulebook) -> Iterator[Problem]:
    for each in written:
        for attention in each.rule.attention:
            if attention.name not in rulebook.site.attention:
                bounds = f"attention: {{ {attention.name}: {{ per_visit: 1, per_week: 3 }} }}"
                message = f"nothing bounds how many {attention.name} people get: write `{bounds}` in site.yaml"
                yield at(each, ("do",), "unbounded-attention", message)


def moment_elsewhere(written: Sequence[Written], rulebook: Rulebook) -> Iterator[Problem]:
    for each in written:
        name = _elsewhere(each.rule, rulebook)
        if name:
            message = f'"{name}" is found on none of the pages in `where`, so this moment can never come'
            yield at(each, ("when",), "unreachable-rule", message)


def _elsewhere(rule: Rule, rulebook: Rulebook) -> str:
    """Return an element without which no way of the moment can come, "" when one can."""
    missing = [next(filter(None, (_absent(trigger, rule, rulebook) for trigger in way)), "") for way in rule.when]
    return missing[0] if missing and all(missing) else ""


def _absent(trigger: Trigger, rule: Rule, rulebook: Rulebook) -> str:
    element = rulebook.site.elements.get(str(trigger.told.get("element", "")))
    if element is None or rule.pages is None or not element.found_on or element.found_on & rule.pages:
        return ""
    return element.name


def _where(each: Written) -> tuple[str, ...]:
    return ("where",) if each.rule.pages is not None else ("do",)


MOMENTS: tuple[Lint, ...] = (
    pointer_only,
    popup_in_checkout,
    spared_everywhere,
    unbounded_attention,
    moment_elsewhere,
)
