"""Any bytes may come as a beacon: they are read to signals of the schema, or refused."""

import json

from hypothesis import given
from hypothesis import strategies as st

from proxy.admission import Refusal
from proxy.beacon import GESTURES, Sent, Told, read, signals
from scoring.behaviour import Behaviour
from scoring.event import SIGNALS
from tests.support.fuzz import examples
from tests.support.naughty import NAUGHTY
from tests.support.requests import NOON

PAGE = Told("/p/42", {"price"}, NOON)

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(NAUGHTY),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
kinds = st.sampled_from([*SIGNALS, "seen", "ordered"])
names = ["element", "seconds", "x", "y", "depth", "points", "gesture", "at"]
likely = st.sampled_from(["price", *GESTURES, 0, 1.5, 100, [[1, 2]]]) | values
events = st.builds(lambda kind, said: {"kind": kind} | said, kinds, st.dictionaries(st.sampled_from(names), likely))
beacons = st.fixed_dictionaries({"ticket": st.text(max_size=9) | values, "events": st.lists(events | values)})
damaged = st.builds(lambda said, at: json.dumps(said).encode()[at:], beacons, st.integers(0, 9))


@examples(300)
@given(st.binary(max_size=200) | damaged | beacons.map(lambda said: json.dumps(said).encode()))
def test_any_bytes_are_signals_or_refused(body: bytes) -> None:
    sent = read(body)
    found = signals(sent, PAGE) if isinstance(sent, Sent) else sent
    if isinstance(found, Refusal):
        assert found.status == 400
        return
    behaviour = Behaviour()
    for event in found:
        assert event.kind in SIGNALS
        assert event.at == NOON
        assert event.subject in {PAGE.path, "price", *GESTURES}
        behaviour = behaviour.after(event)
    assert 0 <= behaviour.scrolled <= 100 * len(found)
