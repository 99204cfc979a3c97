"""The strip over a preview: there for a persona, never for a visitor."""

from proxy.ribbon import ribbon
from rules.decision import Decision, Html, Reason, Verdict
from rules.language.persona import Persona

ACTED = Decision(verdicts=(Verdict("uk", Reason.APPLIED), Verdict("coupon", Reason.NO_MATCH)))


def markup(name: str) -> str:
    (edit,) = ribbon(Persona(name=name), ACTED, "/.devanture/")
    assert isinstance(edit.content, Html)
    return edit.content.markup


def test_it_names_the_persona_and_the_rules_that_acted() -> None:
    assert "<b>A Briton</b>" in markup("A Briton")
    assert "uk" in markup("A Briton")
    assert "coupon" not in markup("A Briton")


def test_a_name_is_text() -> None:
    assert "<script>" not in markup("<script>")


def test_a_visitor_sees_none() -> None:
    assert ribbon(None, ACTED, "/.devanture/") == ()


def test_there_is_none_where_there_is_nothing_to_link_to() -> None:
    assert ribbon(Persona(name="x"), ACTED, "") == ()
