import pytest

from tests.support.folder import compiling, draft, sentences, told


def test_a_rule_keeps_what_it_expects() -> None:
    text = "do: [ { hide: header } ]\nexpect:\n  - given: { country: GB }\n    then: { hidden: header }\n"
    (found,) = compiling(draft(text)).expectations
    assert found.given.country == "GB"
    assert found.then == {"hidden": "header"}
    assert found.path == (0, "expect", 0)


def test_nobody_in_particular_is_a_new_visitor() -> None:
    text = (
        "do: [ { hide: header } ]\nexpect: [ { then: { hidden: header } }, { given: {}, then: { unchanged: false } } ]"
    )
    assert [each.given.country for each in compiling(draft(text)).expectations] == ["unknown", "unknown"]


@pytest.mark.parametrize(
    ("expect", "sentence"),
    [
        ("{ given: {}, then: { unchanged: true } }", 'write a list here, each entry begun with "- given: "'),
        ("[]", 'write a list here, each entry begun with "- given: "'),
        ("", 'write a list here, each entry begun with "- given: "'),
        ("[ hidden ]", "write `given: { ... }` and `then: { ... }` here"),
        ("[ { given: { page: home } } ]", "say what should happen, such as `then: { unchanged: true }`"),
        ("[ { given: {}, then: } ]", "say what should happen, such as `then: { unchanged: true }`"),
        ("[ { given: {}, then: hidden } ]", "say what should happen, such as `then: { unchanged: true }`"),
        ("[ { given: , then: { hidden: header } } ]", "a value is missing here"),
        ("[ { given: {}, than: {}, then: { hidden: header } } ]", 'there is no "than" here. Did you mean "then"?'),
        ("[ { given: { pages: home }, then: { hidden: header } } ]", 'there is no "pages" here. Did you mean "page"?'),
        ("[ { given: { page: hom }, then: { hidden: header } } ]", 'there is no page "hom". Did you mean "home"?'),
        (
            "[ { given: { event: bakc }, then: { hidden: header } } ]",
            'there is no event "bakc". Did you mean "back"?',
        ),
    ],
)
def test_what_is_no_expectation_is_told(expect: str, sentence: str) -> None:
    assert sentences(draft(f"do: [ {{ hide: header }} ]\nexpect: {expect}")) == [sentence]


def test_every_entry_is_read() -> None:
    text = (
        "do: [ { hide: header } ]\nexpect:\n  - given: { page: hom }\n  - given: { country: UK }\n    then: { a: 1 }\n"
    )
    assert told(draft(text)) == [
        "rules.yaml:8:7 missing-value",
        "rules.yaml:8:22 unknown-page",
        "rules.yaml:9:25 country-not-iso",
    ]
