"""An account says what came after a rule and never why; names of a shop cannot break out of its page."""

from dataclasses import replace

from scoring.account import CAVEAT, Account, Lesson, Pages, page, table, told

MET = {"rule": "tea", "visitors": 2, "visits": 3, "dismissed": 1, "acted": 2, "orders": 1, "value": 19.9}
TEA = Lesson("tea", "Tea first", "Do people who see tea drink it?", "live", MET)
ACCOUNT = Account(
    days=("2026-11-17", "2026-11-18"),
    totals=[{"visitors": 2, "visits": 4, "pages": 9, "orders": 1, "value": 19.9}],
    funnel=[{"stage": "home", "visits": 4}, {"stage": "thanks", "visits": 1}],
    rules=[MET],
    groups=[{"sort": "device", "name": "phone", "visitors": 2, "visits": 4}],
    rules_by_group=[{"sort": "device", "name": "phone", "rule": "tea", "visits": 3}],
    lessons=[TEA],
)
NOBODY = replace(ACCOUNT, funnel=[{"stage": "home", "visits": 0}], rules=[], groups=[], rules_by_group=[], lessons=[])


def test_a_lesson_says_the_question_and_what_was_seen() -> None:
    lines = list(told(ACCOUNT))
    assert "  tea (live): Do people who see tea drink it?" in lines
    said = "visits that met it: 3; closed it: 1; did something after it: 2; ordered after it: 1, for 19.90"
    assert f"    {said}" in lines
    assert replace(TEA, pages=Pages(waited=7)).said == f"{said}; pages on which it waited for its moment: 7"


def test_a_rule_that_nobody_met_says_why() -> None:
    assert replace(TEA, figures=None).said == "not shown yet"
    silent = Pages(silent=("NO_MATCH", 12))
    assert replace(TEA, figures=None, pages=silent).said == "not shown yet; mostly NO_MATCH, pages: 12"


def test_a_rule_that_tags_or_tells_others_has_acted_all_the_same() -> None:
    said = replace(TEA, figures=None, pages=Pages(acted=4)).said
    assert said == "pages on which it acted and showed nothing: 4"


def test_no_cause_is_claimed() -> None:
    assert list(told(ACCOUNT))[-1] == CAVEAT
    assert list(told(NOBODY))[-1] == CAVEAT
    assert "not what came of it" in page(ACCOUNT, "brevin")


def test_columns_of_numbers_stand_to_the_right() -> None:
    assert list(table([{"rule": "tea", "visits": 3}, {"rule": "uk", "visits": 12}])) == [
        "rule  visits",
        "tea        3",
        "uk        12",
        "",
    ]
    assert list(table([])) == []


def test_the_page_has_pictures_and_asks_for_nothing() -> None:
    text = page(ACCOUNT, "brevin")
    assert text.count("<svg") == 2
    assert 'width="420.0"' in text
    assert 'width="105.0"' in text
    for asking in ("http", "src=", "href=", "<script", "url("):
        assert asking not in text


def test_a_page_of_nothing_has_no_empty_tables() -> None:
    text = page(NOBODY, "brevin")
    assert "What we learned" not in text
    assert 'width="0.0"' in text


def test_names_do_not_break_out_of_the_page() -> None:
    bad = "</dt><script>alert(1)</script>"
    lesson = replace(TEA, learn=bad, rule='"><img src=x>')
    rows = [{**MET, "rule": bad}]
    text = page(replace(ACCOUNT, lessons=[lesson], rules=rows, rules_by_group=rows), '<b>"Tea & Sons"</b>')
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;b&gt;&#34;Tea &amp; Sons&#34;&lt;/b&gt;" in text
