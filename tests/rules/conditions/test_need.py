from dataclasses import replace

import pytest

from rules.context import Context
from scoring.event import Event, Kind
from scoring.measures import USUAL
from scoring.needs import Needs
from tests.support.words import FORGOTTEN, MINUTE, answer, happened, person, refused, seen

SHOP = replace(USUAL, needs=Needs(category={"boots": {"reassurance": 1.0, "safety": 1.0}}))


def somebody(*events: Event) -> Context:
    return replace(person(*events), measures=SHOP)


BOOTED = somebody(*(happened(Kind.SEEN, "/b", MINUTE, category="Boots") for _ in range(3)))


@pytest.mark.parametrize(
    "value",
    [
        "reassurance",
        ["help", "reassurance"],
        {"is": "reassurance", "confidence": {"at_least": "40%"}},
        {"level": "safety"},
        {"is": "reassurance", "level": "safety"},
        {"is": {"not": "thrill"}},
    ],
)
def test_the_need_is_met(value: object) -> None:
    assert answer("need", value, BOOTED) == "yes"


@pytest.mark.parametrize(
    "value",
    [
        "surprise",
        {"is": "reassurance", "confidence": {"at_least": "90%"}},
        {"is": "reassurance", "level": "social"},
        {"is": {"not": "reassurance"}},
    ],
)
def test_the_need_is_not_met(value: object) -> None:
    assert answer("need", value, BOOTED) == "no"


def test_a_new_visitor_wants_inspiration_and_one_who_added_to_the_basket_something_else() -> None:
    assert answer("need", "surprise", person(happened(Kind.SEEN, "/"))) == "yes"
    bought = [happened(Kind.SEEN, "/p", MINUTE, product=product) for product in "123"]
    bought += [happened(Kind.ADDED, "1", MINUTE)]
    assert answer("need", "surprise", person(*bought)) == "no"


def test_a_level_that_nothing_speaks_for_is_unknown() -> None:
    assert answer("need", {"level": "safety"}, person(happened(Kind.SEEN, "/"))) == "unknown"
    assert answer("need", {"is": "help", "level": "safety"}, person(happened(Kind.SEEN, "/"))) == "no"


def test_the_need_is_unknown_where_the_past_is() -> None:
    assert answer("need", "surprise", FORGOTTEN) == "unknown"


def test_a_need_that_there_is_not_is_refused() -> None:
    assert "unknown-need" in refused("need", "calm")
    assert "unknown-level" in refused("need", {"level": "surprise"})
    assert "missing-value" in refused("need", {"confidence": "30%"})


def test_the_trace_tells_how_sure_it_is() -> None:
    assert seen("need", "help", BOOTED) == "need = reassurance (45% sure)"
    assert seen("need", {"is": "help", "level": "safety"}, BOOTED).endswith(", level = safety (55% sure)")
    assert seen("need", {"level": "safety"}, person()) == "level = not known yet"
    assert seen("need", "help", FORGOTTEN) == "the past is not known"
