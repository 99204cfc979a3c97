from tests.support.pipeline import FILES, rulebook

RULE = """
- id: snow
  name: Boots when it snows
  why: People buy boots when it snows
  learn: Do they?
  status: {status}
  where: {{ page: home }}
  consent: personalise
  who: {who}
  do: [ {{ insert: {{ into: header, at: end, fragment: uk }} }} ]
  expect: [ {{ given: {{ page: home, weather: snow, landing: "/?utm_medium=coupon" }}, then: {{ inserted: uk }} }} ]
"""


def asked(who: str, status: str = "live", site: str = "") -> frozenset[str]:
    files = {**FILES, "rules.yaml": RULE.format(who=who, status=status).encode()}
    return rulebook({**files, "site.yaml": FILES["site.yaml"] + site.encode()}).site.asks


def test_the_words_of_live_rules_are_asked() -> None:
    assert asked("{ weather: snow }") == {"page", "weather"}


def test_the_words_of_drafts_are_not() -> None:
    assert asked("{ weather: snow }", "draft") == frozenset()


def test_a_word_in_a_group_is_asked_too() -> None:
    assert asked("{ any: [ { geo.country: GB }, { none: [ { weather: rain } ] } ] }") >= {"geo.country", "weather"}


def test_a_channel_and_a_segment_ask_what_is_in_them() -> None:
    site = "segments: { cold: { weather: snow } }\n"
    assert asked("{ segment: cold }", site=site) == {"page", "segment", "weather"}
    assert asked("{ came_from: coupon }") == {"page", "came_from", "utm.medium"}


def test_whether_any_rule_waits_for_a_moment_is_known() -> None:
    text = RULE.format(who="{ weather: snow }", status="live").replace("do:", "when: { after: 5 seconds }\n  do:")
    text = text.replace("weather: snow, landing", "weather: snow, event: stayed, landing")
    assert "when" in rulebook({**FILES, "rules.yaml": text.encode()}).site.asks
