"""The values that only messages to other systems may hold: who somebody is, and what is known of them."""

from types import SimpleNamespace

from rules.context import Context
from rules.measured import score, stage
from scoring.event import Kind
from scoring.visitor import Visitor


def person(context: Context, purposes: frozenset[str]) -> SimpleNamespace:
    """Return them for a rule of these purposes; what is not known is None.

    A mail address is told for the purpose alone that it was given for.
    """
    visitor = context.visitor
    if visitor is None:
        return SimpleNamespace()
    found, stands = score(context), stage(context)
    return SimpleNamespace(
        email=_email(visitor, context.now, purposes),
        score=None if found is None else round(found.value),
        stage=None if stands is None else stands.value,
        product=_product(visitor),
        tags=", ".join(sorted(visitor.marks.tagged(context.now))),
    )


def _email(visitor: Visitor, now: float, purposes: frozenset[str]) -> str | None:
    given = visitor.marks.mailed(now)
    return next((given[purpose].address for purpose in sorted(purposes & given.keys())), None)


def _product(visitor: Visitor) -> str | None:
    """Return the product that was put into the basket or looked at last."""
    for event in reversed(visitor.events):
        product = event.subject if event.kind is Kind.ADDED else event.detail.get("product", "")
        if product and event.kind in (Kind.ADDED, Kind.SEEN):
            return product
    return None
