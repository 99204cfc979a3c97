import pytest

from rules.language.tree import described
from rules.logic import Leaf, leaves
from tests.support.folder import codes, draft, rulebook, sentences, told


def asked(who: str, key: str = "who") -> list[str]:
    """Return path, line and text of every word in a rule's `who`."""
    (rule,) = rulebook(draft(f"{key}:\n{indented(who)}\ndo: [ {{ hide: header }} ]\nconsent: personalise")).rules
    return [f"{leaf.path} :{leaf.line} {leaf.text}" for leaf in leaves(rule.who if key == "who" else rule.where)]


def indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.splitlines())


def wrong(body: str) -> list[str]:
    return sentences(draft(f"{body}\ndo: [ {{ hide: header }} ]\nconsent: personalise"))


def test_every_word_knows_its_path_its_line_and_its_text() -> None:
    text = "geo.country: [GB, IE]\nany:\n  - visits: { at_least: 2 }\n  - none:\n      - came_from: coupon\n"
    assert asked(text) == [
        "who :7 geo.country one of GB, IE",
        "who.any[0] :9 visits at least 2",
        "who.any[1].none[0] :11 came_from coupon",
    ]


def test_where_knows_the_words_of_a_page() -> None:
    assert asked("page: cart\nnone:\n  - query: { print: 1 }", "where") == [
        "where :7 page cart",
        "where.none[0] :9 query print 1",
    ]


def test_groups_join_by_their_names() -> None:
    (rule,) = rulebook(draft("who: { any: [ { geo.country: GB } ] }\ndo: [ { hide: header } ]")).rules
    assert not isinstance(rule.who, Leaf)
    assert len(leaves(rule.who)) == 1


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("who: { geo.contry: GB }", 'there is no "geo.contry". Did you mean "geo.country"?'),
        ("who: { visitors.kind: human }", 'there is no "visitors". Did you mean "visitor.kind"?'),
        ("who: { or: [ { geo.country: GB } ] }", 'there is no "or". Did you mean "any"?'),
        ("who: { country: GB }", 'there is no "country". Did you mean "geo.country"?'),
        ("who: { page: cart }", '"page" belongs under `where`: it asks about the page, not about the visitor'),
        ("where: { geo.country: GB }", '"geo.country" belongs under `who`; `where` knows page, path and query'),
        ("where: { pages: cart }", 'there is no "pages". Did you mean "page"?'),
        ("where: { zzz: cart }", 'there is no "zzz". Known: all, any, none, page, path, query.'),
        ("where: { page:cart }", 'write a space after the colon: "page: cart"'),
        ("who: geo.country:GB", 'write a space after the colon: "geo.country: GB"'),
        ("who: everybody", "write words with values here, such as { geo.country: GB }"),
        ("who:", "a word is missing here; to act for everybody, leave `who` out"),
        ("who: {}", "a word is missing here; to act for everybody, leave `who` out"),
        ("where:", "a word is missing here; to act on every page, leave `where` out"),
        (
            "who: [ { geo.country: GB } ]",
            'write words without "- " here; where one of several is enough, write `any:` above them',
        ),
        ("who: { any: { geo.country: GB } }", '"any" holds a list: begin each of its entries with "- "'),
        ("who: { any: [] }", '"any" holds a list: begin each of its entries with "- "'),
        ("who: { any: [ {} ] }", "a word is missing here"),
        ("who: { came_from: { chanel: coupon } }", 'there is no "chanel" here. Did you mean "channel"?'),
        ("who: { geo.country: }", "a value is missing here"),
    ],
)
def test_what_makes_no_sense_is_told_with_the_nearest_right_thing(body: str, sentence: str) -> None:
    assert wrong(body) == [sentence]


def test_every_problem_of_a_tree_is_told_at_once() -> None:
    text = "who:\n  any:\n    - geo.country: UK\n    - satisfaction: low\n    - vists: 3\ndo: [ { hide: header } ]"
    assert told(draft(text)) == [
        "rules.yaml:8:22 country-not-iso",
        "rules.yaml:9:23 unknown-answer",
        "rules.yaml:10:9 unknown-word",
    ]


def test_channels_and_segments_are_trees_too() -> None:
    site = (
        "version: 1\npages: { home: { path: / } }\nchannels: { a: { page: home } }\nsegments: { b: { segment: c } }\n"
    )
    assert codes("", site) == ["wrong-place", "unknown-segment"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("GB", "GB"),
        (True, "true"),
        (3, "3"),
        (["a", "b"], "one of a, b"),
        ({"at_least": 3, "within": "2 days"}, "at least 3, within 2 days"),
        ({"is": "SHIP_10"}, "is SHIP_10"),
    ],
)
def test_a_value_is_described_as_people_say_it(value: object, text: str) -> None:
    assert described(value) == text
