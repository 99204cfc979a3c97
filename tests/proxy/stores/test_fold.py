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
