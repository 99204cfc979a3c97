"""The strip over a preview: there for a persona, never for a visitor."""

from proxy.csp import Policies, policies
from proxy.ribbon import ribbon
from rules.decision import Decision, Html, Reason, Verdict
from rules.language.persona import Persona

ACTED = Decision(verdicts=(Verdict("uk", Reason.APPLIED), Verdict("coupon", Reason.NO_MATCH)))

FREE = Policies("https://www.shop.example")


def under(policy: str) -> Policies:
    return policies(((b"Content-Security-Policy", policy.encode()),), "https://www.shop.example")


def markup(name: str, policy: Policies = FREE) -> str:
    (edit,) = ribbon(Persona(name=name), ACTED, "/.devanture/", policy)
    assert isinstance(edit.content, Html)
    return edit.content.markup


def test_it_names_the_persona_and_the_rules_that_acted() -> None:
    assert "<b>A Briton</b>" in markup("A Briton")
    assert "uk" in markup("A Briton")
    assert "coupon" not in markup("A Briton")


def test_a_name_is_text() -> None:
    assert "<script>" not in markup("<script>")


def test_there_is_none_where_there_is_nothing_to_link_to() -> None:
    assert ribbon(Persona(name="x"), ACTED, "", FREE) == ()


def test_its_style_sheet_comes_under_the_pages_own_policy() -> None:
    assert '<link rel="stylesheet" href="/.devanture/ribbon.css">' in markup("x", under("style-src 'self'"))
    assert '<link rel="stylesheet" nonce="abc" href=' in markup("x", under("style-src 'nonce-abc'"))


def test_where_the_policy_forbids_it_the_ribbon_stands_plain() -> None:
    plain = markup("x", under("default-src 'none'"))
    assert "stylesheet" not in plain
    assert "devanture-ribbon" in plain
