from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules.language.compile import Compiled, Files, compiled
from rules.language.load import files
from tests.support.folder import NOW, SITE, codes, compiling, draft, folder, place, rule, told

CASES = Path(__file__).parents[2] / "cases"
DEMO = files(CASES.parents[1] / "rules" / "campaigns")
HIDE = "do: [ { hide: header } ]"


def places(found: Compiled) -> list[str]:
    return [place(problem) for problem in found.problems]


def test_the_demo_has_no_fault() -> None:
    found = compiled(DEMO, NOW)
    assert places(found) == []
    assert {rule.id for rule in found.rulebook.rules} >= {"promo-field-coupon-only", "reassure-at-the-price"}
    assert len(found.expectations) > 10


LANGUAGE = files(CASES / "language")
"""The example that shows the whole language, and rules of it that nobody can speak yet."""


def test_the_whole_language_is_understood() -> None:
    found = compiled({name: raw for name, raw in LANGUAGE.items() if name != "exit.yaml"}, NOW)
    assert not found.errors
    assert [each.id for each in found.rulebook.rules] == ["promo-field-coupon-only", "reassure-uk-delivery"]
    assert len(found.expectations) == 5


def test_what_the_language_does_not_speak_yet_is_refused_word_by_word() -> None:
    found = compiled(LANGUAGE, NOW)
    assert [f"{each.mark.line}:{each.mark.column} {each.message}" for each in found.errors] == [
        f"{where} `{word}` is not available yet"
        for where, word in [
            ("16:3", "holdout"),
            ("17:3", "test"),
            ("23:3", "goal"),
        ]
    ]
    assert {each.code for each in found.errors} == {"not-available-yet"}


def test_rules_come_by_priority_then_by_file_and_line() -> None:
    more = {"a.yaml": draft(HIDE).replace("id: r", "id: a").encode()}
    text = draft(HIDE) + draft(f"{HIDE}\npriority: 80").replace("id: r", "id: top")
    assert [each.id for each in compiling(text, more=more).rulebook.rules] == ["top", "a", "r"]


def test_without_a_site_there_is_nothing_to_speak_of() -> None:
    found = compiled({"rules.yaml": draft(HIDE).encode()}, NOW)
    assert places(found) == ["site.yaml:1:1 missing-file"]


def test_while_the_site_is_wrong_the_rules_are_only_read() -> None:
    site = SITE.replace("css: .price", "").replace('css: ".price"', "")
    assert [where.split(":")[0] for where in told(draft("do: [ { hid: header } ]"), site)] == ["site.yaml"]
    assert [where.split()[1] for where in told("- a\n- {", site)] == ["missing", "syntax"]


def test_while_the_feed_is_wrong_the_rules_are_only_read() -> None:
    site = SITE + "feed: { file: it.xml }\n"
    body = "do: [ { products: { into: header, card: hello, from: ['1'] } } ]"
    assert codes(draft(body), site, {"it.xml": b"<rss>"}) == ["broken-feed"]


def test_a_row_that_is_left_out_stops_nothing() -> None:
    site = SITE + "feed: { file: it.csv }\n"
    assert codes(draft("do: [ { hid: header } ]"), site, {"it.csv": b"id,title,link\n1,,/a\n"}) == [
        "broken-row",
        "unknown-word",
    ]


def test_a_fragment_with_a_fault_is_told_there_and_named_where_it_is_used() -> None:
    text = draft("do: [ { insert: { into: header, at: end, fragment: broken } } ]")
    more = {"fragments/broken.html": b"<p>{{ place.city }</p>"}
    assert [where.split()[1] for where in told(text, more=more)] == ["syntax", "broken-fragment"]


def test_a_fragment_is_utf_8() -> None:
    assert told(more={"fragments/a.html": b"caf\xe9"}) == ["fragments/a.html:1:1 not-utf-8"]


@pytest.mark.parametrize("text", ["Please hide it", "rules:\n  - id: r", "3", "true"])
def test_a_file_of_something_else_is_told(text: str) -> None:
    assert [where.split()[1] for where in told(text)] == ["wrong-value"]


@pytest.mark.parametrize("text", ["", "# nothing yet", "[]"])
def test_a_file_may_be_empty(text: str) -> None:
    assert told(text) == []


def test_files_of_folders_are_no_rules() -> None:
    assert told(more={"personas/a.yaml": b"country: GB", "notes.txt": b"- id"}) == []


def test_problems_come_by_file_and_line_the_site_first() -> None:
    more: Files = {"a.yaml": b"- {", "z.yml": b"- {"}
    site = SITE.replace("zone: Europe", "zone: Mars")
    assert [where.split(":")[0] for where in told("- {", site, more)] == ["site.yaml", "a.yaml", "rules.yaml", "z.yml"]


def test_the_digest_is_that_of_every_byte() -> None:
    one, other = compiling(), compiling("# a note")
    assert one.rulebook.digest == compiling().rulebook.digest
    assert one.rulebook.digest != other.rulebook.digest


def test_a_broken_rule_leaves_the_others_in_force() -> None:
    found = compiling(rule("do: [ { hid: header } ]", "broken") + draft(HIDE))
    assert [each.id for each in found.rulebook.rules] == ["r"]
    assert len(found.errors) == 1


YAML = sorted(name for name in DEMO if name.endswith(".yaml"))
JUNK = [
    "",
    "null",
    "[]",
    "{}",
    "-1",
    "true",
    "12",
    "1e999",
    "x: y",
    "*a",
    "- a",
    "'",
    "{",
    "GB",
    "0 days",
    "9999-12-31",
]


@st.composite
def mutations(draw: st.DrawFn) -> Files:
    """Return the demo with one file spoilt: lines dropped, doubled, swapped, indented, or given other values."""
    name = draw(st.sampled_from(YAML))
    lines = DEMO[name].decode().split("\n")
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        spoil = draw(st.sampled_from(["drop", "double", "indent", "value", "swap", "cut"]))
        if spoil == "drop":
            lines[at : at + 1] = lines[at : at + 1] if len(lines) == 1 else []
        elif spoil == "double":
            lines.insert(at, lines[at])
        elif spoil == "indent":
            lines[at] = " " + lines[at]
        elif spoil == "value":
            lines[at] = f"{lines[at].split(':', 1)[0]}: {draw(st.sampled_from(JUNK))}"
        elif spoil == "swap":
            other = draw(st.integers(0, len(lines) - 1))
            lines[at], lines[other] = lines[other], lines[at]
        else:
            lines[at] = lines[at][: draw(st.integers(0, len(lines[at])))]
    return {**DEMO, name: "\n".join(lines).encode()}


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutations())
def test_a_spoilt_file_is_told_and_never_crashes(spoilt: Files) -> None:
    found = compiled(spoilt, NOW)
    assert all(str(problem) for problem in found.problems)


VALUES = st.recursive(
    st.sampled_from([*JUNK, "cart", "promo_field", "hello", "2 days", "any", "'1'"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
        st.lists(
            st.tuples(st.sampled_from(["is", "any", "at_least", "page", "into", "hide", "given", "then"]), inner),
            max_size=3,
        ).map(lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs) + "}"),
    ),
    max_leaves=6,
)
KEYS = st.sampled_from(
    ["who", "where", "do", "otherwise", "limit", "schedule", "expect", "consent", "priority", "test", "status", "id"]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(KEYS, VALUES), max_size=4))
def test_any_value_behind_any_key_is_told_and_never_crashes(keys: list[tuple[str, str]]) -> None:
    text = "- name: A rule\n" + "".join(f"  {key}: {value}\n" for key, value in keys)
    found = compiled(folder(text), NOW)
    assert all(str(problem) for problem in found.problems)


@given(st.binary(max_size=120), st.sampled_from(["site.yaml", "rules.yaml", "fragments/hello.html", "it.csv"]))
def test_any_bytes_in_any_file_are_told_and_never_crash(raw: bytes, name: str) -> None:
    site = SITE + "feed: { file: it.csv }\n"
    found = compiled({**folder("", site, {"it.csv": b"id\n"}), name: raw}, NOW)
    assert all(str(problem) for problem in found.problems)
