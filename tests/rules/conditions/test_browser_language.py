import pytest

from rules.context import Context, Request
from tests.support.words import NOW, answer, refused, seen


def browser(*languages: str) -> Context:
    return Context(NOW, Request(languages=languages))


@pytest.mark.parametrize(
    ("value", "languages"),
    [
        ("en", ["en"]),
        ("en", ["en-GB", "fr"]),
        ("en-GB", ["en-gb"]),
        ("en_GB", ["en-GB"]),
        ("zh-Hant", ["zh-Hant-TW"]),
        (["fr", "de"], ["de-AT"]),
        ({"starts_with": "en-GB"}, ["en-GB"]),
        ({"not": "en"}, ["fr"]),
        ({"not": "en-US"}, ["en-GB"]),
    ],
)
def test_the_first_language_is_met(value: object, languages: list[str]) -> None:
    assert answer("browser.language", value, browser(*languages)) == "yes"


@pytest.mark.parametrize(
    ("value", "languages"),
    [
        ("en-GB", ["en"]),
        ("en-GB", ["en-US"]),
        ("en", ["fr", "en"]),
        ("en", ["enm"]),
        ({"starts_with": "en-GB"}, ["en-US", "en-GB"]),
        ({"not": "en"}, ["en-GB"]),
    ],
)
def test_the_first_language_is_not_met(value: object, languages: list[str]) -> None:
    assert answer("browser.language", value, browser(*languages)) == "no"


def test_a_browser_that_names_no_language_is_neither() -> None:
    assert answer("browser.language", "en", browser()) == "unknown"
    assert answer("browser.language", {"not": "en"}, browser()) == "unknown"


@pytest.mark.parametrize("value", ["english", "", 7, "en GB"])
def test_what_is_no_language_tag_is_refused(value: object) -> None:
    assert list(refused("browser.language", value)) == ["not-a-language"]


def test_the_trace_tells_all_languages() -> None:
    assert seen("browser.language", "en", browser("fr-FR", "en")) == "browser.language = fr-FR, en"
    assert seen("browser.language", "en", browser()) == "browser.language = unknown"
