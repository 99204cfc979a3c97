import pytest

from scoring.event import Kind
from tests.support.words import DAY, FORGOTTEN, answer, happened, person, refused, seen

TAGGED = person(
    happened(Kind.TAGGED, "bargain-hunter", 3 * DAY),
    happened(Kind.TAGGED, "VIP", DAY, **{"for": str(2 * DAY)}),
    happened(Kind.TAGGED, "undecided", 3 * DAY, **{"for": str(2 * DAY)}),
    happened(Kind.TAGGED, "new", 2 * DAY),
    happened(Kind.TAGGED, "new", DAY, **{"for": "0"}),
)


@pytest.mark.parametrize(
    "value", ["bargain-hunter", "vip", ["x", "vip"], {"has_all": ["vip", "bargain-hunter"]}, {"empty": False}]
)
def test_the_tags_are_met(value: object) -> None:
    assert answer("tag", value, TAGGED) == "yes"


@pytest.mark.parametrize("value", ["undecided", "new", {"has_all": ["vip", "new"]}, {"empty": True}])
def test_a_tag_that_fell_off_or_was_taken_off_is_not_met(value: object) -> None:
    assert answer("tag", value, TAGGED) == "no"


def test_a_new_visitor_bears_none() -> None:
    assert answer("tag", {"empty": True}, person()) == "yes"


def test_tags_are_unknown_where_the_past_is() -> None:
    assert answer("tag", "vip", FORGOTTEN) == "unknown"


def test_nothing_is_no_tag() -> None:
    assert refused("tag", None) == {"missing-value": "a value is missing here"}


def test_the_trace_tells_the_tags() -> None:
    assert seen("tag", "x", TAGGED) == "tag = VIP, bargain-hunter"
    assert seen("tag", "x", person()) == "tag = none"
    assert seen("tag", "x", FORGOTTEN) == "the past is not known"
