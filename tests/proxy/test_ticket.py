import pytest

from proxy.seal import sealed
from proxy.ticket import AHEAD, LIFE, Given, issued, page_of
from tests.support.keys import keys
from tests.support.requests import NOON

KEYS = keys("k", "o")
ANN, BOB = "a" * 32, "b" * 32


@pytest.mark.parametrize("path", ["/", "/p/42", "/c/caf\xe9", "/" + "\U0001f600" * 199])
def test_a_page_is_believed_to_be_the_one_it_was(path: str) -> None:
    assert page_of(KEYS, ANN, issued(KEYS, ANN, path, NOON), NOON + 60) == Given(path, NOON)


def test_a_page_is_known_by_its_query_too_and_to_the_millisecond() -> None:
    ticket = issued(KEYS, ANN, "/index.php\nroute=product&id=4", NOON + 0.25)
    assert page_of(KEYS, ANN, ticket, NOON + 60) == Given("/index.php", NOON + 0.25, "route=product&id=4")


def test_the_longest_page_has_a_ticket_that_is_believed() -> None:
    target = "\U0001f600" * 200 + "\n" + "q" * 800
    assert page_of(KEYS, ANN, issued(KEYS, ANN, target, NOON), NOON) is not None


@pytest.mark.parametrize(
    ("ticket", "now"),
    [
        (issued(KEYS, BOB, "/", NOON), NOON),
        (issued(KEYS, ANN, "/", NOON), NOON + LIFE),
        (issued(KEYS, ANN, "/", NOON + AHEAD + 1), NOON),
        (issued(keys("x"), ANN, "/", NOON), NOON),
        (issued(KEYS, ANN, "/", NOON)[:-1], NOON),
        (sealed(KEYS, "visitor", int(NOON).to_bytes(6) + b"/"), NOON),
        ("", NOON),
        ("caf\xe9", NOON),
        ("A" * 5000, NOON),
    ],
)
def test_another_visitors_an_old_and_a_forged_ticket_are_none(ticket: str, now: float) -> None:
    assert page_of(KEYS, ANN, ticket, now) is None


def test_a_ticket_of_the_key_before_is_still_believed() -> None:
    assert page_of(KEYS, ANN, issued(keys("o"), ANN, "/", NOON), NOON) == Given("/", NOON)


def test_it_does_not_tell_who_the_visitor_is() -> None:
    one, other = issued(KEYS, ANN, "/", NOON), issued(KEYS, BOB, "/", NOON)
    assert len(one) == len(other)
    assert one[:8] == other[:8]
