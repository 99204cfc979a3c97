from proxy import pace
from proxy.pace import READ, WINDOW, Pace

NOON = 1_763_812_800.0


def test_who_reads_does_not_hurry() -> None:
    reader = Pace()
    assert not any(reader.hurries(1, NOON + second) for second in range(600))


def test_more_pages_than_anybody_reads_are_a_hurry() -> None:
    program = Pace()
    told = [program.hurries(1, NOON + number / 50) for number in range(READ + 20)]
    assert told == [False] * READ + [True] * 20


def test_one_sender_does_not_count_for_another() -> None:
    both = Pace()
    for _ in range(READ):
        both.hurries(1, NOON)
    assert not both.hurries(2, NOON)
    assert both.hurries(1, NOON)


def test_a_new_window_begins_anew_and_so_does_a_clock_that_leaps() -> None:
    for later in (NOON + WINDOW, NOON - 86_400):
        program = Pace()
        assert [program.hurries(1, NOON) for _ in range(READ + 1)][-1]
        assert not program.hurries(1, later)


def test_many_senders_take_bounded_memory() -> None:
    crowd = Pace()
    for sender in range(pace._MOST + 500):
        assert not crowd.hurries(sender, NOON)
    assert len(crowd._pages) == pace._MOST
