"""The strip on top of every previewed page: whom one is looking as, what acted, and the way out."""

from html import escape

from proxy.csp import Policies, Use
from rules.decision import Contract, Decision, Edit, Element, Html, Op
from rules.language.persona import Persona

RIBBON = ":ribbon"
"""The rule id of our own edit; no marketer's id may begin with a colon."""

STYLES = "ribbon.css"
STOP = "preview/stop"

_BODY = Element(RIBBON, "body", Contract.EXACTLY_ONE)

CSS = """\
.devanture-ribbon { position: sticky; top: 0; z-index: 2147483647; margin: 0; padding: 6px 14px; text-align: left;
  background: #20242c; color: #f4f1e8; font: 13px/1.5 system-ui, sans-serif; }
.devanture-ribbon b { color: #ffd479; }
.devanture-ribbon a { color: #9fd0ff; float: right; margin-left: 14px; }
@media print { .devanture-ribbon { display: none; } }
"""


def ribbon(persona: Persona, decision: Decision, prefix: str, policies: Policies) -> tuple[Edit, ...]:
    """Return the edit that shows a preview for what it is, none where there is no prefix to link to."""
    if not prefix:
        return ()
    acted = ", ".join(verdict.rule for verdict in decision.verdicts if verdict.reason.acts) or "none"
    markup = (
        f"{_styles(prefix, policies)}"
        f'<div class="devanture-ribbon" role="status"><a href="{escape(prefix)}{STOP}">Leave the preview</a>'
        f"Preview as <b>{escape(persona.name or 'a persona')}</b> &middot; rules that acted: {escape(acted)}</div>"
    )
    return (Edit(_BODY, Op.PREPEND, Html(markup), rule=RIBBON),)


def _styles(prefix: str, policies: Policies) -> str:
    """Return the link to our style sheet, "" where the page's policy forbids it: a plain ribbon is better than none."""
    nonce = policies.nonce(Use.STYLE)
    if not policies.allows_own(Use.STYLE, prefix + STYLES, nonce):
        return ""
    said = f' nonce="{escape(nonce)}"' if nonce else ""
    return f'<link rel="stylesheet"{said} href="{escape(prefix)}{STYLES}">'
