import pytest

from rules.context import Context, Request
from tests.support.words import NOW, answer, refused, seen

BOT = Context(NOW, Request(kind="bot"))


@pytest.mark.parametrize("value", ["bot", "Bot", ["suspect", "bot"], {"not": "human"}])
def test_the_kind_is_met(value: object) -> None:
    assert answer("visitor.kind", value, BOT) == "yes"


@pytest.mark.parametrize("value", ["human", ["human", "suspect"], {"not": ["bot", "suspect"]}])
def test_the_kind_is_not_met(value: object) -> None:
    assert answer("visitor.kind", value, BOT) == "no"


def test_what_is_no_kind_is_refused() -> None:
    assert refused("visitor.kind", "robot") == {
        "unknown-kind-of-visitor": 'there is no kind of visitor "robot". Did you mean "bot"?'
    }


def test_the_trace_tells_the_kind() -> None:
    assert seen("visitor.kind", "human", BOT) == "visitor.kind = bot"
