import pytest

from rules.context import Context
from rules.decision import Html
from rules.logic import All
from rules.rulebook import Rule, Status
from tests.support.folder import NOW, codes, compiling, draft, rulebook, sentences, told

WHOLE = """\
- id: uk-delivery
  name: Tell Britons that we deliver
  why: They fear we do not
  learn: Does it matter?
  status: paused
  schedule: { from: 2026-11-01 }
  where: { page: [home, cart] }
  consent: [personalise, marketing]
  without_consent: request_only
  who: { geo.country: GB }
  do: [ { hide: header } ]
  otherwise: [ { show: header } ]
  limit: { visitor: 1 per week }
  priority: 80
  expect: [ { given: { page: home, country: GB }, then: { hidden: header } } ]
"""


def only(text: str) -> Rule:
    (rule,) = rulebook(text).rules
    return rule


def test_a_rule_is_as_it_was_written() -> None:
    rule = only(WHOLE)
    assert (rule.id, rule.file, rule.line, rule.status) == ("uk-delivery", "rules.yaml", 1, Status.PAUSED)
    assert (rule.why, rule.learn, rule.priority) == ("They fear we do not", "Does it matter?", 80)
    assert rule.purposes == {"personalise", "marketing"}
    assert rule.request_only
    assert (len(rule.do), len(rule.otherwise)) == (1, 1)
    assert rule.limit is not None
    assert rule.limit.times == 1


def test_what_is_left_out_is_everybody_everywhere_as_a_draft() -> None:
    rule = only("- id: r\n  name: A rule\n  do: [ { hide: header } ]\n")
    assert (rule.where, rule.who, rule.status, rule.limit) == (All(()), All(()), Status.DRAFT, None)
    assert (rule.purposes, rule.request_only, rule.priority) == (frozenset(), False, 50)


def test_the_digest_changes_with_every_word_and_with_nothing_else() -> None:
    moved = WHOLE.replace("  why: They fear we do not\n", "").replace("- id", "- why: They fear we do not\n  id")
    assert only(WHOLE).digest == only(moved).digest == only("# a note\n" + WHOLE).digest
    assert only(WHOLE).digest != only(WHOLE.replace("fear", "think")).digest


def test_a_file_may_hold_one_rule_without_a_dash() -> None:
    assert only("id: r\nname: A rule\ndo: [ { hide: header } ]\n").id == "r"


def test_a_word_knows_the_rule_that_it_stands_in() -> None:
    (action,) = only(draft("do: [ { banner: { fragment: hello, dismissible: true } } ]")).do
    (edit,) = action.edits(Context(NOW))
    assert isinstance(edit.content, Html)
    assert 'data-dv-rule="r"' in edit.content.markup


def test_nobody_writes_the_rule_that_a_word_stands_in() -> None:
    assert codes(draft("do: [ { banner: { fragment: hello, rule: other } } ]")) == ["unknown-key"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("- hide header", "write a rule here: `id`, `name`, `why`, `learn`, `status` and what it does"),
        (draft("why: because"), '"why" stands here and in line 3; keep one'),
        (draft("where: { page: home }"), '"do" is missing here'),
        (draft("do: [ { hide: header } ]\nwho: { geo.country: UK }"), '"UK" is no ISO 3166 country code.'),
        (draft("do: [ { hide: header } ]\nelse: []"), 'there is no "else" here. Did you mean "otherwise"?'),
        (draft("do: [ { hide: header } ]\npriority: 500"), "write a number of at most 100"),
        ("- name: A rule\n  do: [ { hide: header } ]", '"id" is missing here'),
    ],
)
def test_what_is_no_rule_is_told(text: str, sentence: str) -> None:
    (found,) = sentences(text)
    assert found.startswith(sentence)


def test_all_problems_of_a_rule_come_at_once() -> None:
    text = """\
- id: Bad Id
  status: on
  schedule: { from: soon }
  where: { pages: home }
  who: { geo.country: UK }
  do: [ { hid: header } ]
  limit: { visitor: once }
  test: { variants: [ { do: [ { hid: header } ] } ] }
  expect: [ { given: { page: hom } } ]
"""
    assert told(text) == [
        "rules.yaml:1:3 missing",
        "rules.yaml:1:7 wrong-value",
        "rules.yaml:2:11 unknown-value",
        "rules.yaml:3:21 not-a-date",
        "rules.yaml:4:12 unknown-word",
        "rules.yaml:5:23 country-not-iso",
        "rules.yaml:6:11 unknown-word",
        "rules.yaml:7:21 not-a-limit",
        "rules.yaml:8:3 not-available-yet",
        "rules.yaml:8:33 unknown-word",
        "rules.yaml:9:13 missing-value",
        "rules.yaml:9:30 unknown-page",
    ]


def test_a_rule_of_variants_needs_no_do() -> None:
    assert told(draft("test: { variants: [ { id: a } ] }")) == ["rules.yaml:6:3 not-available-yet"]


@pytest.mark.parametrize("test", ["", "yes", "[]", "{ variants: }", "{ variants: 3 }", "{ variants: [ 3 ] }"])
def test_a_test_of_any_shape_is_refused_by_name(test: str) -> None:
    assert told(draft(f"test: {test}")) == ["rules.yaml:6:3 not-available-yet"]


def test_a_rule_with_a_problem_is_left_out_and_the_others_are_kept() -> None:
    found = compiling(draft("do: [ { hid: header } ]") + WHOLE)
    assert [rule.id for rule in found.rulebook.rules] == ["uk-delivery"]
