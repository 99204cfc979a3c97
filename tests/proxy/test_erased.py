"""Who was erased, and what is too late for them."""

from proxy.erased import MOST, Erased


def test_what_was_under_way_is_too_late_and_what_follows_is_not() -> None:
    erased = Erased()
    erased.note("ann", 100.0)
    assert erased.knows("ann")
    assert not erased.knows("bob")
    assert erased.covers("ann", 99.0)
    assert erased.covers("ann", 100.0)
    assert not erased.covers("ann", 101.0)
    assert not erased.covers("bob", 99.0)


def test_who_is_erased_twice_is_so_since_the_second_time() -> None:
    erased = Erased()
    erased.note("ann", 100.0)
    erased.note("ann", 200.0)
    assert erased.covers("ann", 150.0)


def test_the_oldest_go() -> None:
    erased = Erased()
    for number in range(MOST + 1):
        erased.note(str(number), 100.0)
    assert not erased.covers("0", 99.0)
    assert erased.covers("1", 99.0)
