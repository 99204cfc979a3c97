from dataclasses import replace

import pytest

from rules.context import Context, Truth
from rules.language.names import Named
from tests.support.words import NAMES, NOW, Always, answer, refused, seen

SEGMENTS = replace(
    NAMES,
    segments={
        "member": Named("member", Always(Truth.YES)),
        "stranger": Named("stranger", Always(Truth.NO)),
        "perhaps": Named("perhaps", Always(Truth.UNKNOWN)),
    },
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("member", "yes"),
        ("stranger", "no"),
        ("perhaps", "unknown"),
        (["stranger", "member"], "yes"),
        (["perhaps", "member"], "yes"),
        (["stranger", "perhaps"], "unknown"),
        (["stranger"], "no"),
    ],
)
def test_a_segment_answers_as_its_condition(value: object, expected: str) -> None:
    assert answer("segment", value, Context(NOW), SEGMENTS) == expected


@pytest.mark.parametrize("value", ["membr", ["stranger", "membr"]])
def test_a_segment_that_site_yaml_does_not_name_is_refused(value: object) -> None:
    assert refused("segment", value, SEGMENTS) == {
        "unknown-segment": 'there is no segment "membr". Did you mean "member"?'
    }


def test_the_trace_tells_each_segment() -> None:
    assert seen("segment", ["stranger", "perhaps"], Context(NOW), SEGMENTS) == "segment: stranger no, perhaps unknown"
