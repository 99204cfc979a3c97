import pytest

from rules.actions.hide import Hide
from rules.context import Context
from rules.decision import Edit
from tests.support.folder import codes, expecting, rule, sentences, told

BODY = """\
where: { page: cart }
consent: personalise
who: { geo.country: GB }
do: [ { hide: promo_field }, { insert: { into: header, at: end, fragment: hello } } ]
otherwise: [ { show: promo_field } ]
limit: { visitor: 1 per week }
schedule: { from: 2026-11-01, until: 2026-12-24 }
"""


def kept(given: str, then: str) -> bool:
    """Tell whether a rule meets what is expected of it, with nothing else to say against it."""
    found = codes(rule(BODY + expecting(given, then)))
    assert found in ([], ["expectation-failed"])
    return not found


@pytest.mark.parametrize(
    ("given", "then"),
    [
        ("page: cart, country: GB", "hidden: promo_field"),
        ("page: cart, country: GB", "hidden: [promo_field], inserted: hello"),
        ("page: cart, country: GB", "unchanged: false, reason: APPLIED"),
        ("page: cart, country: FR", "shown: promo_field, reason: OTHERWISE"),
        ("page: cart", "unchanged: true, reason: UNKNOWN_INPUT"),
        ("page: home, country: GB", "unchanged: true, reason: OTHER_PAGE"),
        ("page: cart, country: GB, consent: []", "reason: CONSENT_MISSING"),
        ("page: cart, country: GB, seen_days_ago: 3", "reason: CAPPED"),
        ("page: cart, country: GB, seen_days_ago: 8", "hidden: promo_field"),
        ("page: cart, country: GB, now: 2027-01-01", "reason: OUT_OF_SCHEDULE"),
        ("page: cart, country: GB, past: unknown", "reason: UNKNOWN_INPUT"),
    ],
)
def test_an_expectation_is_met(given: str, then: str) -> None:
    assert kept(given, then)


@pytest.mark.parametrize(
    ("given", "then"),
    [
        ("page: cart, country: GB", "shown: promo_field"),
        ("page: cart, country: GB", "hidden: header"),
        ("page: cart, country: GB", "hidden: [promo_field, header]"),
        ("page: cart, country: GB", "unchanged: true"),
        ("page: cart, country: FR", "hidden: promo_field"),
        ("page: cart, country: FR", "reason: APPLIED"),
        ("page: home, country: GB", "unchanged: false"),
        ("page: cart", "reason: NO_MATCH"),
    ],
)
def test_an_expectation_is_not_met(given: str, then: str) -> None:
    assert not kept(given, then)


def test_a_failure_tells_what_happened_instead_and_the_values_seen() -> None:
    (sentence,) = sentences(rule(BODY + expecting("page: cart, country: FR", "hidden: promo_field")))
    first, *trace = sentence.splitlines()
    assert first == 'expected "hidden: promo_field", but the rule answered OTHERWISE: shown promo_field'
    assert trace[-1].split() == ["|", "rules.yaml:8", "who", "geo.country", "GB", "no", "geo.country", "=", "FR"]


@pytest.mark.parametrize(
    ("given", "then", "code", "sentence"),
    [
        (
            "page: cart",
            "hiden: promo_field",
            "unknown-word",
            'this rule has no outcome "hiden". Did you mean "hidden"?',
        ),
        ("page: cart", "text: header", "unknown-word", 'this rule has no outcome "text".'),
        ("page: cart", "reason: no_match", "unknown-reason", 'there is no reason "no_match". Did you mean "NO_MATCH"?'),
        ("page: cart", "reason: [NO_MATCH]", "unknown-reason", "there is no reason \"['NO_MATCH']\"."),
        ("page: cart", "unchanged: yes", "wrong-value", "write true or false"),
        ("consent: [marketting]", "unchanged: true", "unknown-purpose", 'there is no consent "marketting".'),
    ],
)
def test_an_expectation_that_can_never_be_met_is_told(given: str, then: str, code: str, sentence: str) -> None:
    text = rule(BODY + expecting(given, then))
    assert codes(text) == [code]
    assert sentences(text)[0].startswith(sentence)


def test_a_draft_is_judged_as_if_it_were_live() -> None:
    assert codes(rule(BODY + expecting("page: cart, country: GB", "hidden: promo_field"), status="draft")) == []
    assert codes(rule(BODY + expecting("page: cart, country: GB", "unchanged: true"), status="draft")) == [
        "expectation-failed"
    ]


@pytest.mark.parametrize(
    "schedule", ["{ from: 2090-01-01 }", "{ until: 2001-01-01 }", "{ from: 2001-01-01, until: 2001-01-01 }"]
)
def test_now_is_moved_inside_the_schedule(schedule: str) -> None:
    body = f"do: [ {{ hide: header }} ]\nschedule: {schedule}\n"
    assert codes(rule(body + expecting("page: home", "hidden: header"))) == []


def test_each_of_two_rules_with_one_id_is_judged_by_itself() -> None:
    first = rule("do: [ { hide: header } ]\n" + expecting("page: home", "hidden: header"))
    second = rule("do: [ { show: price } ]\n" + expecting("page: home", "shown: price"))
    assert codes(first + second) == ["duplicate-id"]


def test_every_failure_is_marked_at_what_was_expected() -> None:
    text = rule(
        """\
        do: [ { hide: header } ]
        expect:
          - given: { page: home }
            then: { unchanged: true, reason: NO_MATCH }
        """
    )
    assert told(text) == ["rules.yaml:9:26 expectation-failed", "rules.yaml:9:40 expectation-failed"]


def raising(_self: Hide, _context: Context) -> tuple[Edit, ...]:
    raise LookupError("a bug")


def test_a_rule_that_raises_is_told_where_it_is_expected_to_act(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Hide, "edits", raising)
    text = rule(BODY + expecting("page: cart, country: GB", "hidden: promo_field"))
    assert codes(text) == ["rule-error"]
    assert "asking the rule raised LookupError: a bug" in sentences(text)[0]


WAITING = """\
when: { exit_intent: { pointer: top, on_touch: back }, after: 5 seconds }
do: [ { hide: header } ]
"""


@pytest.mark.parametrize(
    ("given", "then"),
    [
        ("page: home", "unchanged: true, reason: WAITING_FOR_MOMENT"),
        ("page: home, event: pointer_to_top", "unchanged: true, reason: WAITING_FOR_MOMENT"),
        ("page: home, event: [back, { stayed: 4 seconds }]", "unchanged: true"),
        ("page: home, event: [pointer_to_top_left, stayed]", "hidden: header, unchanged: false"),
        ("page: home, event: { back: true, stayed: 5 seconds }", "hidden: header, reason: APPLIED"),
    ],
)
def test_a_rule_that_waits_is_judged_by_what_happened_in_the_browser(given: str, then: str) -> None:
    assert codes(rule(WAITING + expecting(given, then))) == []


@pytest.mark.parametrize(
    ("given", "then"),
    [
        ("page: home", "hidden: header"),
        ("page: home, event: [pointer_out, stayed]", "hidden: header"),
        ("page: home, event: [back, stayed]", "reason: WAITING_FOR_MOMENT"),
    ],
)
def test_what_waits_is_not_said_to_be_done(given: str, then: str) -> None:
    assert codes(rule(WAITING + expecting(given, then))) == ["expectation-failed"]


def test_a_failure_tells_what_the_rule_waits_for() -> None:
    (sentence,) = sentences(rule(WAITING + expecting("page: home, event: stayed", "hidden: header")))
    first, *_, exit_, stay = sentence.splitlines()
    assert first == (
        'expected "hidden: header", but the rule answered WAITING_FOR_MOMENT: unchanged; '
        "say in `given` which `event` has come"
    )
    assert exit_.split()[2:] == ["when", "exit_intent", "pointer", "top,", "on_touch", "back", "waits"]
    assert stay.split()[2:] == ["when", "after", "seconds", "5", "came"]


def test_an_event_is_nothing_to_a_rule_that_waits_for_none() -> None:
    text = rule("do: [ { hide: header } ]\n" + expecting("page: home, event: back", "hidden: header"))
    assert sentences(text) == ["this rule waits for nothing: it has no `when`"]
