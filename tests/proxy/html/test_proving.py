"""Plans with proof and without, and what a check finds out later."""

from proxy.html.proving import Check, proven, unproven
from proxy.html.source import Source
from rules.decision import Edit, Reason, Text
from tests.support.pages import UTF8, edit

TABLE = Source.of(b"<table><tr><td>x</td></tr></table><p>y</p>", UTF8)
GUILTY = edit("td", "replace", Text("no room"), rule="guilty")
OTHER = edit("p", "fill", "new", rule="other")


def check(*edits: Edit) -> Check:
    return Check("home", TABLE.body, UTF8, edits, unproven(TABLE, edits, {}))


def test_the_verifier_leaves_the_guilty_rule_out() -> None:
    splice = proven(TABLE, [GUILTY, OTHER])
    assert splice.plan.refused.keys() == {"guilty"}
    assert splice.filled([GUILTY, OTHER]) == b"<table><tr><td>x</td></tr></table><p>new</p>"


def test_without_proof_it_is_in() -> None:
    assert b"no room" in unproven(TABLE, [GUILTY, OTHER], {}).filled([GUILTY, OTHER])


def test_what_is_refused_before_stays_out() -> None:
    before = {"other": (Reason.EDIT_REFUSED, "withdrawn")}
    for splice in (unproven(TABLE, [OTHER], before), proven(TABLE, [GUILTY, OTHER], before)):
        assert splice.plan.refused["other"] == before["other"]
        assert splice.filled([GUILTY, OTHER]) == TABLE.body


def test_a_check_names_the_guilty() -> None:
    assert check(GUILTY, OTHER).guilty().keys() == {"guilty"}
    assert check(OTHER).guilty() == {}
