import pytest

from proxy import quota
from proxy.quota import MINUTE, Quota


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_each_has_so_many_a_minute() -> None:
    clock = Clock()
    asked = Quota(3, clock)
    assert [asked.admits("ann") for _ in range(5)] == [True, True, True, False, False]
    assert asked.admits("bob")
    clock.now = MINUTE - 1
    assert not asked.admits("ann")
    clock.now = MINUTE
    assert asked.admits("ann")


def test_who_is_one_too_many_to_be_counted_waits_for_the_next_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quota, "REMEMBERED", 2)
    clock = Clock()
    asked = Quota(3, clock)
    assert [asked.admits(who) for who in ("ann", "bob", "cid", "ann")] == [True, True, False, True]
    clock.now = MINUTE
    assert asked.admits("cid")
