"""The newest writes are remembered for a while, in their order and by the time when they were first taken."""

from proxy.stores.redis.recent import MOST, RECENT, Recent
from proxy.stores.write import Write


def write(token: str, who: str = "anna") -> Write:
    return Write(who, 0.0, token, ("{}",))


def tokens(recent: Recent, moment: float) -> list[str]:
    return [each.token for each in recent.since(moment)]


def test_what_was_taken_since_a_moment_is_told() -> None:
    recent = Recent()
    recent.add(write("a"), 1.0)
    recent.add(write("b"), 2.0)
    assert tokens(recent, 1.5) == ["b"]
    assert tokens(recent, 1.0) == ["a", "b"]


def test_writing_it_again_makes_it_no_younger() -> None:
    recent = Recent()
    recent.add(write("a"), 1.0)
    recent.add(write("a"), 5.0)
    assert tokens(recent, 2.0) == []


def test_what_is_old_is_forgotten() -> None:
    recent = Recent()
    recent.add(write("a"), 0.0)
    recent.add(write("b"), RECENT + 1)
    assert tokens(recent, 0.0) == ["b"]


def test_no_more_are_remembered_than_may_be() -> None:
    recent = Recent()
    for number in range(MOST + 5):
        recent.add(write(str(number)), 1.0)
    assert len(tokens(recent, 0.0)) == MOST
    assert tokens(recent, 0.0)[0] == "5"


def test_an_erased_visitor_is_forgotten_here_too() -> None:
    recent = Recent()
    recent.add(write("a"), 1.0)
    recent.add(write("b", "bert"), 1.0)
    recent.forget("anna")
    assert tokens(recent, 0.0) == ["b"]
