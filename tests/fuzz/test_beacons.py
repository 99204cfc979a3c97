"""Any bytes may come as a beacon: they are read to what the schema holds, or refused."""

import json

from hypothesis import given
from hypothesis import strategies as st

from proxy.admission import Refusal
from proxy.beacon import GESTURES, Answered, Page, Sent, happened, read
from rules.hearing import LONGEST_TEXT, MOST_FIELDS
from rules.rulebook import Rule
from scoring.behaviour import Behaviour
from scoring.event import SIGNALS, Kind
from tests.support.fuzz import examples
from tests.support.naughty import NAUGHTY
from tests.support.requests import NOON

RULES = {"ask": Rule("ask", "Ask", "ask.yaml", 1, "d")}
PAGE = Page("/p/42", {"price"}, NOON, RULES.get)
OF_RULES = frozenset({Kind.DISMISSED})
"""What may be told of a rule that waits for nothing, beside answers."""

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.sampled_from(NAUGHTY),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
kinds = st.sampled_from([*SIGNALS, "seen", "ordered", "shown", "dismissed", "answered"])
names = ["element", "seconds", "x", "y", "depth", "points", "gesture", "at", "rule", "what", "fields"]
likely = st.sampled_from(["price", "ask", *GESTURES, 0, 1.5, 100, [[1, 2]], {"a": "\x00"}]) | values
events = st.builds(lambda kind, said: {"kind": kind} | said, kinds, st.dictionaries(st.sampled_from(names), likely))
beacons = st.fixed_dictionaries(
    {"ticket": st.text(max_size=9) | values, "events": st.lists(events | values)},
    optional={"answer": st.booleans() | values, "has": st.lists(st.text(max_size=5)) | values},
)
damaged = st.builds(lambda said, at: json.dumps(said).encode()[at:], beacons, st.integers(0, 9))


@examples(300)
@given(st.binary(max_size=200) | damaged | beacons.map(lambda said: json.dumps(said).encode()))
def test_any_bytes_are_signals_or_refused(body: bytes) -> None:
    sent = read(body)
    found = happened(sent, PAGE) if isinstance(sent, Sent) else sent
    if isinstance(found, Refusal):
        assert found.status == 400
        return
    behaviour = Behaviour()
    for event in found:
        if isinstance(event, Answered):
            assert event.rule is RULES["ask"]
            assert len(event.fields) <= MOST_FIELDS
            assert all(len(text) <= LONGEST_TEXT and "\x00" not in text for text in event.fields.values())
            continue
        assert event.kind in SIGNALS | OF_RULES
        assert event.at == NOON
        assert event.subject in {PAGE.path, "price", "ask", *GESTURES}
        behaviour = behaviour.after(event)
    assert 0 <= behaviour.scrolled <= 100 * len(found)
