import pytest
from pydantic import TypeAdapter, ValidationError

from rules.language.ruletext import LimitText, RuleText, ScheduleText

RULE, LIMIT, SCHEDULE = TypeAdapter(RuleText), TypeAdapter(LimitText), TypeAdapter(ScheduleText)


def test_an_id_and_a_name_are_enough_for_a_frame() -> None:
    text = RULE.validate_python({"id": "uk-delivery", "name": "A rule"})
    assert (text.status, text.priority, text.consent, text.without_consent) == ("draft", 50, [], "nothing")


def test_one_purpose_needs_no_list() -> None:
    assert RULE.validate_python({"id": "a", "name": "b", "consent": "marketing"}).consent == ["marketing"]


@pytest.mark.parametrize("id_", ["a", "9", "uk-delivery", "a" * 64])
def test_an_id_is_small_letters_digits_and_hyphens(id_: str) -> None:
    assert RULE.validate_python({"id": id_, "name": "b"}).id == id_


@pytest.mark.parametrize("id_", ["", "A", "uk_delivery", "-a", "a b", "é", "a" * 65, 12, None, ["a"]])
def test_what_is_no_id_is_refused(id_: object) -> None:
    with pytest.raises(ValidationError, match="small letters"):
        RULE.validate_python({"id": id_, "name": "b"})


@pytest.mark.parametrize(
    "keys",
    [
        {"name": 12},
        {"status": "on"},
        {"priority": 101},
        {"priority": -1},
        {"priority": "high"},
        {"consent": True},
        {"without_consent": "everything"},
        {"why": None},
        {"unknown": 1},
    ],
)
def test_what_is_no_frame_is_refused(keys: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        RULE.validate_python({"id": "a", "name": "b", **keys})


def test_a_limit_within_a_visit_can_stand_beside_one_in_days() -> None:
    text = LIMIT.validate_python({"visitor": "3 per week", "visit": 1, "stop_after": "order_placed"})
    assert (text.visit, text.stop_after) == (1, ["order_placed"])


@pytest.mark.parametrize("keys", [{"visit": 0}, {"visit": 21}, {"visitor": "0 per week"}, {"visitor": "21 per week"}])
def test_a_limit_that_cannot_be_counted_is_refused(keys: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        LIMIT.validate_python(keys)


@pytest.mark.parametrize("keys", [{"begin": "2026-11-01"}, {"to": "2026-11-01"}, {"from": "soon"}, {"timezone": "X"}])
def test_what_is_no_schedule_is_refused(keys: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        SCHEDULE.validate_python(keys)
