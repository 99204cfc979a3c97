"""Settles two rules that want the same part of a page: the one that comes first, by priority, keeps it."""

from dataclasses import dataclass

from rules.decision import Decision, Edit, Moment, Reason, Verdict, Wait


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one rule would do: `claims` names the parts of the page that only one rule may change.

    With a `wait` it would do so later, and the parts are its own from now on.
    """

    verdict: Verdict
    edits: tuple[Edit, ...] = ()
    claims: frozenset[str] = frozenset()
    wait: Wait = ()


def arbitrated(proposals: tuple[Proposal, ...]) -> Decision:
    """Return the decision of proposals that stand in order of priority; a rule loses whole, never in part."""
    owners: dict[str, str] = {}
    edits: list[Edit] = []
    verdicts: list[Verdict] = []
    moments: list[Moment] = []
    for proposal in proposals:
        verdict, claims = proposal.verdict, proposal.claims
        clash = owners.keys() & claims if claims else ()
        if clash:
            verdicts.append(Verdict(verdict.rule, Reason.LOST_TO, owners[min(clash)]))
            continue
        owners |= dict.fromkeys(claims, verdict.rule)
        if proposal.wait:
            moments.append(Moment(verdict.rule, proposal.wait, proposal.edits))
        else:
            edits += proposal.edits
        verdicts.append(verdict)
    return Decision(tuple(edits), tuple(verdicts), tuple(moments))
