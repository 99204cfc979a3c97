"""Recorded events fold in one order, and are folded for good only when nothing is to come before them."""

from hypothesis import given
from hypothesis import strategies as st

from proxy.stores.fold import SETTLE, UNFOLDED, Entry, entries, folded, split
from scoring.event import Event
from scoring.visitor import Visitor
from tests.support.events import NOON, happenings, seen, visitors

RECORDED = st.lists(st.lists(happenings(), min_size=1, max_size=4).map(entries), max_size=8)


@given(RECORDED, st.data())
def test_records_fold_alike_in_any_order(recorded: list[tuple[Entry, ...]], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(recorded))
    assert folded(Visitor(), sum(recorded, ())) == folded(Visitor(), sum(shuffled, ()))


@given(visitors(), RECORDED, st.floats(NOON, NOON + 9_000))
def test_a_snapshot_with_the_rest_is_as_good_as_all_events(
    snapshot: Visitor, recorded: list[tuple[Entry, ...]], now: float
) -> None:
    everything = sum(recorded, ())
    ready, rest = split(everything, now)
    assert folded(folded(snapshot, ready), rest) == folded(snapshot, everything)


@given(RECORDED)
def test_nothing_is_lost_or_doubled(recorded: list[tuple[Entry, ...]]) -> None:
    everything = sum(recorded, ())
    ready, rest = split(everything, NOON + 3_600)
    assert sorted(map(repr, (*ready, *rest))) == sorted(map(repr, everything))


def test_only_what_is_old_enough_is_ready() -> None:
    old, young = Entry(seen("/old", NOON)), Entry(seen("/young", NOON + 1))
    assert split([young, old], NOON + SETTLE) == ([old], [young])


def test_beyond_the_bound_the_oldest_are_ready_at_once() -> None:
    flood = entries([seen(f"/{number}", NOON + number / 1_000) for number in range(UNFOLDED + 3)])
    ready, rest = split(flood, NOON)
    assert [entry.event.subject for entry in ready] == ["/0", "/1", "/2"]
    assert len(rest) == UNFOLDED


def test_events_of_one_moment_keep_the_order_they_were_recorded_in() -> None:
    events: list[Event] = [seen("/z"), seen("/a"), seen("/m")]
    assert folded(Visitor(), reversed(entries(events))).events == tuple(events)


MINUTE = st.integers(0, 12).map(lambda step: NOON + 600.0 * step)


@st.composite
def arrivals(draw: st.DrawFn) -> list[tuple[float, tuple[Entry, ...]]]:
    """Return what two replicas recorded, in the order in which it reached the store, each with its moment there.

    A replica is slow now and then, by less than SETTLE, so that what it records comes behind what is younger.
    """
    reached = []
    for replica in (1, 2):
        for at in draw(st.lists(MINUTE, max_size=8)):
            events = draw(st.lists(happenings(at, at), min_size=1, max_size=3))
            delay = draw(st.floats(0.0, SETTLE - 1.0))
            reached.append((at + delay, replica, entries(events)))
    return [(moment, recorded) for moment, _, recorded in sorted(reached, key=lambda one: one[:2])]


@given(arrivals(), st.data())
def test_any_interleaving_of_two_replicas_gives_the_same_visitor(
    reached: list[tuple[float, tuple[Entry, ...]]], data: st.DataObject
) -> None:
    snapshot, waiting = Visitor(), list[Entry]()
    for moment, recorded in reached:
        waiting += recorded
        if data.draw(st.booleans()):
            # either replica may fold what is old enough, at any time
            ready, rest = split(waiting, moment)
            snapshot, waiting = folded(snapshot, ready), list(rest)
    everything = [entry for _, recorded in reached for entry in recorded]
    assert folded(snapshot, waiting) == folded(Visitor(), data.draw(st.permutations(everything)))
