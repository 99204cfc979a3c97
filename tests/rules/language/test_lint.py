from collections.abc import Iterator

import pytest

from rules.language.lint import MANY_RULES
from rules.language.problem import Severity
from tests.support.folder import SITE, codes, compiling, draft, expecting, rule, sentences, told

HIDE = "do: [ { hide: header } ]\n"
HOME = expecting("page: home", "reason: OTHER_PAGE")
SURE = expecting("page: home", "unchanged: false")


def always(body: str, id_: str = "r") -> str:
    """Return a live rule that acts on every visitor of the home page."""
    return rule(f"{body}\n{SURE}", id_)


def test_a_sound_rule_is_not_complained_of() -> None:
    assert told(always(HIDE)) == []


def test_an_id_stands_once() -> None:
    assert codes(draft(HIDE) + draft(HIDE)) == ["duplicate-id"]
    assert codes(draft(HIDE) + draft(HIDE).replace("id: r", "id: s")) == []


def test_an_id_stands_once_among_all_files() -> None:
    more = {"another.yaml": draft(HIDE).encode()}
    assert sentences(draft(HIDE), more=more) == ['"r" is already a rule in another.yaml:1']


def test_a_live_rule_is_tested() -> None:
    assert told(rule(HIDE)) == ["rules.yaml:1:3 no-test"]
    assert told(draft(HIDE)) == []


@pytest.mark.parametrize("key", ["why", "learn"])
def test_a_live_rule_says_why_it_is_there_and_what_is_learnt(key: str) -> None:
    without = "\n".join(line for line in always(HIDE).splitlines() if f"{key}:" not in line)
    assert sentences(without) == [f"a live rule says `{key}`"]
    assert codes(without.replace("status: live", "status: draft")) == []


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("who: { orders.count: 1 }\n" + HIDE, "who"),
        ("who: { any: [ { geo.country: GB }, { cart.items: 1 } ] }\n" + HIDE, "who"),
        ("limit: { visitor: 1 per week }\n" + HIDE, "limit"),
        ("do: [ { insert: { into: header, at: end, fragment: again } } ]", "do"),
    ],
)
def test_reading_or_storing_the_past_needs_consent(body: str, key: str) -> None:
    text = draft(body)
    (problem,) = compiling(text).problems
    assert (problem.code, text.splitlines()[problem.mark.line - 1].split(":")[0].strip()) == ("needs-consent", key)
    for mended in ("consent: personalise", "without_consent: request_only"):
        assert codes(draft(f"{body}\n{mended}")) == []


@pytest.mark.parametrize(
    "who", ["geo.country: GB", "browser.language: en", "device: phone", "time: { weekday: monday }"]
)
def test_what_the_request_alone_tells_needs_no_consent(who: str) -> None:
    assert codes(draft(f"who: {{ {who} }}\n{HIDE}")) == []


def test_a_tag_is_kept_and_so_it_needs_consent() -> None:
    (sentence,) = sentences(draft("do: [ { tag: keen } ]"))
    assert sentence.startswith("`tag` stores what the visitor did")
    assert codes(draft("consent: personalise\ndo: [ { tag: keen } ]")) == []


def test_a_purpose_is_one_that_the_site_knows() -> None:
    (sentence,) = sentences(draft(f"consent: personalize\n{HIDE}"))
    assert sentence.endswith('"personalize". Did you mean "personalise"?')
    assert codes(draft(f"consent: [personalise, marketing]\n{HIDE}")) == []


@pytest.mark.parametrize(("word", "moment"), [("popup: hello", "exit_intent"), ("shake: header", "hover: price")])
def test_what_covers_or_moves_the_page_waits_for_a_moment(word: str, moment: str) -> None:
    body = f"do: [ {{ {word} }} ]"
    problem = next(each for each in compiling(draft(body)).problems if each.code == "needs-when")
    assert moment in problem.message
    assert "needs-when" not in codes(draft(f"when: {{ after: 0 seconds }}\n{body}"))


def test_what_waits_for_nothing_neither_covers_nor_moves_the_page() -> None:
    body = f"when: {{ after: 0 seconds }}\nwho: {{ device: phone }}\n{HIDE}otherwise: [ {{ popup: hello }} ]"
    assert told(draft(body)) == ["rules.yaml:9:3 needs-when"]
    assert told(draft(body.replace("popup: hello", "show: header"))) == []


def test_where_nobody_can_agree_a_rule_that_needs_consent_is_warned_of() -> None:
    nobody = SITE[: SITE.index("consent:")]
    (problem,) = compiling(draft(f"consent: personalise\n{HIDE}"), nobody).problems
    assert (problem.code, problem.severity) == ("never-agreed", Severity.WARNING)
    assert codes(draft(f"consent: personalise\nwithout_consent: request_only\n{HIDE}"), nobody) == []
    assert codes(draft(f"consent: personalise\n{HIDE}"), nobody + "consent: { mode: full }") == []


def test_two_rules_of_one_priority_may_not_change_one_element() -> None:
    shows = "do: [ { show: header } ]"
    assert told(always(HIDE) + always(shows, "s")) == ["rules.yaml:14:3 contradiction"]
    assert "contradiction" not in codes(always(HIDE) + always("do: [ { show: price } ]", "s"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("where: { page: home }", "where: { page: cart }"),
        ("schedule: { until: 2026-11-30 }", "schedule: { from: 2026-12-01 }"),
        ("where: { page: [home, cart] }", "where: { page: { not: [home, cart] } }"),
    ],
)
def test_rules_that_never_meet_do_not_contradict(one: str, other: str) -> None:
    first, second = rule(f"{one}\n{HIDE}{SURE}"), rule(f"{other}\n{HIDE}{SURE}", "s")
    found = [code for code in codes(first + second) if code != "expectation-failed"]
    assert found == []


def test_drafts_contradict_nobody() -> None:
    assert codes(always(HIDE) + draft("do: [ { show: header } ]").replace("id: r", "id: s")) == []


def test_an_otherwise_without_who_can_never_act() -> None:
    text = f"{HIDE}otherwise: [ {{ show: header }} ]"
    assert codes(draft(text)) == ["unreachable-rule"]
    assert codes(draft(f"who: {{ geo.country: GB }}\n{text}")) == []


def test_an_element_of_another_page_can_never_be_met() -> None:
    body = "do: [ {{ hide: promo_field }} ]\nwhere: {{ page: {} }}\n{}"
    assert codes(rule(body.format("home", SURE))) == ["unreachable-rule"]
    assert codes(rule(body.format("[home, cart]", SURE))) == []
    assert codes(rule(body.format("{ not: home }", expecting("page: cart", "unchanged: false")))) == []


ASKING = "limit: { attention: offers }\nconsent: personalise\n" + HIDE
BOUNDED = SITE + "attention: { offers: { per_visit: 2 }, notes: {} }\n"


def test_what_is_counted_of_attention_needs_consent() -> None:
    text = draft("when: { after: 1 second }\ndo: [ { popup: hello } ]")
    (problem,) = compiling(text, SITE + "attention: { popups: {} }\n").problems
    assert (problem.code, problem.message.split(":")[0]) == (
        "needs-consent",
        "`attention` in site.yaml counts what the visitor did",
    )


def test_a_rule_that_waits_keeps_its_part_of_the_page_from_now_on() -> None:
    waits = always("when: { after: 1 second }\n" + HIDE).replace("unchanged: false", "unchanged: true")
    assert codes(waits + always(HIDE, "other")) == ["contradiction"]
    assert codes(waits.replace("live", "live\n  priority: 80") + always(HIDE, "other")) == ["unreachable-rule"]


def test_two_rules_of_one_class_are_no_contradiction() -> None:
    other = ASKING.replace("hide: header", "insert: { into: header, at: end, fragment: hello }")
    assert codes(always(ASKING) + always(other, "other"), BOUNDED) == []


def test_a_rule_below_one_that_always_takes_the_attention_is_unreachable() -> None:
    popup = "consent: personalise\nwhen: { after: 1 second }\ndo: [ { popup: hello } ]\nwhere: { page: home }\n"
    tried = expecting("page: home", "reason: WAITING_FOR_MOMENT")
    top, low = rule(f"{popup}priority: 80\n{tried}", "top"), rule(f"{popup}{tried}", "low")
    site = SITE + "attention: { popups: {} }\n"
    assert sentences(top + low, site) == ['"top" always acts first on the same attention (rules.yaml:1)']
    assert codes(top.replace("where:", "who: { visits: 1 }\n  where:") + low, site) == []


def above(body: str) -> list[str]:
    """Return what is told of a rule with another above it."""
    return codes(rule(f"priority: 90\n{body}\n{HOME}", "top").replace(HOME, SURE) + always(HIDE, "below"))


def test_a_rule_below_one_that_always_acts_is_unreachable() -> None:
    assert above(HIDE) == ["unreachable-rule"]


@pytest.mark.parametrize(
    "body",
    [
        "do: [ { hide: price } ]",
        f"{HIDE}where: {{ page: home }}",
        f"{HIDE}where: {{ path: / }}",
        f"{HIDE}who: {{ device: desktop }}",
        f"{HIDE}consent: personalise",
        f"{HIDE}consent: personalise\nlimit: {{ visitor: 1 per day }}",
        f"{HIDE}schedule: {{ until: 2026-12-24 }}",
        f"{HIDE}status: draft".replace("status: draft", "where: { query: { print: 1 }, page: home }"),
    ],
)
def test_a_rule_below_one_that_sometimes_acts_is_reachable(body: str) -> None:
    assert "unreachable-rule" not in above(body)


def test_a_price_does_not_depend_on_who_looks() -> None:
    priced = 'do: [ { text: { in: price, say: "9 EUR" } } ]'
    assert codes(draft(f"who: {{ geo.country: GB }}\n{priced}")) == ["price-by-profile"]
    assert codes(draft(priced)) == []
    assert codes(draft(f"who: {{ geo.country: GB }}\n{HIDE}")) == []


def test_a_price_is_what_the_shops_own_markup_calls_one() -> None:
    site = SITE.replace("elements:\n", "elements:\n  sum: { css: 'b[itemprop=price]' }\n", 1)
    assert codes(draft("who: { geo.country: GB }\ndo: [ { hide: sum } ]"), site) == ["price-by-profile"]
    beside = "who: { geo.country: GB }\ndo: [ { insert: { into: sum, at: after, fragment: hello } } ]"
    assert codes(draft(beside), site) == []


def test_the_operator_may_tick_that_prices_depend_on_who_looks_and_is_told_what_the_law_asks() -> None:
    site = SITE + "\nprivacy: { price_by_profile: true }\n"
    (problem,) = compiling(
        draft('who: { geo.country: GB }\ndo: [ { text: { in: price, say: "9 EUR" } } ]'), site
    ).problems
    assert (problem.code, problem.severity) == ("price-by-profile", Severity.WARNING)
    assert "tell visitors" in problem.message


def test_a_tag_makes_a_group_that_may_be_banned() -> None:
    site = SITE + "\nprivacy: { ban_segments: ['*pregnan*'] }\n"
    tag = "consent: personalise\ndo: [ {{ tag: {{ add: {} }} }} ]"
    assert codes(draft(tag.format("maybe-pregnant")), site) == ["banned-segment"]
    assert codes(draft(tag.format("likes-boots")), site) == []
    assert codes(draft(tag.format("maybe-pregnant"))) == []


def many(number: int, where: str) -> str:
    bodies: Iterator[str] = (
        f"priority: {n}\nwhere: {{ page: {where} }}\ndo: [ {{ insert: {{ into: header, at: end, fragment: hello }} }} ]"
        for n in range(number)
    )
    return "".join(
        rule(f"{body}\n{expecting(f'page: {where}', 'inserted: hello')}", f"r{n}") for n, body in enumerate(bodies)
    )


def test_too_many_rules_on_a_page_are_warned_of() -> None:
    (problem,) = compiling(many(MANY_RULES + 1, "home")).problems
    assert (problem.code, problem.severity) == ("cache-explosion", Severity.WARNING)
    assert problem.message == "13 live rules change home: more versions than anybody can look at"
    assert codes(many(MANY_RULES, "home")) == []


def test_rules_that_change_no_page_are_not_counted() -> None:
    tagging = rule(
        f"consent: personalise\ndo: [ {{ tag: keen }} ]\n{expecting('page: home', 'tagged: keen')}", "tagging"
    )
    assert codes(many(MANY_RULES, "home") + tagging) == []


def test_rules_on_other_pages_are_not_counted() -> None:
    assert codes(many(7, "home") + many(7, "cart").replace("id: r", "id: s")) == []


def test_people_are_not_told_that_they_were_watched() -> None:
    (problem,) = compiling(draft("do: [ { insert: { into: header, at: end, fragment: watched } } ]")).problems
    assert (problem.code, problem.severity) == ("indiscreet", Severity.WARNING)
    assert codes(draft('do: [ { text: { in: header, say: "You viewed boots" } } ]')) == ["indiscreet"]
    assert codes(draft('do: [ { text: { in: header, say: "Boots for the rain" } } ]')) == []
