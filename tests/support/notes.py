"""Notes of a journal for tests: pages as they were decided, and what visitors did."""

from proxy.facts import Facts
from proxy.journal import VERSION, Note, Served
from rules.context import Consent, Context, Place, Request
from rules.decision import Decision, Reason, Verdict
from rules.rulebook import Rulebook, Site
from scoring.event import Event, Kind
from scoring.visitor import Visitor
from tests.support.events import NOON, seen

ANNA, BERT = "a" * 64, "b" * 64


def note(who: str, *events: Event, id_: str = "") -> Note:
    at = events[0].at if events else NOON
    return Note(who, VERSION, id_ or f"{who[0]}{at}", at, events)


def served(who: str = ANNA, past: Visitor | None = None, **query: str) -> Served:
    """Return a product's page at NOON, on which one rule acted and one did not."""
    arrived = Event(Kind.ARRIVED, "search.example", NOON, {"path": "/tea/1"})
    events = (arrived, seen("/tea/1", NOON, "tea"))
    before = past or Visitor()
    context = Context(
        now=NOON,
        request=Request(path="/tea/1", query={key: (value,) for key, value in query.items()}, languages=("de", "en")),
        pages=frozenset({"product"}),
        visitor=before.after_all(events),
        place=Place(country="GB"),
        consent=Consent(frozenset({"personalise"})),
        entry=arrived,
        current=events[1:],
        arrival=arrived,
        facts={"product.id": "1"},
    )
    verdicts = (Verdict("uk", Reason.APPLIED), Verdict("tea", Reason.NO_MATCH), Verdict("cart", Reason.OTHER_PAGE))
    rulebook = Rulebook(Site(noted_query=frozenset({"ref"})), digest="d1")
    shown = Event(Kind.SHOWN, "uk", NOON)
    facts = Facts(NOON, context.consent, context.place, before, who)
    return Served("r1", facts, rulebook, context, Decision(verdicts=verdicts), (*events, shown))
