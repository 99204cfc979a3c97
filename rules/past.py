"""What the words of the past share: which events count, how many are enough, and how a trace tells of them."""

from collections.abc import Iterator

from rules.context import Truth
from rules.language.units import spoken
from rules.operators import NumberTest
from scoring.event import Event, Kind
from scoring.source import source
from scoring.visitor import Visitor

NOT_KNOWN = "the past is not known"

_SAID = frozenset({"campaign", "referral", "direct"})
"""Sources that a trace tells by naming the campaign, the site, or neither."""


def happened(visitor: Visitor, kind: Kind, since: float) -> Iterator[Event]:
    """Yield the kept events of a kind from a Unix time on, the latest first."""
    for event in reversed(visitor.events):
        if event.kind is kind and event.at >= since:
            yield event


def enough(count: int, wanted: NumberTest | None) -> Truth:
    """Return whether something happened often enough; once is enough where nothing else is wanted."""
    return Truth.of(count > 0) if wanted is None else wanted.of(count)


def since(now: float, within: float | None) -> float:
    return now - within if within is not None else 0.0


def until_older(visitor: Visitor | None, kind: Kind, within: float | None) -> Iterator[float]:
    """Yield the Unix times at which events of a kind become older than `within` seconds, none where that is None."""
    if visitor is not None and within is not None:
        yield from (event.at + within for event in happened(visitor, kind, 0.0))


def often(count: int) -> str:
    return f"{count} time{'' if count == 1 else 's'}"


def ago(at: float, now: float) -> str:
    return f"{spoken(max(0.0, now - at))} ago"


def told(arrival: Event) -> str:
    """Return an arrival by the best that is known of it (campaign, medium, referring site) and its sort of source."""
    best, sort = _best(arrival), source(arrival)
    return best if sort in _SAID or best.endswith(f": {sort}") else f"{best} ({sort})"


def _best(arrival: Event) -> str:
    for key in ("q.utm_campaign", "q.utm_medium", "q.utm_source"):
        if arrival.detail.get(key):
            return f"{key.removeprefix('q.utm_')}: {arrival.detail[key]}"
    return f"site: {arrival.subject}" if arrival.subject else "arrival: direct"
