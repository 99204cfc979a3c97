import pytest

from rules.context import Context
from scoring.event import Kind
from tests.support.words import DAY, FORGOTTEN, NOW, answer, happened, person, refused, seen


def gave(until: float, ago: float = DAY, purpose: str = "marketing") -> Context:
    """Return a request of somebody who gave a mail address that may be kept until a moment."""
    told = {"rule": "exit", "email": "ada@shop.example", "until": str(until)}
    return person(happened(Kind.CAPTURED, purpose, ago, **told))


@pytest.mark.parametrize(
    ("context", "known"),
    [
        (gave(NOW + DAY), "yes"),
        (gave(NOW + 1), "yes"),
        (gave(NOW), "no"),
        (gave(NOW - DAY, 2 * DAY), "no"),
        (person(), "no"),
        (FORGOTTEN, "unknown"),
    ],
    ids=["given", "still", "ended", "ended long ago", "never given", "past unknown"],
)
def test_an_address_is_known_until_its_time_has_come(context: Context, known: str) -> None:
    assert answer("email.known", True, context) == known
    other = {"yes": "no", "no": "yes", "unknown": "unknown"}
    assert answer("email.known", False, context) == other[known]


@pytest.mark.parametrize("value", ["yes", 1, None, {"purpose": "news"}, "ada@shop.example"])
def test_what_is_neither_true_nor_false_is_refused(value: object) -> None:
    assert refused("email.known", value)


def test_the_trace_tells_for_what_it_was_given_and_never_the_address() -> None:
    assert seen("email.known", True, gave(NOW + DAY)) == "given for marketing, 1 day ago"
    assert seen("email.known", True, gave(NOW)) == "not given"
    assert seen("email.known", True, FORGOTTEN) == "the past is not known"
