import pytest

from rules import actions, conditions
from rules.language.word import Word, find, words


def test_words_are_found_by_walking_a_package() -> None:
    found = words(conditions)
    assert {"page", "geo.country", "utm.*", "came_from"} <= found.keys()
    assert all(entry.kind.word == name for name, entry in found.items())
    assert "hide" in words(actions)


@pytest.mark.parametrize(("name", "word"), [("utm.medium", "utm.*"), ("utm.anything", "utm.*"), ("visits", "visits")])
def test_a_word_is_found_by_its_name_or_its_family(name: str, word: str) -> None:
    entry = find(words(conditions), name)
    assert entry is not None
    assert entry.kind.word == word


@pytest.mark.parametrize("name", ["utm", "utm_medium", "visits.many", "geo", "geo.planet", "", "*"])
def test_what_is_no_word_is_not_found(name: str) -> None:
    assert find(words(conditions), name) is None


class Plain(Word):
    word = "plain"
    bare = "channel"


class Whole(Plain):
    whole = True


class Family(Whole):
    word = "family.*"


@pytest.mark.parametrize(
    ("kind", "value", "fields"),
    [
        (Plain, "coupon", {"channel": "coupon"}),
        (Plain, ["a", "b"], {"channel": ["a", "b"]}),
        (Plain, {"channel": "coupon", "within": "1 day"}, {"channel": "coupon", "within": "1 day"}),
        (Whole, {"starts_with": "a"}, {"channel": {"starts_with": "a"}}),
        (Family, "a", {"channel": "a", "key": "medium"}),
    ],
)
def test_what_stands_behind_a_word_becomes_its_fields(
    kind: type[Word], value: object, fields: dict[str, object]
) -> None:
    assert kind.fields("family.medium", value) == fields


def test_fields_go_by_the_names_that_people_write() -> None:
    entry = find(words(actions), "text")
    assert entry is not None
    assert entry.fields == {"in", "say"}
