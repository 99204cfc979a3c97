from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from rules.arbitrate import Proposal, arbitrated
from rules.decision import Edit, Element, Op, Reason, Trigger, Verdict

CLAIMS = ["the content of header", "the visibility of header", "promo_field"]


def wants(rule: str, *claims: str, element: str = "header") -> Proposal:
    edit = Edit(Element(element, "#x"), Op.REMOVE, rule=rule)
    verdict = Verdict(rule, Reason.APPLIED, outcomes=(("hidden", element),))
    return Proposal(verdict, edits=(edit,), claims=frozenset(claims))


def waits(rule: str, *claims: str) -> Proposal:
    proposal = wants(rule, *claims)
    verdict = replace(proposal.verdict, reason=Reason.WAITING_FOR_MOMENT)
    return replace(proposal, verdict=verdict, wait=((Trigger("after", {"seconds": 5.0}),),))


def refuses(rule: str) -> Proposal:
    return Proposal(Verdict(rule, Reason.NO_MATCH))


def reasons(*proposals: Proposal) -> dict[str, str]:
    return {each.rule: f"{each.reason} {each.detail}".strip() for each in arbitrated(proposals).verdicts}


def test_who_comes_first_keeps_the_part_of_the_page() -> None:
    assert reasons(wants("a", "promo_field"), wants("b", "promo_field")) == {"a": "APPLIED", "b": "LOST_TO a"}


def test_other_parts_are_no_conflict() -> None:
    assert reasons(wants("a", CLAIMS[0]), wants("b", CLAIMS[1])) == {"a": "APPLIED", "b": "APPLIED"}


def test_what_claims_nothing_never_loses() -> None:
    assert reasons(wants("a", *CLAIMS), wants("b"), wants("c")) == {"a": "APPLIED", "b": "APPLIED", "c": "APPLIED"}


def test_a_rule_that_does_not_act_claims_nothing() -> None:
    assert reasons(refuses("a"), wants("b", "promo_field")) == {"a": "NO_MATCH", "b": "APPLIED"}


def test_a_rule_loses_whole_and_leaves_its_other_parts_to_the_next() -> None:
    first, second, third = wants("a", CLAIMS[0]), wants("b", CLAIMS[0], CLAIMS[1]), wants("c", CLAIMS[1])
    decision = arbitrated((first, second, third))
    assert [edit.rule for edit in decision.edits] == ["a", "c"]
    assert decision.verdicts[1] == Verdict("b", Reason.LOST_TO, "a")


def test_what_waits_goes_to_the_moments_and_not_to_the_edits() -> None:
    decision = arbitrated((wants("a"), waits("b")))
    assert [edit.rule for edit in decision.edits] == ["a"]
    assert [(moment.rule, len(moment.edits)) for moment in decision.moments] == [("b", 1)]


def test_what_waits_owns_its_part_of_the_page_from_now_on() -> None:
    assert reasons(waits("a", "promo_field"), wants("b", "promo_field")) == {
        "a": "WAITING_FOR_MOMENT",
        "b": "LOST_TO a",
    }
    decision = arbitrated((wants("a", "promo_field"), waits("b", "promo_field")))
    assert decision.moments == ()
    assert decision.verdicts[1] == Verdict("b", Reason.LOST_TO, "a")


def test_a_verdict_keeps_its_detail_and_what_was_done() -> None:
    capped = Proposal(Verdict("a", Reason.CAPPED, "shown 3 days ago"))
    decision = arbitrated((capped, wants("b")))
    assert decision.verdicts == (
        Verdict("a", Reason.CAPPED, "shown 3 days ago"),
        Verdict("b", Reason.APPLIED, outcomes=(("hidden", "header"),)),
    )


PROPOSALS = st.lists(st.sets(st.sampled_from(CLAIMS)), max_size=6).map(
    lambda found: tuple(wants(f"rule-{number}", *claims) for number, claims in enumerate(found))
)


@given(PROPOSALS)
def test_no_part_of_a_page_is_changed_by_two_rules(proposals: tuple[Proposal, ...]) -> None:
    decision = arbitrated(proposals)
    acting = {each.rule for each in decision.verdicts if each.reason.acts}
    taken = [claim for each in proposals if each.verdict.rule in acting for claim in each.claims]
    assert len(taken) == len(set(taken))


@given(PROPOSALS)
def test_every_proposal_has_its_verdict_and_the_first_always_acts(proposals: tuple[Proposal, ...]) -> None:
    verdicts = arbitrated(proposals).verdicts
    assert [each.rule for each in verdicts] == [each.verdict.rule for each in proposals]
    assert all(each.reason is Reason.APPLIED for each in verdicts[:1])
