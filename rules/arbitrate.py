"""Settles two rules that want the same part of a page: the one that comes first, by priority, keeps it."""

from dataclasses import dataclass

from rules.decision import Decision, Edit, Reason, Verdict


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one rule would do: `claims` names the parts of the page that only one rule may change."""

    verdict: Verdict
    edits: tuple[Edit, ...] = ()
    claims: frozenset[str] = frozenset()


def arbitrated(proposals: tuple[Proposal, ...]) -> Decision:
    """Return the decision of proposals that stand in order of priority; a rule loses whole, never in part."""
    owners: dict[str, str] = {}
    edits: list[Edit] = []
    verdicts: list[Verdict] = []
    for proposal in proposals:
        verdict, claims = proposal.verdict, proposal.claims
        clash = owners.keys() & claims if claims else ()
        if clash:
            verdicts.append(Verdict(verdict.rule, Reason.LOST_TO, owners[min(clash)]))
            continue
        owners |= dict.fromkeys(claims, verdict.rule)
        edits += proposal.edits
        verdicts.append(verdict)
    return Decision(tuple(edits), tuple(verdicts))
