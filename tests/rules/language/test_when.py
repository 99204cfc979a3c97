import pytest

from rules.decision import Wait
from tests.support.folder import draft, rulebook, sentences, told

HIDE = "do: [ { hide: header } ]"


def waits(text: str) -> list[list[str]]:
    """Return the words of each way in which the moment may come."""
    return [[trigger.word for trigger in way] for way in wait(text)]


def wait(text: str) -> Wait:
    (rule,) = rulebook(draft(f"{text}\n{HIDE}")).rules
    return rule.when


def test_a_rule_without_when_waits_for_nothing() -> None:
    (rule,) = rulebook(draft(HIDE)).rules
    assert rule.when == ()


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("when: { after: 10 seconds }", [["after"]]),
        ("when: { after: 10 seconds, scrolled: 50% }", [["after", "scrolled"]]),
        ("when: { any: [ { after: 10 seconds }, { clicked: price } ] }", [["after"], ["clicked"]]),
        (
            "when: { scrolled: 50%, any: [ { after: 10 seconds, hover: price }, { clicked: price } ] }",
            [["scrolled", "after", "hover"], ["scrolled", "clicked"]],
        ),
        (
            "when: { any: [ { any: [ { visible: price }, { hover: price } ] }, { clicked: price } ] }",
            [["visible"], ["hover"], ["clicked"]],
        ),
    ],
)
def test_keys_are_and_and_any_is_or(text: str, ways: list[list[str]]) -> None:
    assert waits(text) == ways


def test_a_trigger_knows_its_line() -> None:
    ((trigger,),) = wait("when:\n  exit_intent: any")
    assert trigger.line == 7


def test_a_rule_that_waits_needs_the_page_even_when_it_changes_nothing() -> None:
    (rule,) = rulebook(draft("when: { after: 10 seconds }\nconsent: personalise\ndo: [ { tag: waited } ]")).rules
    assert rule.touches


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("when:", "a moment is missing here; to act before the page is shown, leave `when` out"),
        ("when: {}", "a moment is missing here; to act before the page is shown, leave `when` out"),
        ("when: exit_intent", "write moments with values here, such as { exit_intent: any }"),
        ("when: after:10", 'write a space after the colon: "after: 10"'),
        (
            "when: [ { after: 10 seconds } ]",
            'write moments without "- " here; where one of several is enough, write `any:` above them',
        ),
        ("when: { exit_intend: any }", 'there is no moment "exit_intend". Did you mean "exit_intent"?'),
        ("when: { exit_intent: { pointers: any } }", 'there is no "pointers" here. Did you mean "pointer"?'),
        ("when: { exit_intent: topleft }", '"topleft" is not allowed here. Did you mean "top_left"?'),
        ("when: { clicked: prise }", 'there is no element "prise". Did you mean "price"?'),
        ("when: { after: 10 }", 'write a duration such as "30 days", "8 hours" or "15 minutes"'),
        ("when: { any: { after: 10 seconds } }", '"any" holds a list: begin each of its entries with "- "'),
        (
            "when: { geo.country: GB }",
            '"geo.country" belongs under `who`: it asks about the visitor, not about a moment on the page',
        ),
        ("when: { anyy: [ { after: 10 seconds } ] }", 'there is no moment "anyy". Did you mean "any"?'),
    ],
)
def test_what_is_no_moment_is_told_with_the_nearest_right_thing(text: str, sentence: str) -> None:
    (found,) = sentences(draft(f"{text}\n{HIDE}"))
    assert found == sentence


def test_a_page_bears_no_endless_list_of_ways() -> None:
    five = "[ " + ", ".join(f"{{ after: {number} seconds }}" for number in range(5)) + " ]"
    text = draft(f"when: {{ any: [ {{ any: {five} }}, {{ any: {five} }} ] }}\n{HIDE}")
    assert told(text) == []
    crowd = "[ " + ", ".join(f"{{ after: {number} seconds }}" for number in range(21)) + " ]"
    assert sentences(draft(f"when: {{ any: {crowd} }}\n{HIDE}")) == [
        "these are 21 ways for the moment to come; 20 are the most"
    ]
