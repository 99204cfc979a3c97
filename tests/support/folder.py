"""Speaks of a site's folder in a test: what it compiles to, what a marketer is told, and what its rules decide."""

import textwrap
from collections.abc import Mapping

from rules.context import Context
from rules.decide import decide
from rules.decision import Decision, Verdict
from rules.language.compile import Compiled, Files, compiled
from rules.language.persona import Persona, Situation, context_of
from rules.language.problem import Problem
from rules.rulebook import Rulebook, Site

NOW = 1_763_820_000.0
"""Saturday 2025-11-22, 14:00 UTC, which is 15:00 in Paris."""

SITE = """\
version: 1
currency: EUR
timezone: Europe/Paris
pages:
  home: { path: / }
  product: { path: "/p/{product}" }
  cart: { path: /basket }
elements:
  header: { css: "#header", expect: exactly_one }
  promo_field: { found_on: [cart], css: "form#coupon", expect: exactly_one }
  price: { found_on: [product], css: ".price" }
channels:
  coupon: { utm.medium: coupon }
segments:
  briton: { geo.country: GB }
consent:
  cookie: { name: cookie_ok, personalise: { has: "1" }, marketing: { has: "m" } }
"""

FRAGMENTS: Files = {
    "fragments/hello.html": b"<p>Hello</p>",
    "fragments/city.html": b"<p>{{ place.city }}</p>",
    "fragments/again.html": b"<p>Visit {{ visitor.visits }}</p>",
    "fragments/watched.html": b"<p>We noticed that you like boots</p>",
}


def rule(body: str, id_: str = "r", status: str = "live") -> str:
    """Return a rule with a frame that nothing is wrong with; `body` is the rest of its keys."""
    frame = f"- id: {id_}\n  name: A rule\n  why: because\n  learn: something\n  status: {status}\n"
    return frame + textwrap.indent(textwrap.dedent(body).strip("\n"), "  ") + "\n"


def draft(body: str) -> str:
    return rule(body, status="draft")


def expecting(given: str, then: str) -> str:
    """Return one expectation on a line, to stand below a rule's other keys."""
    return f"expect: [ {{ given: {{ {given} }}, then: {{ {then} }} }} ]"


def folder(rules: str = "", site: str = SITE, more: Files | None = None) -> Files:
    return {"site.yaml": site.encode(), "rules.yaml": rules.encode(), **FRAGMENTS, **(more or {})}


def compiling(rules: str = "", site: str = SITE, more: Files | None = None) -> Compiled:
    return compiled(folder(rules, site, more), NOW)


def told(rules: str = "", site: str = SITE, more: Files | None = None) -> list[str]:
    """Return place and code of all that is wrong, such as "rules.yaml:6:3 missing"."""
    return [place(problem) for problem in compiling(rules, site, more).problems]


def codes(rules: str = "", site: str = SITE, more: Files | None = None) -> list[str]:
    return [problem.code for problem in compiling(rules, site, more).problems]


def sentences(rules: str = "", site: str = SITE, more: Files | None = None) -> list[str]:
    return [problem.message for problem in compiling(rules, site, more).problems]


def place(problem: Problem) -> str:
    return f"{problem.mark.file}:{problem.mark.line}:{problem.mark.column} {problem.code}"


def rulebook(rules: str = "", site: str = SITE, more: Files | None = None) -> Rulebook:
    """Return the rulebook of rules that no error is in."""
    found = compiling(rules, site, more)
    assert not found.errors, "\n".join(map(str, found.errors))
    return found.rulebook


def context(given: Mapping[str, object], site: Site, rule_id: str = "r") -> Context:
    """Return the context of a persona; `seen_days_ago` speaks of the rule of this id."""
    persona = Persona.model_validate(given)
    purposes = site.purposes
    return context_of(persona, Situation(site, NOW, purposes, rule_id))


def decided(rules: str, given: Mapping[str, object]) -> Decision:
    book = rulebook(rules)
    return decide(context(given, book.site), book)


def verdict(rules: str, given: Mapping[str, object]) -> Verdict:
    """Return what became of the only rule."""
    (found,) = decided(rules, given).verdicts
    return found
