import pytest

from rules.context import Context
from scoring.event import Kind
from tests.support.words import DAY, FORGOTTEN, answer, happened, person, refused, seen


def rated(*answers: str, ago: float = DAY) -> Context:
    """Return a request of somebody who gave these answers, the last one so long ago."""
    last = len(answers) - 1
    return person(*(happened(Kind.RATED, "ask", ago + last - turn, answer=it) for turn, it in enumerate(answers)))


@pytest.mark.parametrize(
    ("value", "context"),
    [
        ("happy", rated("happy")),
        ("Unhappy", rated("unhappy")),
        ({"is": "happy", "within": "2 days"}, rated("happy")),
        ("unhappy", rated("happy", "unhappy")),
    ],
)
def test_the_last_answer_counts(value: object, context: Context) -> None:
    assert answer("satisfaction", value, context) == "yes"


@pytest.mark.parametrize(
    ("value", "context"),
    [
        ("happy", rated("unhappy")),
        ("happy", rated("happy", "unhappy")),
        ({"is": "unhappy", "within": "2 days"}, rated("happy")),
    ],
)
def test_another_answer_is_a_no(value: object, context: Context) -> None:
    assert answer("satisfaction", value, context) == "no"


@pytest.mark.parametrize(
    ("value", "context"),
    [
        ("happy", person()),
        ("unhappy", person()),
        ("happy", FORGOTTEN),
        ({"is": "happy", "within": "12 hours"}, rated("happy")),
        ({"is": "happy", "within": "12 hours"}, rated("unhappy")),
    ],
)
def test_nobody_is_taken_for_happy_or_unhappy_who_did_not_say_so_lately(value: object, context: Context) -> None:
    assert answer("satisfaction", value, context) == "unknown"


@pytest.mark.parametrize("value", ["glad", {"is": "happy", "within": "soon"}, {"within": "3 days"}, 5])
def test_what_nobody_can_answer_is_refused(value: object) -> None:
    assert refused("satisfaction", value)


def test_a_slip_is_told_with_the_nearest_answer() -> None:
    assert refused("satisfaction", "hapy") == {"unknown-answer": 'there is no answer "hapy". Did you mean "happy"?'}


def test_the_trace_tells_the_answer() -> None:
    assert seen("satisfaction", "happy", rated("unhappy")) == "unhappy, 1 day ago"
    assert seen("satisfaction", "happy", person()) == "never answered"
    assert seen("satisfaction", "happy", FORGOTTEN) == "the past is not known"
