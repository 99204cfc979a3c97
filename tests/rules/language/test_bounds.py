import pytest

from rules.rulebook import Limit, Schedule
from scoring.event import Kind
from tests.support.folder import draft, rulebook, sentences, told

MIDNIGHT = 1_793_487_600.0
"""2026-11-01 00:00 in Paris, the zone of the site."""

DAY = 86_400.0
HIDE = "do: [ { hide: header } ]"


def schedule(text: str) -> Schedule:
    (rule,) = rulebook(draft(f"{HIDE}\nschedule: {text}")).rules
    return rule.schedule


def limit(text: str) -> Limit | None:
    (rule,) = rulebook(draft(f"{HIDE}\nconsent: personalise\nlimit: {text}")).rules
    return rule.limit


@pytest.mark.parametrize(
    ("text", "begin", "end"),
    [
        ("{ from: 2026-11-01 }", 0, None),
        ("{ until: 2026-11-01 }", None, DAY),
        ("{ from: 2026-11-01, until: 2026-11-01 }", 0, DAY),
        ('{ from: "2026-11-01 18:00" }', 18 * 3_600, None),
        ('{ until: "2026-11-01 18:00" }', None, 18 * 3_600),
        ('{ until: "2026-11-01 00:00" }', None, 0),
        ("{ from: 2026-11-01, timezone: UTC }", 3_600, None),
        ("{ until: 2026-11-01, timezone: America/New_York }", None, 30 * 3_600),
        ("{}", None, None),
    ],
)
def test_days_are_those_of_the_zone_and_until_means_to_the_end_of_it(
    text: str, begin: float | None, end: float | None
) -> None:
    found = schedule(text)
    assert found.begin == (None if begin is None else MIDNIGHT + begin)
    assert found.end == (None if end is None else MIDNIGHT + end)


def test_a_rule_without_schedule_always_may_act() -> None:
    (rule,) = rulebook(draft(HIDE)).rules
    assert rule.schedule == Schedule(zone="Europe/Paris")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{ visitor: 1 per 14 days }", Limit(times=1, seconds=14 * DAY)),
        ("{ visitor: 3 per week }", Limit(times=3, seconds=7 * DAY)),
        ("{ visitor: 2 per visit }", Limit(per_visit=2)),
        ("{ visitor: 3 per week, visit: 1 }", Limit(times=3, seconds=7 * DAY, per_visit=1)),
        ("{ stop_after: [answer_given, email_captured] }", Limit(stop_after=frozenset({Kind.RATED, Kind.CAPTURED}))),
        ("{ stop_after: dismissed }", Limit(stop_after=frozenset({Kind.DISMISSED}))),
        ("{ stop_after: order_placed }", Limit(stop_after=frozenset({Kind.ORDERED}))),
        ("{ stop_after: [order_placed, added_to_basket] }", Limit(stop_after=frozenset({Kind.ORDERED, Kind.ADDED}))),
    ],
)
def test_a_limit_counts_in_time_in_a_visit_and_until_something_happens(text: str, expected: Limit) -> None:
    assert limit(text) == expected


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("schedule: { from: 2026-12-24, until: 2026-12-01 }", "`until` lies before `from`"),
        ("schedule: 2026-12-24", "write keys with values here, of these: from, timezone, until"),
        ("schedule: { from: 2026-12-24, to: 2026-12-26 }", 'there is no "to" here. Did you mean "until"?'),
        ("limit: {}", "say how often, such as `visitor: 1 per 14 days`"),
        ("limit: 1 per week", "write keys with values here, of these: attention, stop_after, visit, visitor"),
        ("limit: { visitor: 0 per week }", "write a limit of 1 to 20 times in at least a second"),
        ("limit: { visitor: 1 per 0 days }", "write a limit of 1 to 20 times in at least a second"),
        ("limit: { visit: 0 }", "write a number of at least 1"),
        (
            "limit: { attention: popups }",
            'site.yaml bounds no attention "popups". Write `attention: { popups: { per_visit: 1 } }` there.',
        ),
        ("limit: { stop_after: ordr_placed }", 'there is no "ordr_placed" to stop after. Did you mean "order_placed"?'),
    ],
)
def test_what_is_no_bound_is_told(body: str, sentence: str) -> None:
    assert sentences(draft(f"{HIDE}\nconsent: personalise\n{body}")) == [sentence]


def test_each_thing_to_stop_after_is_marked_by_itself() -> None:
    text = draft(f"{HIDE}\nlimit: {{ stop_after: [dismissed, order_placed, email_captured, never] }}")
    assert told(text) == [
        "rules.yaml:7:66 unknown-value",
    ]
