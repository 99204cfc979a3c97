from rules.channels import BUILT_IN, Channel
from rules.context import Context, Truth
from tests.support.words import NOW, arrived

HERE = Context(NOW)


class Counting:
    """A condition that says yes, and how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def answer(self, _context: Context) -> Truth:
        self.asked += 1
        return Truth.YES


def test_an_arrival_is_judged_once_where_nothing_else_can_change_the_answer() -> None:
    counting = Counting()
    channel = Channel.of("any", counting, lasts=True)
    for _ in range(3):
        # as a store gives it: an event of its own, equal to the last one
        assert channel.met(arrived("/", "codes.example"), HERE) is Truth.YES
    assert counting.asked == 1


def test_two_arrivals_are_two() -> None:
    counting = Counting()
    channel = Channel.of("any", counting, lasts=True)
    for arrival in (arrived("/"), arrived("/sale"), arrived("/", utm_medium="email"), arrived("/", ago=5.0)):
        channel.met(arrival, HERE)
    assert counting.asked == 4


def test_an_answer_that_today_can_change_is_asked_for_today() -> None:
    counting = Counting()
    channel = Channel.of("any", counting, lasts=False)
    for _ in range(3):
        channel.met(arrived("/"), HERE)
    assert counting.asked == 3


def test_each_sort_of_source_is_a_channel() -> None:
    search = arrived("/", "www.google.com")
    assert [name for name, channel in BUILT_IN.items() if channel.met(search, HERE) is Truth.YES] == ["search"]
