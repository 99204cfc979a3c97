import pytest

from rules.language.later import LATER_KEYS, due
from rules.language.ruletext import RuleText
from rules.language.scope import Scope
from rules.language.source import read
from tests.support.folder import draft, place, told


def test_no_word_is_both_spoken_and_reserved() -> None:
    assert not LATER_KEYS & RuleText.model_fields.keys()


@pytest.mark.parametrize("key", sorted(LATER_KEYS))
def test_a_reserved_key_is_refused_by_name(key: str) -> None:
    assert told(draft(f"do: [ {{ hide: header }} ]\n{key}: {{ a: 1 }}")) == ["rules.yaml:7:3 not-available-yet"]


def test_what_is_due_is_left_and_the_rest_is_noted() -> None:
    scope = Scope(read("it.yaml", b"visit: 1\nattention: popups"))
    assert due(scope, scope.document.value, {"attention"}, ()) == {"visit": 1}
    assert [place(problem) for problem in scope.problems] == ["it.yaml:2:1 not-available-yet"]


@pytest.mark.parametrize("value", [None, "attention", ["attention"], 3])
def test_what_is_no_mapping_is_left_as_it_is(value: object) -> None:
    scope = Scope(read("it.yaml", b""))
    assert due(scope, value, {"attention"}, ()) == value
    assert scope.problems == []
