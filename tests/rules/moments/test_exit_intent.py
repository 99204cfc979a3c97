import pytest

from tests.support.moments import ended, refused, trigger


def test_the_browser_is_told_pointer_seconds_and_gestures() -> None:
    value = {"pointer": "top_left", "after": "8 seconds", "on_touch": "back_or_idle"}
    assert trigger("exit_intent", value).told == {"pointer": "top_left", "after": 8.0, "on_touch": ["back", "idle"]}
    assert trigger("exit_intent", "top").told == {"pointer": "top", "after": 0.0, "on_touch": []}
    assert trigger("exit_intent", {}).told["pointer"] == "any"


@pytest.mark.parametrize(
    ("written", "gestures"),
    [
        ("never", []),
        ("scroll_up", ["scroll_up"]),
        ("scroll_up_or_back", ["scroll_up", "back"]),
        (["idle", "back", "idle"], ["idle", "back"]),
    ],
)
def test_gestures_are_written_in_several_ways(written: object, gestures: list[str]) -> None:
    assert trigger("exit_intent", {"on_touch": written}).told["on_touch"] == gestures


@pytest.mark.parametrize(
    ("value", "event"),
    [
        ("top_left", "pointer_to_top_left"),
        ("top", "pointer_to_top_left"),
        ("top", "pointer_to_top"),
        ("any", "pointer_out"),
        ({"on_touch": "back_or_idle"}, "back"),
        ({"on_touch": "back_or_idle"}, "idle"),
        ({"on_touch": "scroll_up"}, "scrolled_up"),
        ({"after": "8 seconds"}, "pointer_out"),
        ({"after": "8 seconds"}, ["pointer_out", {"stayed": "8 seconds"}]),
        ({"after": "8 seconds"}, ["pointer_out", "stayed"]),
    ],
)
def test_leaving_is_met(value: object, event: object) -> None:
    assert ended("exit_intent", value, event)


@pytest.mark.parametrize(
    ("value", "event"),
    [
        ("top_left", "pointer_to_top"),
        ("top_left", "pointer_out"),
        ("top", "pointer_out"),
        ("any", "back"),
        ({"on_touch": "never"}, "idle"),
        ({"on_touch": "back"}, "scrolled_up"),
        ({"on_touch": "back_or_idle"}, "clicked"),
        ({"after": "8 seconds"}, ["pointer_out", {"stayed": "7 seconds"}]),
        ({"after": "8 seconds", "on_touch": "back"}, ["back", {"stayed": "1 second"}]),
        ("any", {"stayed": "1 hour"}),
    ],
)
def test_leaving_is_not_met(value: object, event: object) -> None:
    assert not ended("exit_intent", value, event)


def test_what_is_no_way_to_leave_is_refused() -> None:
    assert refused("exit_intent", {"on_touch": "bakc"}) == {
        "unknown-value": '"bakc" is not allowed here. Did you mean "back"?'
    }
    assert "unknown-value" in refused("exit_intent", {"on_touch": "back_or_never"})
    assert refused("exit_intent", {"on_touch": []}) == {"missing-value": "the list is empty; write `never` for none"}
    assert "literal_error" in refused("exit_intent", "left")
    assert "not-a-duration" in refused("exit_intent", {"after": 8})
