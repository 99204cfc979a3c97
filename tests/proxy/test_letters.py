"""What rules tell others becomes letters, written before anything says that the rules have acted."""

import json
from collections.abc import Sequence

import pytest

from proxy.letters import Letters, Occasion, posts_of
from proxy.metrics import Metrics
from proxy.stores.memory import MemoryStore
from proxy.stores.outbox.agenda import FileAgenda
from proxy.stores.outbox.file import FileOutbox
from proxy.stores.outbox.letter import Letter
from proxy.stores.outbox.sheet import Sheet
from rules.decision import Decision, Post, Reason, Verdict
from scoring.event import Event, Kind
from tests.support.events import NOON, seen
from tests.support.keys import keys

POST = Post("crm", "basket.abandoned", {"value": "40.50"})
SHOWN = Event(Kind.SHOWN, "relaunch", NOON)
PAGE = Occasion("anna", NOON, "k")


class Desk:
    """Letters over stores in memory; `most` is how many may wait."""

    def __init__(self, most: int = 10) -> None:
        self.metrics = Metrics()
        self.sheet = Sheet(None)
        self.store = MemoryStore(clock=lambda: NOON)
        self.outbox = FileOutbox(self.sheet, most)
        self.letters = Letters(self.store, self.outbox, FileAgenda(self.sheet), self.metrics, keys)

    async def waiting(self, to: str = "crm") -> Sequence[Letter]:
        return await self.outbox.take(to, NOON, NOON, 100)

    def counted(self, outcome: str) -> float:
        labels = {"to": "crm", "outcome": outcome}
        return self.metrics.registry.get_sample_value("devanture_letters_total", labels) or 0


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_the_posts_of_a_decision_bear_their_rules() -> None:
    verdicts = (Verdict("a", Reason.NO_MATCH), Verdict("b", Reason.APPLIED, posts=(POST,)))
    assert posts_of(Decision(verdicts=verdicts)) == [("b", POST)]


async def test_a_post_becomes_a_letter(desk: Desk) -> None:
    assert await desk.letters.keep(PAGE, [("relaunch", POST)], [seen("/"), SHOWN]) == (seen("/"), SHOWN)
    (one,) = await desk.waiting()
    told = json.loads(one.body)
    assert (one.to, one.who, one.at) == ("crm", "anna", NOON)
    assert (told["about"], told["rule"], told["told"]) == ("basket.abandoned", "relaunch", {"value": "40.50"})
    assert (await desk.store.load("anna")).shown == {"relaunch": (NOON,)}
    assert desk.counted("written") == 1


async def test_the_same_occasion_makes_the_same_letter_once(desk: Desk) -> None:
    for _ in range(2):
        await desk.letters.keep(PAGE, [("relaunch", POST)], [])
    assert len(await desk.waiting()) == 1


async def test_another_occasion_visitor_or_rule_makes_another(desk: Desk) -> None:
    await desk.letters.keep(PAGE, [("relaunch", POST), ("other", POST), ("other", POST)], [])
    await desk.letters.keep(Occasion("anna", NOON, "l"), [("relaunch", POST)], [])
    await desk.letters.keep(Occasion("bert", NOON, "k"), [("relaunch", POST)], [])
    assert len(await desk.waiting()) == 5


async def test_receivers_cannot_put_together_what_they_know(desk: Desk) -> None:
    posts = [("a", POST), ("a", Post("mail", "x")), ("b", Post("mail", "y"))]
    await desk.letters.keep(PAGE, posts, [])
    (one,) = await desk.waiting()
    others = await desk.waiting("mail")
    names = [json.loads(letter.body)["visitor"] for letter in (one, *others)]
    assert names[0] != names[1] == names[2]
    assert "anna" not in names


async def test_a_letter_that_cannot_be_written_leaves_its_rule_as_not_shown() -> None:
    desk = Desk(most=0)
    other = Event(Kind.SHOWN, "other", NOON)
    kept = await desk.letters.keep(PAGE, [("relaunch", POST)], [seen("/"), SHOWN, other])
    assert kept == (seen("/"), other)
    assert (await desk.store.load("anna")).shown == {"other": (NOON,)}
    assert desk.counted("lost") == 1


async def test_where_nothing_is_told_events_are_kept_all_the_same(desk: Desk) -> None:
    await desk.letters.keep(PAGE, [], [seen("/")])
    assert (await desk.store.load("anna")).events == (seen("/"),)
    assert not desk.sheet.is_there


async def test_who_is_forgotten_is_told_of_no_more(desk: Desk) -> None:
    await desk.letters.keep(PAGE, [("relaunch", POST)], [])
    await desk.letters.agenda.note("anna", NOON)
    await desk.letters.forget("anna")
    assert list(await desk.waiting()) == []
    assert list(await desk.letters.agenda.take(NOON, NOON, 5)) == []
