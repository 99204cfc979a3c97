"""Settles two rules that want the same part of a page: the one that comes first, by priority, keeps it."""

from dataclasses import dataclass

from rules.decision import Decision, Edit, Reason, Verdict


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one rule would do: `claims` names the parts of the page that only one rule may change."""

    rule: str
    reason: Reason
    detail: str = ""
    outcomes: tuple[tuple[str, str], ...] = ()
    edits: tuple[Edit, ...] = ()
    claims: frozenset[str] = frozenset()


def arbitrated(proposals: tuple[Proposal, ...]) -> Decision:
    """Return the decision of proposals that stand in order of priority; a rule loses whole, never in part."""
    owners: dict[str, str] = {}
    edits: list[Edit] = []
    verdicts: list[Verdict] = []
    for proposal in proposals:
        clash = owners.keys() & proposal.claims
        winner = owners[min(clash)] if clash else None
        if winner is not None:
            verdicts.append(Verdict(proposal.rule, Reason.LOST_TO, winner))
            continue
        owners |= dict.fromkeys(proposal.claims, proposal.rule)
        edits += proposal.edits
        verdicts.append(Verdict(proposal.rule, proposal.reason, proposal.detail, proposal.outcomes))
    return Decision(tuple(edits), tuple(verdicts))
