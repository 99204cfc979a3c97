import pytest

from tests.support.folder import draft, rulebook, sentences, told


def outcomes(text: str) -> list[tuple[str, str]]:
    (rule,) = rulebook(draft(text)).rules
    return [action.outcome() for action in rule.do]


def test_actions_come_in_the_order_they_are_written() -> None:
    text = "do:\n  - insert: { into: header, at: end, fragment: hello }\n  - hide: promo_field\n  - show: header"
    assert outcomes(text) == [("inserted", "hello"), ("hidden", "promo_field"), ("shown", "header")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("do: hide header", 'write actions here, each begun with "- ", such as `- hide: promo_field`'),
        ("do: { hide: header }", 'write actions here, each begun with "- ", such as `- hide: promo_field`'),
        ("do: []", 'write actions here, each begun with "- ", such as `- hide: promo_field`'),
        ("do:", 'write actions here, each begun with "- ", such as `- hide: promo_field`'),
        ("do: [ hide header ]", "write one action here, such as `hide: promo_field`"),
        ("do: [ hide:header ]", 'write a space after the colon: "hide: header"'),
        ("do: [ {} ]", "write one action here, such as `hide: promo_field`"),
        ("do: [ { hide: header, show: price } ]", 'these are 2 actions: begin each with "- " on a line of its own'),
        ("do: [ { hid: header } ]", 'there is no action "hid". Did you mean "hide"?'),
        ("do: [ { remove: header } ]", 'there is no action "remove". Did you mean "hide"?'),
        ("do: [ { popp: hello } ]", 'there is no action "popp". Did you mean "popup"?'),
        ("do: [ { hide: headr } ]", 'there is no element "headr". Did you mean "header"?'),
        ("do: [ { hide: } ]", "a value is missing here"),
        ("do: [ { hide: [header, price] } ]", "write the name of one element here"),
        ("do: [ { insert: { into: header, fragment: hello } } ]", '"at" is missing here'),
        (
            "do: [ { insert: { into: header, at: top, fragment: hello } } ]",
            '"top" is not allowed here. Did you mean "start"?',
        ),
        (
            "do: [ { insert: { in: header, at: end, fragment: hello } } ]",
            'there is no "in" here. Did you mean "into"?',
        ),
    ],
)
def test_what_is_no_action_is_told_with_the_nearest_right_thing(text: str, sentence: str) -> None:
    assert sentences(draft(text)) == [sentence]


def test_every_action_is_judged_and_each_problem_marked() -> None:
    text = "do:\n  - hide: headr\n  - popup: helo\notherwise:\n  - sho: header\n"
    assert told(draft(text)) == [
        "rules.yaml:7:13 unknown-element",
        "rules.yaml:8:14 undefined-fragment",
        "rules.yaml:10:7 unknown-word",
    ]
